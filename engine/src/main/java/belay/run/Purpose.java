package belay.run;

/// What a run is for.
public enum Purpose {
    /// A rehearsal on a copy; the only one that may copy anew.
    TESTING,
    PRODUCTION,
    BACKUP,
    RESTORE,
    GO_BACK
}
