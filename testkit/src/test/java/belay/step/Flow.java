package belay.step;

import belay.outside.Fault;
import belay.outside.Meter;
import belay.outside.Sandboxes.Output;
import belay.plan.Plan;
import belay.plan.PlanJson;
import belay.run.Heading;
import belay.run.Order;
import belay.run.Outcome;
import belay.run.Part;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.Site;
import belay.run.StepRecord;
import belay.run.StepState;
import belay.run.Undo;
import belay.testkit.Surroundings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// One run, as it is laid out, and the state in which it begins.
public record Flow(
        String name, Order order, Plan plan, List<UpgradeStep> steps, Surroundings start) {

    private static final AtomicInteger NUMBER = new AtomicInteger(1_000);
    private static final StepJson CODEC = new StepJson();

    public Flow {
        steps = List.copyOf(steps);
    }

    Flow(
            String name,
            RunId id,
            Purpose purpose,
            Plan plan,
            List<UpgradeStep> steps,
            Surroundings start) {
        this(
                name,
                new Order(
                        id,
                        plan.system().name(),
                        purpose,
                        PlanJson.write(plan),
                        plan.hash(),
                        Scene.options(plan).json(),
                        "ada",
                        Duration.ofMinutes(1),
                        steps.stream().map(step -> Part.of(step, CODEC)).toList()),
                plan,
                steps,
                start);
    }

    /// Laid out as for a run that is ordered.
    public static Flow of(String name, Purpose purpose, Plan plan, Surroundings start)
            throws Fault {
        var id = nextId();
        var itinerary = new Itinerary(id, purpose, plan, Scene.BELAY, ports());
        var steps =
                switch (purpose) {
                    case TESTING -> itinerary.rehearsal(List.of());
                    case PRODUCTION -> itinerary.production();
                    case BACKUP -> itinerary.backup();
                    case RESTORE ->
                            itinerary.restore(
                                    Scene.world(start)
                                            .backups()
                                            .of(plan.system().name())
                                            .getFirst(),
                                    Scene.world(start)
                                                    .databases()
                                                    .down(
                                                            Scene.world(start)
                                                                    .databases()
                                                                    .endpoint(
                                                                            plan.system()
                                                                                    .database()))
                                            ? Itinerary.Found.DOWN
                                            : Itinerary.Found.SERVING);
                    case GO_BACK, DUMP_CHECK, DUMP_TESTING, DUMP_PRODUCTION ->
                            throw new IllegalArgumentException("laid out elsewhere: " + purpose);
                };
        return new Flow(name, id, purpose, plan, steps, start);
    }

    /// A job on the dump of a [Scene].
    public static Flow ofDump(String name, Purpose purpose, Plan plan, Surroundings start) {
        var id = nextId();
        var itinerary = new DumpItinerary(id, Scene.BELAY, Scene.DUMP, "", "", Scene.NEEDS);
        var steps =
                purpose == Purpose.DUMP_CHECK
                        ? itinerary.check()
                        : itinerary.upgrade(
                                new DumpItinerary.Upgrade(
                                        plan,
                                        purpose == Purpose.DUMP_TESTING,
                                        "",
                                        Output.SCRIPT,
                                        "/out/notes.sql",
                                        "",
                                        List.of(new NoteWaiver("a test upgrade", "ada", "it is"))));
        return new Flow(name, id, purpose, plan, steps, start);
    }

    /// The way back from this run, as it ended.
    public Flow back(String name, Ran ran) throws Fault {
        var id = nextId();
        var steps =
                new Itinerary(id, Purpose.GO_BACK, plan, Scene.BELAY, ports())
                        .goBack(run(ran.outcomes()));
        return new Flow(name, id, Purpose.GO_BACK, plan, steps, ran.around());
    }

    public static RunId nextId() {
        return new RunId("20261121-0903-" + NUMBER.incrementAndGet());
    }

    private static Itinerary.FreePorts ports() {
        var next = new AtomicInteger(NUMBER.get() * 10);
        return next::incrementAndGet;
    }

    public RunId id() {
        return order.id();
    }

    Purpose purpose() {
        return order.purpose();
    }

    /// The run when the first steps have these outcomes.
    Run run(List<Outcome> done) {
        var records =
                IntStream.range(0, steps.size())
                        .mapToObj(ordinal -> record(order.parts().get(ordinal), ordinal, done))
                        .toList();
        return run(RunState.RUNNING, done, records);
    }

    private Run run(RunState state, List<Outcome> done, List<StepRecord> records) {
        return new Run(
                order,
                state,
                1,
                new Heading.Forward(),
                done.size() > commit(),
                0,
                false,
                false,
                List.of(),
                Scene.NOW,
                Scene.NOW,
                records);
    }

    /// The run when it has come so far and stands as `state`.
    public Run ended(RunState state, Ran ran) {
        return run(state, ran.outcomes(), run(ran.outcomes()).steps());
    }

    private static StepRecord record(Part part, int ordinal, List<Outcome> done) {
        var record = new StepRecord(ordinal, part);
        return ordinal < done.size()
                ? new StepRecord(
                        ordinal,
                        part,
                        new StepState.Done(Scene.NOW, Scene.NOW, done.get(ordinal)),
                        record.undo(),
                        0,
                        0,
                        "")
                : record;
    }

    /// The step after which there is no way back; behind the last if there is none.
    int commit() {
        return IntStream.range(0, steps.size())
                .filter(ordinal -> steps.get(ordinal).commits())
                .findFirst()
                .orElse(steps.size());
    }

    int ordinal(String step) {
        return IntStream.range(0, steps.size())
                .filter(ordinal -> steps.get(ordinal).name().equals(step))
                .findFirst()
                .orElseThrow();
    }

    private Site site(List<Outcome> done, Surroundings around) {
        return new Site(Scene.world(around), run(done), () -> {}, Meter.SILENT, _ -> {});
    }

    /// Carries out the step behind those that are `done`, as the driver does.
    Outcome act(List<Outcome> done, Surroundings around) throws Fault, InterruptedException {
        var step = steps.get(done.size());
        var site = site(done, around);
        var found = step.probe(site);
        var outcome = found.isPresent() ? found.get() : step.act(site);
        step.verify(site, outcome);
        return outcome;
    }

    boolean took(List<Outcome> done, Surroundings around) throws Fault, InterruptedException {
        return steps.get(done.size()).took(site(done, around));
    }

    /// @param outcome of the step behind those that are `done`
    void undo(List<Outcome> done, Outcome outcome, Surroundings around)
            throws Fault, InterruptedException {
        if (steps.get(done.size()).undo() instanceof Undo.By(var act)) {
            act.undo(site(done, around), outcome);
        }
    }

    /// Undoes those that are `done`, last first, down to the step `from`.
    void takeBack(List<Outcome> done, int from, Surroundings around)
            throws Fault, InterruptedException {
        for (int ordinal = done.size() - 1; ordinal >= from; ordinal--) {
            undo(done.subList(0, ordinal), done.get(ordinal), around);
        }
    }

    /// Carries out every step before `step`.
    public Ran until(String step) throws Fault, InterruptedException {
        return first(ordinal(step));
    }

    /// Carries out every step.
    public Ran whole() throws Fault, InterruptedException {
        return first(steps.size());
    }

    private Ran first(int many) throws Fault, InterruptedException {
        var around = start.copy();
        var done = new ArrayList<Outcome>();
        while (done.size() < many) {
            done.add(act(done, around));
        }
        return new Ran(List.copyOf(done), around);
    }

    /// How far it came.
    public record Ran(List<Outcome> outcomes, Surroundings around) {}
}
