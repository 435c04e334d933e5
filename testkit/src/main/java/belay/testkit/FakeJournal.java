package belay.testkit;

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
import belay.run.Purpose;
import belay.run.Refusals;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.StepRecord;
import belay.run.StepState;
import belay.run.Timings;
import belay.run.Timings.Timing;
import belay.run.UndoState;
import belay.system.SystemName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A journal in memory, for one process.
public final class FakeJournal implements Journal {

    private final Map<RunId, Run> runs = new LinkedHashMap<>();
    private final Map<RunId, List<Event>> events = new LinkedHashMap<>();
    private final Map<RunId, Long> numbers = new LinkedHashMap<>();
    private final InstantSource clock;
    private final Predicate<Picker> dead;

    /// @param dead whether a process is provably dead
    public FakeJournal(InstantSource clock, Predicate<Picker> dead) {
        this.clock = clock;
        this.dead = dead;
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public Timings timings() {
        return this::latest;
    }

    private synchronized List<Timing> latest(
            SystemName system, Purpose purpose, String kind, int limit) {
        return runs.values().stream()
                .filter(run -> run.system().equals(system) && run.order().purpose() == purpose)
                .flatMap(run ->
                        run.steps().stream()
                                .filter(step -> step.part().kind().equals(kind))
                                .flatMap(step ->
                                        step.state()
                                                        instanceof
                                                        StepState.Done(var from, var until, _)
                                                ? Stream.of(
                                                        new Timing(
                                                                run.id(),
                                                                step.part().name(),
                                                                Duration.between(from, until),
                                                                0,
                                                                ""))
                                                : Stream.of()))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Answer<Run> create(Order order) {
        var same = runs.get(order.id());
        if (same != null) {
            return same.order().equals(order)
                    ? Answer.of(same)
                    : Answer.refused(Refusals.taken(order.id()));
        }
        var holder = holder(order.system());
        if (holder.isPresent()) {
            return Answer.refused(Refusals.busy(holder.get(), carrier(holder.get().id())));
        }
        var steps = new ArrayList<StepRecord>();
        for (var part : order.parts()) {
            steps.add(new StepRecord(steps.size(), part));
        }
        var run =
                new Run(
                        order,
                        RunState.WAITING,
                        0,
                        new Heading.Forward(),
                        false,
                        0,
                        false,
                        false,
                        List.of(),
                        now(),
                        now(),
                        steps);
        put(run, new Event.Stands(RunState.WAITING));
        return Answer.of(run);
    }

    @Override
    public synchronized Answer<Run> replace(RunId ended, Order order) {
        boolean holds = holder(order.system()).filter(run -> run.id().equals(ended)).isPresent();
        if (holds && !runs.containsKey(order.id())) {
            var abandoned = abandon(ended, order.by());
            if (abandoned instanceof Answer.Refused<Run>) {
                return abandoned;
            }
        }
        return create(order);
    }

    @Override
    public synchronized Optional<Run> find(RunId run) {
        return Optional.ofNullable(runs.get(run));
    }

    @Override
    public synchronized List<Run> history(int limit) {
        return runs.values().stream()
                .sorted(Comparator.comparing(Run::id).reversed())
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<Run> history(SystemName system, int limit) {
        return history(Integer.MAX_VALUE).stream()
                .filter(run -> run.system().equals(system))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Optional<Run> holder(SystemName system) {
        return runs.values().stream()
                .filter(run -> run.system().equals(system) && !run.state().over())
                .findFirst();
    }

    @Override
    public synchronized Answer<Run> cancel(RunId id, String by) {
        return asked(id, by, "cancel", Refusals::ofCancel, this::cancelled);
    }

    private Run cancelled(Run run) {
        boolean untouched = run.steps().stream().noneMatch(step -> step.state().started());
        return switch (run.state()) {
            case WAITING -> with(run, untouched ? RunState.CANCELLED : run.state(), true, false);
            case HALTED, FAILED -> with(run, RunState.WAITING, true, false);
            case RUNNING ->
                    carrier(run.id()).atWork()
                            ? with(run, run.state(), true, run.halt())
                            : with(run, RunState.WAITING, true, false);
            case DONE, UNDONE, CANCELLED, ABANDONED -> with(run, run.state(), true, run.halt());
        };
    }

    @Override
    public synchronized Carrier carrier(RunId id) {
        var run = runs.get(id);
        if (run == null || run.state() != RunState.RUNNING || run.pickers().isEmpty()) {
            return new Carrier.Nobody();
        }
        var picker = run.pickers().getFirst();
        return dead.test(picker)
                ? new Carrier.Dead(picker, run.since(), run.since())
                : new Carrier.Alive(picker, run.since(), now());
    }

    @Override
    public synchronized void relieved(Claim claim, Heading heading, String by) throws Fault {
        var run = held(claim);
        if (run.committed() && !(heading instanceof Heading.Forward)) {
            throw Refusals.superseded(claim);
        }
        put(run, new Event.Asked("relieve", by));
        if (!heading.equals(run.heading())) {
            put(with(run, heading, run.steps()), new Event.Turned(heading));
        }
        put(
                with(runs.getOrDefault(run.id(), run), RunState.WAITING, run.cancel(), run.halt()),
                new Event.Stands(RunState.WAITING));
    }

    @Override
    public synchronized Answer<Run> halt(RunId id, String by) {
        return asked(
                id,
                by,
                "halt",
                run -> Refusals.ofHalt(run, carrier(run.id())),
                run ->
                        switch (run.state()) {
                            case WAITING, RUNNING -> with(run, run.state(), run.cancel(), true);
                            case HALTED, FAILED, DONE, UNDONE, CANCELLED, ABANDONED -> run;
                        });
    }

    @Override
    public synchronized Answer<Run> resume(RunId id, String by) {
        return asked(
                id,
                by,
                "resume",
                run -> Refusals.ofResume(run, carrier(run.id())),
                run -> with(run, RunState.WAITING, run.cancel(), false));
    }

    @Override
    public synchronized Answer<Run> abandon(RunId id, String by) {
        return asked(
                id,
                by,
                "abandon",
                run -> Refusals.ofAbandon(run, carrier(run.id())),
                run -> with(run, RunState.ABANDONED, run.cancel(), run.halt()));
    }

    private Answer<Run> asked(
            RunId id,
            String by,
            String wish,
            Function<Run, Optional<Problem>> refusal,
            Function<Run, Run> change) {
        var run = runs.get(id);
        if (run == null) {
            return Answer.refused(Refusals.unknown(id));
        }
        var refused = refusal.apply(run);
        if (refused.isPresent()) {
            return Answer.refused(refused.get());
        }
        var changed = change.apply(run);
        put(changed, new Event.Asked(wish, by));
        if (changed.state() != run.state()) {
            put(changed, new Event.Stands(changed.state()));
        }
        return Answer.of(changed);
    }

    @Override
    public synchronized Optional<Claim> pickUp(RunId id, Picker picker) {
        var run = runs.get(id);
        if (run == null || (run.state() != RunState.WAITING && run.state() != RunState.RUNNING)) {
            return Optional.empty();
        }
        var epoch = run.epoch() + 1;
        var since = run.state() == RunState.RUNNING ? run.since() : now();
        put(
                new Run(
                        run.order(),
                        RunState.RUNNING,
                        epoch,
                        run.heading(),
                        run.committed(),
                        run.anews(),
                        run.cancel(),
                        run.halt(),
                        List.of(picker),
                        run.created(),
                        since,
                        run.steps()),
                new Event.PickedUp(epoch, picker.toString()));
        return Optional.of(new Claim(id, epoch));
    }

    @Override
    public synchronized Wishes wishes(Claim claim) throws Fault {
        var run = held(claim);
        return new Wishes(run.cancel(), run.halt());
    }

    @Override
    public synchronized void started(Claim claim, int ordinal, Flush flush) throws Fault {
        var run = held(claim);
        var step = run.steps().get(ordinal);
        var state =
                switch (step.state()) {
                    case StepState.Waiting _ -> new StepState.Acting(now());
                    case StepState.Acting acting -> acting;
                    case StepState.Failed(var since, _, _) -> new StepState.Acting(since);
                    case StepState.Done _ ->
                            throw new IllegalStateException("step " + ordinal + " is done");
                };
        put(
                with(
                        run,
                        run.heading(),
                        run.committed() || step.part().commits(),
                        run.anews(),
                        with(run, step, state, step.undo())),
                new Event.Started(ordinal, step.part().name()));
    }

    @Override
    public synchronized void finished(Claim claim, int ordinal, Outcome outcome) throws Fault {
        var run = held(claim);
        var step = run.steps().get(ordinal);
        switch (step.state()) {
            case StepState.Acting(var since) -> {
                var done = new StepState.Done(since, now(), outcome);
                keepLastProgress(claim.run(), ordinal);
                put(
                        with(run, run.heading(), with(run, step, done, step.undo())),
                        new Event.Finished(ordinal, step.part().name()));
            }
            case StepState.Done(_, _, var recorded) when recorded.equals(outcome) -> {}
            case StepState.Done _, StepState.Waiting _, StepState.Failed _ ->
                    throw new IllegalStateException("step " + ordinal + " is " + step.state());
        }
    }

    private void keepLastProgress(RunId run, int ordinal) {
        var all = events.getOrDefault(run, List.of());
        var earlier =
                all.stream()
                        .filter(event ->
                                event.what() instanceof Event.Progress(int of, _, _, _)
                                        && of == ordinal)
                        .toList();
        if (!earlier.isEmpty()) {
            all.removeAll(earlier.subList(0, earlier.size() - 1));
        }
    }

    @Override
    public synchronized void failed(Claim claim, int ordinal, Problem problem, Heading then)
            throws Fault {
        var run = held(claim);
        var step = run.steps().get(ordinal);
        var since =
                switch (step.state()) {
                    case StepState.Acting(var start) -> start;
                    case StepState.Failed(var start, _, _) -> start;
                    case StepState.Waiting _, StepState.Done _ ->
                            throw new IllegalStateException(
                                    "step " + ordinal + " is " + step.state());
                };
        var failed = new StepState.Failed(since, now(), problem);
        var changed = with(run, then, with(run, step, failed, step.undo()));
        put(changed, new Event.Failed(ordinal, step.part().name(), problem));
        if (!then.equals(run.heading())) {
            put(changed, new Event.Turned(then));
        }
    }

    @Override
    public synchronized void undone(Claim claim, int ordinal, String words) throws Fault {
        takenBack(
                claim,
                ordinal,
                new UndoState.Undone(now(), words),
                (number, name) -> new Event.Undone(number, name, words));
    }

    @Override
    public synchronized void stuck(Claim claim, int ordinal, Problem problem) throws Fault {
        takenBack(
                claim,
                ordinal,
                new UndoState.Stuck(now(), problem),
                (number, name) -> new Event.Stuck(number, name, problem));
    }

    private void takenBack(
            Claim claim, int ordinal, UndoState undo, BiFunction<Integer, String, Event.What> what)
            throws Fault {
        var run = held(claim);
        var step = run.steps().get(ordinal);
        put(
                with(run, run.heading(), with(run, step, step.state(), undo)),
                what.apply(ordinal, step.part().name()));
    }

    @Override
    public synchronized void turned(Claim claim, Heading heading) throws Fault {
        var run = held(claim);
        put(with(run, heading, run.steps()), new Event.Turned(heading));
    }

    @Override
    public synchronized void forgotten(Claim claim, int ordinal) throws Fault {
        var run = held(claim);
        var steps = new ArrayList<StepRecord>(run.steps().subList(0, ordinal));
        for (var step : run.steps().subList(ordinal, run.steps().size())) {
            steps.add(new StepRecord(step.ordinal(), step.part()));
        }
        var forward = new Heading.Forward();
        put(with(run, forward, run.committed(), run.anews() + 1, steps), new Event.Turned(forward));
    }

    @Override
    public synchronized void ended(Claim claim, RunState state) throws Fault {
        if (state == RunState.WAITING || state == RunState.RUNNING) {
            throw new IllegalArgumentException("not an end: " + state);
        }
        var run = runs.get(claim.run());
        if (run != null && run.epoch() == claim.epoch() && run.state() == state) {
            return;
        }
        var held = held(claim);
        put(with(held, state, held.cancel(), false), new Event.Stands(state));
    }

    @Override
    public synchronized void note(Claim claim, String line) throws Fault {
        put(held(claim), new Event.Note(line));
    }

    @Override
    public synchronized void progress(Claim claim, int ordinal, long done, long total, String unit)
            throws Fault {
        var run = held(claim);
        var step = run.steps().get(ordinal);
        var steps = new ArrayList<>(run.steps());
        steps.set(
                ordinal,
                new StepRecord(ordinal, step.part(), step.state(), step.undo(), done, total, unit));
        put(with(run, run.heading(), steps), new Event.Progress(ordinal, done, total, unit));
    }

    @Override
    public synchronized List<Event> events(RunId run, long after, Duration patience)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            var newer =
                    events.getOrDefault(run, List.of()).stream()
                            .filter(event -> event.number() > after)
                            .limit(1_000)
                            .toList();
            long left = (end - System.nanoTime()) / 1_000_000;
            if (!newer.isEmpty() || left <= 0) {
                return newer;
            }
            wait(left);
        }
    }

    private Run held(Claim claim) throws Fault.Superseded {
        var run = runs.get(claim.run());
        if (run == null || run.epoch() != claim.epoch() || run.state() != RunState.RUNNING) {
            throw Refusals.superseded(claim);
        }
        return run;
    }

    private void put(Run run, Event.What what) {
        runs.put(run.id(), run);
        long number = numbers.merge(run.id(), 1L, Long::sum);
        events.computeIfAbsent(run.id(), _ -> new ArrayList<>())
                .add(new Event(number, now(), what));
        notifyAll();
    }

    private Run with(Run run, Heading heading, List<StepRecord> steps) {
        return with(run, heading, run.committed(), run.anews(), steps);
    }

    private static Run with(
            Run run, Heading heading, boolean committed, int anews, List<StepRecord> steps) {
        return new Run(
                run.order(),
                run.state(),
                run.epoch(),
                heading,
                committed,
                anews,
                run.cancel(),
                run.halt(),
                run.pickers(),
                run.created(),
                run.since(),
                steps);
    }

    private static List<StepRecord> with(
            Run run, StepRecord step, StepState state, UndoState undo) {
        var steps = new ArrayList<>(run.steps());
        steps.set(
                step.ordinal(),
                new StepRecord(
                        step.ordinal(),
                        step.part(),
                        state,
                        undo,
                        step.done(),
                        step.total(),
                        step.unit()));
        return steps;
    }

    private Run with(Run run, RunState state, boolean cancel, boolean halt) {
        return new Run(
                run.order(),
                state,
                run.epoch(),
                run.heading(),
                run.committed(),
                run.anews(),
                cancel,
                halt,
                run.pickers(),
                run.created(),
                state == run.state() ? run.since() : now(),
                run.steps());
    }
}
