package belay.step;

import belay.outside.Fault;
import belay.outside.Meter;
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
import java.util.stream.IntStream;

/// One run, as it is laid out, and the state in which it begins.
record Flow(String name, Order order, Plan plan, List<UpgradeStep> steps, Surroundings start) {

    private static final StepJson CODEC = new StepJson();

    Flow {
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

    RunId id() {
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
        return new Run(
                order,
                RunState.RUNNING,
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
                .orElse(-1);
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

    /// How it ended.
    record Ran(List<Outcome> outcomes, Surroundings around) {}
}
