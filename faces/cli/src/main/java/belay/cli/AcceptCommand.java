package belay.cli;

import belay.api.Standing;
import belay.outside.Fault;
import belay.plan.PlanJson;
import belay.run.Waivers.Waiver;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `belay accept`.
@Command(
        name = "accept",
        description = {
            "Answers by name for the differences that an upgrade has found after its opening and stands"
                    + " still at. They stay on record; `belay resume` then ends the run. The other way"
                    + " is `belay rollback`."
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  belay accept 20261121-0903-k7q2 --why 'the vendor confirms that carts are emptied, ticket 7'"
        })
final class AcceptCommand implements Callable<Integer> {

    private final Bench bench;

    AcceptCommand(Bench bench) {
        this.bench = bench;
    }

    @Parameters(paramLabel = "RUN", description = "The run.")
    private String run = "";

    @Option(
            names = "--why",
            paramLabel = "TEXT",
            required = true,
            description = "Why; it stands in every report.")
    private String why = "";

    @Override
    public Integer call() throws Fault, InterruptedException {
        return bench.on(
                bench.run(run),
                found ->
                        bench.on(
                                bench.belay().accept(found.id(), why),
                                acceptance ->
                                        bench.on(
                                                bench.belay().standing(found.id()),
                                                standing -> accepted(acceptance, standing))));
    }

    private int accepted(Waiver acceptance, Standing standing) {
        var run = standing.run().id();
        bench.screen()
                .result(
                        PlanJson.mapper().valueToTree(acceptance),
                        List.of(
                                standing.clients().sentence(),
                                acceptance.who()
                                        + " accepts the differences of "
                                        + run
                                        + ": "
                                        + acceptance.why(),
                                "  next      belay resume " + run));
        return Exit.DONE;
    }
}
