package belay.cli;

import belay.api.Belay;
import belay.api.Words;
import belay.outside.Fault;
import belay.plan.PlanJson;
import belay.problem.Answer;
import belay.run.Waivers.Waiver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;

/// `belay waive`.
@Command(
        name = "waive",
        description = {
            "Answers by name for something that keeps a plan from production: a step done by hand, a"
                    + " known issue, a requirement. Without a name, lists who answers for what."
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  belay waive system.yaml 'rebuild the index' --why 'done on Monday, see ticket 7'"
        })
final class WaiveCommand implements Callable<Integer> {

    private final Bench bench;

    WaiveCommand(Bench bench) {
        this.bench = bench;
    }

    @Spec private @Nullable CommandSpec command;

    @Parameters(index = "0", paramLabel = "SYSTEM", description = "The system.")
    private Path system = Path.of("system.yaml");

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME",
            defaultValue = "",
            description = "What is answered for, as `belay check` names it.")
    private String name = "";

    @Option(
            names = "--why",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Why; it stands in every report.")
    private String why = "";

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "For how many days, at most 90; 10 where it is not said.")
    private @Nullable Integer days;

    @Option(names = "--withdraw", description = "Take it back.")
    private boolean withdraw;

    @Override
    public Integer call() throws Fault, InterruptedException {
        if (name.isEmpty() && (withdraw || !why.isEmpty() || days != null)) {
            throw Misuse.of(command, "name what is answered for");
        }
        if (name.isEmpty()) {
            return shown(bench.belay().waivers(system));
        }
        if (withdraw) {
            return shown(bench.belay().withdraw(system, name));
        }
        var holds = days == null ? Belay.WAIVER_HOLDS : Duration.ofDays(days);
        return shown(
                bench.belay()
                        .waive(system, name, why, holds)
                        .then(waiver -> Answer.of(List.of(waiver))));
    }

    private int shown(Answer<List<Waiver>> answer) throws Fault, InterruptedException {
        return bench.on(
                answer,
                waivers -> {
                    var json = JsonNodeFactory.instance.objectNode();
                    json.set("waivers", PlanJson.mapper().valueToTree(waivers));
                    bench.screen().result(json, lines(waivers));
                    return Exit.DONE;
                });
    }

    private static List<String> lines(List<Waiver> waivers) {
        if (waivers.isEmpty()) {
            return List.of("Nobody answers for anything.");
        }
        var table = Table.of("NAME", "WHO", "UNTIL", "WHY");
        for (var waiver : waivers) {
            table.row(waiver.code(), waiver.who(), Words.moment(waiver.until()), waiver.why());
        }
        return table.lines();
    }
}
