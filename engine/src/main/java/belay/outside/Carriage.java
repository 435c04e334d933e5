package belay.outside;

/// Something that production has besides the rows of its tables, and what becomes of it on one
/// route.
///
/// @param thing what it is, with its name; also the name under which somebody answers for it
public record Carriage(String thing, Fate fate) {

    public sealed interface Fate {

        /// It is on the new side as it was.
        record Carried() implements Fate {}

        /// The run sees to it.
        record Handled(String how) implements Fate {}

        /// It does not come along: somebody must answer for it.
        record LeftBehind(String why) implements Fate {}

        /// The route cannot be taken while it is there.
        record Refused(String why) implements Fate {}
    }
}
