package belay.run;

import belay.outside.Fault;

/// The driver's hold on one run: the journal together with the claim under which it is written.
final class Hold {

    private final Journal journal;
    private volatile Claim claim;

    Hold(Journal journal, Claim claim) {
        this.journal = journal;
        this.claim = claim;
    }

    Journal journal() {
        return journal;
    }

    Claim claim() {
        return claim;
    }

    Run read() throws Fault {
        return journal.find(claim.run())
                .orElseThrow(() -> new IllegalStateException("no run is named " + claim.run()));
    }

    /// For a step that is starting now; a step that is left behind keeps a fence that no longer
    /// holds.
    Fence fence() {
        var now = claim;
        return () -> journal.wishes(now);
    }

    /// Takes the run from a thread of our own that does not end: whatever it still tries is
    /// refused.
    void takeFromMyself() throws Fault {
        var picker = read().pickers().getFirst();
        claim =
                journal.pickUp(claim.run(), picker)
                        .orElseThrow(() -> new IllegalStateException("not running: " + claim));
    }
}
