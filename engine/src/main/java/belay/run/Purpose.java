package belay.run;

/// What a run is for.
public enum Purpose {
    /// A rehearsal on a copy.
    TESTING,
    PRODUCTION,
    BACKUP,
    RESTORE,
    GO_BACK,
    /// A dump is loaded for trial.
    DUMP_CHECK,
    /// A dump is upgraded, neutralised, to be tested.
    DUMP_TESTING,
    /// A dump is upgraded to become production.
    DUMP_PRODUCTION;

    /// Whether everything happens on a copy of its own, which may be made anew at any time.
    public boolean onCopy() {
        return switch (this) {
            case TESTING, DUMP_CHECK, DUMP_TESTING, DUMP_PRODUCTION -> true;
            case PRODUCTION, BACKUP, RESTORE, GO_BACK -> false;
        };
    }
}
