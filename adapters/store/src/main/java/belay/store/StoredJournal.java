package belay.store;

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
import belay.run.Refusals;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.StepState;
import belay.run.Timings;
import belay.system.SystemName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The journal in PostgreSQL. Every write locks the run's row first and checks the claim on it, so
/// that all writes about a run come one after another, and an old claim comes too late in the same
/// transaction.
final class StoredJournal implements Journal {

    private static final int MOST_EVENTS = 1_000;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int MOST_TRIES = 5;

    private final Transactions transactions;
    private final Processes processes;

    StoredJournal(Transactions transactions, Processes processes) {
        this.transactions = transactions;
        this.processes = processes;
    }

    @Override
    public Instant now() throws Fault {
        return transactions.run("read the time", sql -> new Rows(sql).now());
    }

    @Override
    public Timings timings() {
        return new StoredTimings(transactions);
    }

    /// What makes room for a new run, in the transaction that puts it on the list.
    private interface Room {
        /// @return the run that gives way, or why it does not
        Answer<RunId> make(Rows rows) throws java.sql.SQLException;
    }

    @Override
    public Answer<Run> create(Order order) throws Fault {
        return created(order, order.id(), _ -> Answer.of(order.id()));
    }

    @Override
    public Answer<Run> replace(RunId ended, Order order) throws Fault {
        return created(
                order,
                ended,
                rows ->
                        asked(rows, ended, order.by(), "abandon", Refusals::ofAbandon, ABANDONED)
                                .then(run -> Answer.of(run.id())));
    }

    /// @param giving the run that may hold the system: room is made of it
    private Answer<Run> created(Order order, RunId giving, Room room) throws Fault {
        for (int attempt = 0; attempt < MOST_TRIES; attempt++) {
            var same = find(order.id());
            if (same.isPresent()) {
                return same.get().order().equals(order)
                        ? Answer.of(same.get())
                        : Answer.refused(Refusals.taken(order.id()));
            }
            var holder = holder(order.system());
            if (holder.isPresent() && !holder.get().id().equals(giving)) {
                return Answer.refused(Refusals.busy(holder.get(), carrier(holder.get().id())));
            }
            var created =
                    transactions.runUnlessTaken(
                            "create run " + order.id(),
                            sql -> {
                                var rows = new Rows(sql);
                                return switch (room.make(rows)) {
                                    case Answer.Refused<RunId>(var problems) ->
                                            new Answer.Refused<Run>(problems);
                                    case Answer.Given<RunId> _ -> inserted(rows, order);
                                };
                            });
            if (created.isPresent()) {
                return created.get();
            }
        }
        throw new Fault.Transient(
                Problem.of("STORE:CONTENDED", "the system changes hands too quickly")
                        .value(order.system().text())
                        .advice("Order it again"));
    }

    private static Answer<Run> inserted(Rows rows, Order order) throws java.sql.SQLException {
        rows.insert(order);
        rows.tell(order.id(), new Event.Stands(RunState.WAITING));
        rows.schedule(order.id());
        return Answer.of(rows.find(order.id()).orElseThrow());
    }

    @Override
    public Optional<Run> find(RunId run) throws Fault {
        return transactions.run("read run " + run, sql -> new Rows(sql).find(run));
    }

    @Override
    public List<Run> history(int limit) throws Fault {
        return transactions.run("read the history", sql -> new Rows(sql).history(limit));
    }

    @Override
    public List<Run> history(SystemName system, int limit) throws Fault {
        return transactions.run(
                "read the history of " + system, sql -> new Rows(sql).history(system, limit));
    }

    @Override
    public Optional<Run> holder(SystemName system) throws Fault {
        return transactions.run(
                "see who has system " + system, sql -> new Rows(sql).holder(system));
    }

    private interface Change {
        /// @return how the run stands afterwards
        RunState apply(Rows rows, Run run, Carrier carrier) throws java.sql.SQLException;
    }

    private static final Change ABANDONED = (_, _, _) -> RunState.ABANDONED;

    private interface Refusal {
        Optional<Problem> of(Run run, Carrier carrier);
    }

    private Answer<Run> asked(RunId id, String by, String wish, Refusal refusal, Change change)
            throws Fault {
        return transactions.run(
                wish + " run " + id, sql -> asked(new Rows(sql), id, by, wish, refusal, change));
    }

    private Answer<Run> asked(
            Rows rows, RunId id, String by, String wish, Refusal refusal, Change change)
            throws java.sql.SQLException {
        rows.lock(id);
        var run = rows.find(id);
        if (run.isEmpty()) {
            return Answer.refused(Refusals.unknown(id));
        }
        var carrier = carrier(rows, run.get());
        var refused = refusal.of(run.get(), carrier);
        if (refused.isPresent()) {
            return Answer.refused(refused.get());
        }
        if (carrier instanceof Carrier.Silent(var who, _, _)) {
            processes.end(who);
        }
        rows.tell(id, new Event.Asked(wish, by));
        var state = change.apply(rows, run.get(), carrier);
        if (state != run.get().state()) {
            rows.state(id, state);
            rows.tell(id, new Event.Stands(state));
        }
        if (state == RunState.WAITING) {
            rows.schedule(id);
        }
        return Answer.of(rows.find(id).orElseThrow());
    }

