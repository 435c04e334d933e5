package belay.release;

/// Why something is so, and who says it.
///
/// @param because in words
/// @param source an address or a document
/// @param date of the source, `2024-05-27`; may be empty
public record Grounds(String because, String source, String date) {

    /// The source and its date, for a report.
    public String cited() {
        return date.isEmpty() ? source : source + " (" + date + ")";
    }
}
