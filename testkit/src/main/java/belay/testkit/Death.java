package belay.testkit;

/// The end of a process, played: nothing catches it.
public final class Death extends Error {
    private static final long serialVersionUID = 1;

    public Death(String when) {
        super(when);
    }
}