    @Override
    public Answer<Run> cancel(RunId id, String by) throws Fault {
        return asked(
                id,
                by,
                "cancel",
                (run, _) -> Refusals.ofCancel(run),
                (rows, run, carrier) -> {
                    rows.wish(id, true, carrier.atWork() && run.halt());
                    boolean untouched =
                            run.steps().stream().noneMatch(step -> step.state().started());
                    return switch (run.state()) {
                        case WAITING -> untouched ? RunState.CANCELLED : RunState.WAITING;
                        case HALTED, FAILED -> RunState.WAITING;
                        case RUNNING -> carrier.atWork() ? run.state() : RunState.WAITING;
                        case DONE, UNDONE, CANCELLED, ABANDONED -> run.state();
                    };
                });
    }

    @Override
    public Answer<Run> halt(RunId id, String by) throws Fault {
        return asked(
                id,
                by,
                "halt",
                Refusals::ofHalt,
                (rows, run, _) -> {
                    if (run.state() == RunState.WAITING || run.state() == RunState.RUNNING) {
                        rows.wish(id, run.cancel(), true);
                    }
                    return run.state();
                });
    }

    @Override
    public Answer<Run> resume(RunId id, String by) throws Fault {
        return asked(
                id,
                by,
                "resume",
                Refusals::ofResume,
                (rows, run, _) -> {
                    rows.wish(id, run.cancel(), false);
                    return RunState.WAITING;
                });
    }

    @Override
    public Answer<Run> abandon(RunId id, String by) throws Fault {
        return asked(id, by, "abandon", Refusals::ofAbandon, ABANDONED);
    }

    @Override
    public Carrier carrier(RunId run) throws Fault {
        return transactions.run(
                "see who carries run " + run,
                sql -> {
                    var rows = new Rows(sql);
                    var found = rows.find(run);
                    return found.isEmpty() ? new Carrier.Nobody() : carrier(rows, found.get());
                });
    }

    /// Whoever picked the run up without db-scheduler has no heart that beats here: there the
    /// process itself must tell.
    private Carrier carrier(Rows rows, Run run) throws java.sql.SQLException {
        if (run.state() != RunState.RUNNING || run.pickers().isEmpty()) {
            return new Carrier.Nobody();
        }
        var who = run.pickers().getFirst();
        var since = rows.pickedUp(run.id());
        var beat = rows.beat(run.id(), RunWorker.name(who));
        if (processes.dead(who)) {
            return new Carrier.Dead(who, since, beat.orElse(since));
        }
        var now = rows.now();
        boolean silent =
                beat.isPresent()
                        && Duration.between(beat.get(), now).compareTo(RunWorker.SILENCE) > 0;
        return silent
                ? new Carrier.Silent(who, since, beat.get())
                : new Carrier.Alive(who, since, beat.orElse(now));
    }

    @Override
    public void relieved(Claim claim, Heading heading, String by) throws Fault {
        write(
                "relieve the worker",
                claim,
                rows -> {
                    var run = rows.find(claim.run()).orElseThrow();
                    if (run.committed() && !(heading instanceof Heading.Forward)) {
                        throw Refusals.superseded(claim);
                    }
                    endIfQuiet(rows, run);
                    rows.tell(claim.run(), new Event.Asked("relieve", by));
                    if (rows.turn(claim.run(), heading)) {
                        rows.tell(claim.run(), new Event.Turned(heading));
                    }
                    rows.state(claim.run(), RunState.WAITING);
                    rows.tell(claim.run(), new Event.Stands(RunState.WAITING));
                    rows.schedule(claim.run());
                });
    }

    @Override
    public Optional<Claim> pickUp(RunId run, Picker picker) throws Fault {
        return transactions.run(
                "pick up run " + run,
                sql -> {
                    var rows = new Rows(sql);
                    var epoch = rows.pickUp(run, picker);
                    if (epoch.isEmpty()) {
                        return Optional.empty();
                    }
                    rows.tell(run, new Event.PickedUp(epoch.get(), picker.toString()));
                    return Optional.of(new Claim(run, epoch.get()));
                });
    }

    /// One that is late and answers is told by its next call that the run is no longer its own.
    private void endIfQuiet(Rows rows, Run run) throws java.sql.SQLException {
        switch (carrier(rows, run)) {
            case Carrier.Silent(var who, _, _) -> processes.end(who);
            case Carrier.Alive(var who, _, var beat)
                    when Duration.between(beat, rows.now()).compareTo(RunWorker.QUIET) > 0 ->
                    processes.end(who);
            case Carrier.Alive _, Carrier.Dead _, Carrier.Nobody _ -> {}
        }
    }

    private interface Write {
        void write(Rows rows) throws java.sql.SQLException, Fault;
    }

    /// Everything that is written under a claim goes through here.
    private void write(String what, Claim claim, Write write) throws Fault {
        transactions.run(
                what + " of run " + claim.run(),
                sql -> {
                    var rows = new Rows(sql);
                    rows.held(claim);
                    write.write(rows);
                    return true;
                });
    }

