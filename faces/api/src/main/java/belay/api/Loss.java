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

    /// Whether it is certain that nothing would be lost.
    public boolean nothing() {
        return transactions == 0;
    }
}
