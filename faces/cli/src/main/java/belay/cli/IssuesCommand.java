package belay.cli;

import belay.api.Hits;
import belay.api.Words;
import belay.outside.Fault;
import belay.plan.PlanJson;
import belay.plan.Question;
import belay.plan.Wish;
import belay.problem.Answer;
import belay.release.Condition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
            description = "Where the path begins; of a system, which sign to believe.")
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
        var wrong = new ArrayList<String>();
        for (var fact : facts.keySet()) {
            if (Question.isOption(fact)) {
                wrong.add("--set " + fact + " is no fact about a system");
            }
        }
        if (about.isEmpty() == named.isEmpty()) {
            wrong.add(
                    about.isEmpty()
                            ? "of which product, or which system?"
                            : "what is asked about is named twice: leave out --product");
        }
        Misuse.refuse(command, wrong);
        return bench.on(
                isSystem(about)
                        ? bench.belay().issues(Path.of(about), wish())
                        : product(about + named),
                this::show);
    }

    /// A product has no such name, so that a file that is not there is told to be a file.
    private static boolean isSystem(String text) {
        return text.contains("/")
                || text.endsWith(".yaml")
                || text.endsWith(".yml")
                || Files.isRegularFile(Path.of(text));
    }

    /// A path is looked for whatever issues lie on it: they are what is asked for.
    private Wish wish() {
        return Wish.to(from, to).allow(Set.of("*")).facts(facts);
    }

    private Answer<Hits> product(String product) {
        return bench.belay()
                .catalogue(product)
                .then(catalogue -> catalogue.pack(product))
                .then(pack -> Question.of(options(product)).then(asked -> Hits.of(pack, asked)));
    }

    private int show(Hits hits) {
        bench.screen()
                .result(
                        Catalogues.issuesJson(hits),
                        Catalogues.issuesWords(
                                hits.pack(),
                                hits.issues(),
                                all,
                                bench.screen().terminal().columns().getAsInt()));
        hints(hits);
        return Exit.DONE;
    }

    /// A fact with a slip of the pen would change nothing, and nobody would know.
    private void hints(Hits found) {
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

    private ObjectNode options(String product) {
        var options = PlanJson.mapper().createObjectNode().put("product", product);
        if (!from.isEmpty()) {
            options.put("from", from);
        }
        if (!to.isEmpty()) {
            options.put("to", to);
        }
        if (!from.isEmpty() && !to.isEmpty()) {
            options.put("accept", "*");
        }
        facts.forEach(options::put);
        return options;
    }
}