    @Override
    public Wishes wishes(Claim claim) throws Fault {
        return transactions.run(
                "read the wishes of run " + claim.run(), sql -> new Rows(sql).wishes(claim));
    }

    @Override
    public void started(Claim claim, int ordinal, Flush flush) throws Fault {
        write(
                "start step " + ordinal,
                claim,
                rows -> {
                    var step = rows.step(claim.run(), ordinal);
                    if (step.state() instanceof StepState.Done) {
                        throw new IllegalStateException("step " + ordinal + " is done");
                    }
                    if (flush == Flush.LATER) {
                        rows.hurry();
                    }
                    rows.start(claim.run(), ordinal);
                    rows.tell(claim.run(), new Event.Started(ordinal, step.part().name()));
                });
    }

    @Override
    public void finished(Claim claim, int ordinal, Outcome outcome) throws Fault {
        write(
                "finish step " + ordinal,
                claim,
                rows -> {
                    var step = rows.step(claim.run(), ordinal);
                    switch (step.state()) {
                        case StepState.Acting _ -> {
                            rows.hurry();
                            rows.finish(claim.run(), ordinal, outcome);
                            rows.tell(claim.run(), new Event.Finished(ordinal, step.part().name()));
                        }
                        case StepState.Done(_, _, var recorded) when recorded.equals(outcome) -> {}
                        case StepState.Done _, StepState.Waiting _, StepState.Failed _ ->
                                throw new IllegalStateException(
                                        "step " + ordinal + " is " + step.state());
                    }
                });
    }

    @Override
    public void failed(Claim claim, int ordinal, Problem problem, Heading then) throws Fault {
        write(
                "record the failure of step " + ordinal,
                claim,
                rows -> {
                    var step = rows.step(claim.run(), ordinal);
                    switch (step.state()) {
                        case StepState.Acting _, StepState.Failed _ ->
                                rows.fail(claim.run(), ordinal, problem);
                        case StepState.Waiting _, StepState.Done _ ->
                                throw new IllegalStateException(
                                        "step " + ordinal + " is " + step.state());
                    }
                    rows.tell(claim.run(), new Event.Failed(ordinal, step.part().name(), problem));
                    if (rows.turn(claim.run(), then)) {
                        rows.tell(claim.run(), new Event.Turned(then));
                    }
                });
    }

    @Override
    public void undone(Claim claim, int ordinal, String words) throws Fault {
        write(
                "take back step " + ordinal,
                claim,
                rows -> {
                    var name = rows.undone(claim.run(), ordinal, words);
                    rows.tell(claim.run(), new Event.Undone(ordinal, name, words));
                });
    }

    @Override
    public void stuck(Claim claim, int ordinal, Problem problem) throws Fault {
        write(
                "record that step " + ordinal + " stays",
                claim,
                rows -> {
                    var name = rows.stuck(claim.run(), ordinal, problem);
                    rows.tell(claim.run(), new Event.Stuck(ordinal, name, problem));
                });
    }

    @Override
    public void turned(Claim claim, Heading heading) throws Fault {
        write(
                "turn",
                claim,
                rows -> {
                    if (rows.turn(claim.run(), heading)) {
                        rows.tell(claim.run(), new Event.Turned(heading));
                    }
                });
    }

    @Override
    public void forgotten(Claim claim, int ordinal) throws Fault {
        write(
                "forget the steps from " + ordinal,
                claim,
                rows -> {
                    rows.forget(claim.run(), ordinal);
                    rows.turn(claim.run(), new Heading.Forward());
                    rows.tell(claim.run(), new Event.Turned(new Heading.Forward()));
                });
    }

    @Override
    public void ended(Claim claim, RunState state) throws Fault {
        if (state == RunState.WAITING || state == RunState.RUNNING) {
            throw new IllegalArgumentException("not an end: " + state);
        }
        transactions.run(
                "end run " + claim.run(),
                sql -> {
                    var rows = new Rows(sql);
                    if (!rows.standsAlready(claim, state)) {
                        rows.held(claim);
                        rows.end(claim.run(), state);
                        rows.tell(claim.run(), new Event.Stands(state));
                    }
                    return true;
                });
    }

    @Override
    public void note(Claim claim, String line) throws Fault {
        write("note a line", claim, rows -> rows.tell(claim.run(), new Event.Note(line)));
    }

    @Override
    public void progress(Claim claim, int ordinal, long done, long total, String unit)
            throws Fault {
        write(
                "note the progress of step " + ordinal,
                claim,
                rows -> {
                    rows.progress(claim.run(), ordinal, done, total, unit);
                    rows.tell(claim.run(), new Event.Progress(ordinal, done, total, unit));
                });
    }

    @Override
    public List<Event> events(RunId run, long after, Duration patience)
            throws Fault, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            var events =
                    transactions.run(
                            "read the events of run " + run,
                            sql -> new Rows(sql).events(run, after, MOST_EVENTS));
            if (!events.isEmpty() || System.nanoTime() - end >= 0) {
                return events;
            }
            Thread.sleep(POLL);
        }
    }
}
