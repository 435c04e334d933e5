package belay.cli;

import belay.api.Detected;
import belay.api.Words;
import belay.outside.Fault;
import belay.plan.Judged;
import belay.plan.PlanJson;
import belay.plan.Question;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Condition;
import belay.release.Pack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// `belay catalogue issues`.
@Command(
        name = "issues",
        description =
                "Says which known issues hit a path and a set-up, why, and where they are fixed.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  belay catalogue issues dataminer",
            "  belay catalogue issues dataminer --from 10.3.0 --to 10.5.0 --set failover=true",
            "  belay catalogue issues system.yaml --to 2.3"
        })
final class IssuesCommand implements Callable<Integer> {

    private final Bench bench;

    IssuesCommand(Bench bench) {
        this.bench = bench;
    }

    @Spec private @Nullable CommandSpec command;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "PRODUCT|SYSTEM",
            description =
                    "The product, by its name or an alias; or the file of a system, and what it"
                            + " runs is where the path begins.")
    private String about = "";

    @Option(
            names = "--product",
            paramLabel = "PRODUCT",
            defaultValue = "",
            description = "The product, as belay plan has it.")
    private String named = "";

    @Option(
            names = "--from",
            paramLabel = "RELEASE",
            defaultValue = "",
            description = "Where the path begins.")
    private String from = "";

    @Option(
            names = "--to",
            paramLabel = "RELEASE",
            defaultValue = "",
            description = "Where the path ends.")
    private String to = "";

    @Option(
            names = "--set",
            paramLabel = "FACT=VALUE",
            description = "A fact about the system that issues ask for; can be said several times.")
    private Map<String, String> facts = Map.of();

    @Option(names = "--all", description = "Those too that do not hit.")
    private boolean all;

    @Override
    public Integer call() throws Fault, InterruptedException {
        for (var fact : facts.keySet()) {
            if (Question.isOption(fact)) {
                throw wrong("--set " + fact + " is no fact about a system");
            }
        }
        if (about.isEmpty() == named.isEmpty()) {
            throw wrong(
                    about.isEmpty()
                            ? "of which product, or which system?"
                            : "what is asked about is named twice: leave out --product");
        }
        return isSystem(about) ? system(Path.of(about)) : judged(about + named, from);
    }

    /// A product has no such name, so that a file that is not there is told to be a file.
    private static boolean isSystem(String text) {
        return text.contains("/")
                || text.endsWith(".yaml")
                || text.endsWith(".yml")
                || Files.isRegularFile(Path.of(text));
    }

    private int system(Path system) throws Fault, InterruptedException {
        if (!from.isEmpty()) {
            throw wrong("--from and a system both say where the path begins: say one");
        }
        return bench.on(
                bench.belay().detect(system),
                detected ->
                        detected.release().isEmpty()
                                ? bench.refused(List.of(unclear(detected)))
                                : judged(detected.product(), detected.release().get().text()));
    }

    private static Problem unclear(Detected detected) {
        return Problem.of("DETECT:UNCLEAR", "the signs do not tell one release")
                .value(detected.system().text())
                .advice("See belay detect, and name the product and --from instead of the system");
    }

    private int judged(String product, String from) throws Fault, InterruptedException {
        var options = options(product, from);
        return bench.on(
                bench.belay()
                        .catalogue(product)
                        .then(catalogue ->
                                catalogue
                                        .pack(product)
                                        .then(pack ->
                                                Question.of(options)
                                                        .then(catalogue::issues)
                                                        .then(issues ->
                                                                Answer.of(
                                                                        new Found(pack, issues))))),
                found -> {
                    bench.screen()
                            .result(
                                    Catalogues.issuesJson(found.pack(), options, found.issues()),
                                    Catalogues.issuesWords(
                                            found.pack(),
                                            found.issues(),
                                            all,
                                            bench.screen().terminal().columns().getAsInt()));
                    hints(found);
                    return Exit.DONE;
                });
    }

    /// A fact with a slip of the pen would change nothing, and nobody would know.
    private void hints(Found found) {
        var asked =
                found.pack().issues().stream()
                        .flatMap(issue -> issue.when().stream())
                        .map(Condition::about)
                        .collect(Collectors.toSet());
        facts.keySet().stream()
                .filter(fact -> !asked.contains(fact))
                .forEach(fact ->
                        bench.screen()
                                .say(
                                        "no known issue of "
                                                + found.pack().product()
                                                + " asks for "
                                                + Words.visible(fact)));
        found.issues().stream()
                .flatMap(issue -> issue.unknown().stream())
                .filter(fact -> !fact.contains(" "))
                .findFirst()
                .ifPresent(fact ->
                        bench.screen()
                                .say(
                                        "say what you know of the set-up: --set "
                                                + Words.visible(fact)
                                                + "=…"));
    }

    private record Found(Pack pack, List<Judged> issues) {

        Found {
            issues = List.copyOf(issues);
        }
    }

    private ObjectNode options(String product, String from) {
        var options = PlanJson.mapper().createObjectNode().put("product", product);
        if (!from.isEmpty()) {
            options.put("from", from);
        }
        if (!to.isEmpty()) {
            options.put("to", to);
        }
        // a path is looked for whatever issues lie on it: they are what is asked for
        if (!from.isEmpty() && !to.isEmpty()) {
            options.put("accept", "*");
        }
        facts.forEach(options::put);
        return options;
    }

    private ParameterException wrong(String message) {
        if (command == null) {
            throw new IllegalStateException("picocli gives every command its own description");
        }
        return new ParameterException(command.commandLine(), message);
    }
}
