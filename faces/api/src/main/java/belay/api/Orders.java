package belay.api;

import belay.outside.Fault;
import belay.outside.Host;
import belay.plan.Plan;
import belay.plan.PlanJson;
import belay.plan.Terms;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Package;
import belay.release.Release;
import belay.run.Order;
import belay.run.Part;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunIds;
import belay.run.StepCodec;
import belay.step.Finding;
import belay.step.Itinerary;
import belay.step.Options;
import belay.step.UpgradeStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Puts together what is ordered: steps, options, forecast, and who ordered it.
final class Orders {

    private final String by;
    private final Path home;
    private final Host host;
    private final Records records;
    private final RunIds ids;
    private final StepCodec codec;

    /// @param by who orders
    Orders(String by, Path home, Host host, Records records, RunIds ids, StepCodec codec) {
        this.by = by;
        this.home = home;
        this.host = host;
        this.records = records;
        this.ids = ids;
        this.codec = codec;
    }

    RunId next() {
        return ids.next();
    }

    Itinerary itinerary(RunId run, Purpose purpose, Plan plan) {
        return new Itinerary(run, purpose, plan, home, host::freePort);
    }

    static Options options(Desk.Drawn drawn, boolean keep, boolean acceptedLoss) {
        return new Options(
                drawn.known().pack().directory().toString(),
                drawn.file().systemFile(),
                keep,
                acceptedLoss,
                shipped(drawn),
                List.of());
    }

    /// What the vendor shipped for the release that runs now, where Belay can get it.
    private static List<Package> shipped(Desk.Drawn drawn) {
        return switch (drawn.known().pack().release(drawn.plan().from().text())) {
            case Answer.Refused<Release> _ -> List.of();
            case Answer.Given<Release>(var release) ->
                    release.packages().stream()
                            .filter(one -> !(one.source() instanceof Package.Source.Operator))
                            .toList();
        };
    }

    List<Part> parts(List<UpgradeStep> steps) {
        return steps.stream().map(step -> Part.of(step, codec)).toList();
    }

    Answer<Run> start(
            RunId run, Purpose purpose, Desk.Drawn drawn, Options options, List<UpgradeStep> steps)
            throws Fault, InterruptedException {
        var plan = drawn.plan();
        return records.order(
                new Order(
                        run,
                        plan.system().name(),
                        purpose,
                        PlanJson.write(plan),
                        plan.hash(),
                        options.forecast(
                                        new Estimates(records.timings())
                                                .forecasts(
                                                        plan.system().name(),
                                                        purpose,
                                                        steps,
                                                        declared(purpose, plan::terms)))
                                .json(),
                        by,
                        plan.system().policy().pauseLimit(),
                        parts(steps)));
    }

    static List<Estimate.Declared> declared(Purpose purpose, Supplier<Terms> terms) {
        return purpose == Purpose.PRODUCTION ? Estimates.declared(terms.get()) : List.of();
    }

    static Answer<Run> closed(List<Finding> findings) {
        return new Answer.Refused<>(
                findings.stream()
                        .filter(finding -> finding.verdict() == Finding.Verdict.REFUSED)
                        .flatMap(finding -> finding.problems().stream())
                        .toList());
    }

    /// Where clients are led next is written into the description: it must be there then.
    static Optional<Problem> notKept(Desk.Drawn drawn) {
        var file = drawn.file().systemFile();
        return Files.isRegularFile(Path.of(file))
                ? Optional.empty()
                : Optional.of(
                        Problem.of(
                                        "SYSTEM:NOT_KEPT",
                                        "the run writes the new address into system.yaml, and this"
                                                + " is no file on a disk")
                                .value(file)
                                .expected("a file that is still there when the run ends")
                                .advice("Write it into a file and name that"));
    }
}
