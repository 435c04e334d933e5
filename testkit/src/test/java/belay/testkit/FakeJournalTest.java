package belay.testkit;

import belay.run.Journal;
import belay.run.Picker;
import java.time.Instant;
import java.time.InstantSource;

class FakeJournalTest extends JournalContract {

    private static final Picker DEAD = new Picker("here", 1, Instant.EPOCH);

    private final Journal journal = new FakeJournal(InstantSource.system(), DEAD::equals);

    @Override
    protected Journal journal() {
        return journal;
    }

    @Override
    protected Picker living() {
        return new Picker("here", 2, Instant.EPOCH);
    }

    @Override
    protected Picker dead() {
        return DEAD;
    }
}
