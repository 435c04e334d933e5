package belay.archive;

/// How much an archive may hold.
///
/// @param entries of any kind
/// @param bytes of all entries together, unpacked
/// @param ratio bytes out for each byte in, counted once a MiB has come out
/// @param links whether symbolic links that stay inside are let through
public record Limits(int entries, long bytes, int ratio, boolean links) {

    /// Below this, a ratio says nothing.
    static final long SMALL = 1L << 20;
}
