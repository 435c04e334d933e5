package belay.outside;

/// Hears how far a long piece of work has come. Cheap to call; thread-safe.
@FunctionalInterface
public interface Meter {

    Meter SILENT = (done, total, unit) -> {};

    /// Told how far it is.
    ///
    /// @param total 0 while unknown
    /// @param unit what is counted, e.g. `bytes`, `rows`
    void at(long done, long total, String unit);
}
