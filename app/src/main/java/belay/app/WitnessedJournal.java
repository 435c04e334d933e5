package belay.app;

import belay.api.Witness;
import belay.api.evidence.EvidenceFiles;
import belay.outside.Fault;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.run.Carrier;
import belay.run.Claim;
import belay.run.Event;
import belay.run.Heading;
import belay.run.Journal;
import belay.run.Order;
import belay.run.Outcome;
import belay.run.Picker;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.Timings;
import belay.system.SystemName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A journal that writes the evidence of a run into files as soon as the run has come to an end.
///
/// The evidence can be made again from the journal at any time, so a file that cannot be written is
/// no reason to fail.
record WitnessedJournal(Journal journal, Witness witness, EvidenceFiles files) implements Journal {

    private static final Logger LOG = LoggerFactory.getLogger(WitnessedJournal.class);

    @Override
    public void ended(Claim claim, RunState state) throws Fault {
        journal.ended(claim, state);
        try {
            var run = journal.find(claim.run());
            if (run.isPresent()) {
                var evidence = witness.of(run.get());
                files.write(evidence.directory(), evidence);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (Fault | RuntimeException e) {
            LOG.warn("The evidence of run {} was not written", claim.run(), e);
        }
    }

    @Override
    public Instant now() throws Fault {
        return journal.now();
    }

    @Override
    public Timings timings() {
        return journal.timings();
    }

    @Override
    public Answer<Run> create(Order order) throws Fault {
        return journal.create(order);
    }

    @Override
    public Answer<Run> replace(RunId ended, Order order) throws Fault {
        return journal.replace(ended, order);
    }

    @Override
    public Optional<Run> find(RunId run) throws Fault {
        return journal.find(run);
    }

    @Override
    public List<Run> history(int limit) throws Fault {
        return journal.history(limit);
    }

    @Override
    public List<Run> history(SystemName system, int limit) throws Fault {
        return journal.history(system, limit);
    }

    @Override
    public Optional<Run> holder(SystemName system) throws Fault {
        return journal.holder(system);
    }

    @Override
    public Answer<Run> cancel(RunId run, String by) throws Fault {
        return journal.cancel(run, by);
    }

    @Override
    public Answer<Run> halt(RunId run, String by) throws Fault {
        return journal.halt(run, by);
    }

    @Override
    public Answer<Run> resume(RunId run, String by) throws Fault {
        return journal.resume(run, by);
    }

    @Override
    public Answer<Run> abandon(RunId run, String by) throws Fault {
        return journal.abandon(run, by);
    }

    @Override
    public Carrier carrier(RunId run) throws Fault {
        return journal.carrier(run);
    }

    @Override
    public void relieved(Claim claim, Heading heading, String by) throws Fault {
        journal.relieved(claim, heading, by);
    }

    @Override
    public Optional<Claim> pickUp(RunId run, Picker picker) throws Fault {
        return journal.pickUp(run, picker);
    }

    @Override
    public Wishes wishes(Claim claim) throws Fault {
        return journal.wishes(claim);
    }

    @Override
    public void started(Claim claim, int ordinal, Flush flush) throws Fault {
        journal.started(claim, ordinal, flush);
    }

    @Override
    public void finished(Claim claim, int ordinal, Outcome outcome) throws Fault {
        journal.finished(claim, ordinal, outcome);
    }

    @Override
    public void failed(Claim claim, int ordinal, Problem problem, Heading then) throws Fault {
        journal.failed(claim, ordinal, problem, then);
    }

    @Override
    public void undone(Claim claim, int ordinal, String words) throws Fault {
        journal.undone(claim, ordinal, words);
    }

    @Override
    public void stuck(Claim claim, int ordinal, Problem problem) throws Fault {
        journal.stuck(claim, ordinal, problem);
    }

    @Override
    public void turned(Claim claim, Heading heading) throws Fault {
        journal.turned(claim, heading);
    }

    @Override
    public void forgotten(Claim claim, int ordinal) throws Fault {
        journal.forgotten(claim, ordinal);
    }

    @Override
    public void note(Claim claim, String line) throws Fault {
        journal.note(claim, line);
    }

    @Override
    public void progress(Claim claim, int ordinal, long done, long total, String unit)
            throws Fault {
        journal.progress(claim, ordinal, done, total, unit);
    }

    @Override
    public List<Event> events(RunId run, long after, Duration patience)
            throws Fault, InterruptedException {
        return journal.events(run, after, patience);
    }
}
