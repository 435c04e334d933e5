package belay.api;

import java.time.Instant;

/// What would be lost, counted before anything is done.
///
/// @param since everything written after this moment would be gone
/// @param transactions that were acknowledged since; -1 where they cannot be counted
/// @param rows that they left behind; -1 where they cannot be counted
/// @param words the whole in one sentence
public record Loss(Instant since, long transactions, long rows, String words) {

    public static final long UNKNOWN = -1;

    /// The code of a refusal that only consent is missing for.
    public static final String NOT_ACCEPTED = "LOSS:NOT_ACCEPTED";

    /// The numbers in words.
    static String words(long transactions, long rows) {
        return transactions == 0
                ? "no write"
                : Words.count(transactions, "transaction") + " with " + Words.count(rows, "row");
    }

    /// Whether it is certain that nothing would be lost.
    public boolean nothing() {
        return transactions == 0;
    }
}
