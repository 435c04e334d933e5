package belay.cli;

import belay.api.Outlook;
import belay.api.evidence.PathFile;
import belay.api.evidence.PathPicture;
import belay.outside.Fault;
import belay.plan.Catalogue;
import belay.plan.Question;
import belay.plan.Reply;
import belay.problem.Answer;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `belay plan`: of a system, of a product without a system, or of many questions in a file.
@Command(
        name = "plan",
        description =
                "Plans the way to a release and says why it is this way. Changes nothing. With"
                        + " --product no system is needed; with --batch a file of questions is"
                        + " answered.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  belay plan system.yaml --to 2.3 --save plan.json",
            "  belay plan --product odoo --from 14.0 --to 17.0 --graph way.svg",
            "  belay plan --product dataminer --from 10.4.2 --why-not 10.4.12 --compare",
            "  belay plan --product odoo --from 16.0 --to saas~17.2 --set hosting=online",
            "  belay plan --batch questions.jsonl > answers.jsonl",
            "",
            "A line of a batch holds the options as keys, and facts as they are called:",
            "  {\"product\": \"odoo\", \"from\": \"14.0\", \"to\": \"17.0\", \"hosting\":"
                    + " \"online\"}",
        })
final class PlanCommand implements Callable<Integer> {

    private final Bench bench;

    PlanCommand(Bench bench) {
        this.bench = bench;
    }

    @Mixin private WantedOptions wanted = new WantedOptions();

    @Option(
            names = "--product",
            paramLabel = "PRODUCT",
            description =
                    "Plan for this product without a system; --from then says which release runs.")
    private @Nullable String product;

    @Option(
            names = "--why-not",
            paramLabel = "RELEASE",
            description = "Say why this one is not on the way; can be said several times.")
    private Set<String> whyNot = new LinkedHashSet<>();

    @Option(names = "--compare", description = "Show other ways, by what each is best at.")
    private boolean compare;

    @Option(names = "--all", description = "Show long lists whole.")
    private boolean all;

    @Option(
            names = "--graph",
            paramLabel = "FILE.svg",
            description =
                    "Draw the way and what was left out. A drawing of Belay's that is there is"
                            + " replaced, any other file is not.")
    private @Nullable Path graph;

    @Option(
            names = "--batch",
            paramLabel = "FILE",
            description =
                    "Answer every line of this file, - for standard input; JSON lines in, JSON"
                            + " lines out, in the same order.")
    private @Nullable String batch;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many answer a batch; as many as there are processors.")
    private @Nullable Integer threads;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Save the plan, to be run later exactly as it is.")
    private @Nullable Path save;

    @Override
    public Integer call() throws Fault, InterruptedException {
        if (batch != null) {
            return batch(batch);
        }
        if (threads != null) {
            throw wanted.wrong("--threads goes with --batch");
        }
        return product == null ? system() : product(product);
    }

    // A system

    private int system() throws Fault, InterruptedException {
        var asked = wanted.wanted(whyNot, compare);
        return bench.on(
                file(),
                file ->
                        bench.on(
                                bench.belay().plan(asked),
                                outlook -> {
                                    if (save != null) {
                                        write(save, outlook.file().json());
                                    }
                                    draw(file, PathPicture.of(outlook.plan()));
                                    bench.screen().result(Plans.json(outlook), words(outlook));
                                    return outlook.changes().isEmpty() ? Exit.DONE : Exit.REFUSED;
                                }));
    }

    private List<String> words(Outlook outlook) {
        int columns = bench.screen().terminal().columns().getAsInt();
        return new Journey(outlook, bench.clock().instant(), columns, all).lines();
    }

    private static void write(Path file, String text) throws Fault {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new Fault.Permanent(
                    Problem.of("PLAN:NOT_SAVED", "the plan cannot be saved: " + e)
                            .value(file.toString())
                            .advice("Name another file"),
                    e);
        }
    }

    // A product

    private int product(String name) throws Fault, InterruptedException {
        return bench.on(
                Question.of(wanted.question(name, whyNot, compare)),
                question -> bench.on(file(), file -> show(answer(question), file)));
    }

    private Reply answer(Question question) {
        return switch (bench.belay().catalogue(question.product())) {
            case Answer.Given<Catalogue>(var catalogue) -> catalogue.answer(question);
            case Answer.Refused<Catalogue>(var problems) -> Reply.refused(question, problems);
        };
    }

    private int show(Reply reply, List<PathFile> file) throws Fault {
        var words = new Replies(reply, bench.screen().terminal().columns().getAsInt(), all);
        if (reply.answer() == Reply.Kind.PLAN) {
            draw(file, PathPicture.of(reply));
        }
        if (reply.answer() == Reply.Kind.PLAN || bench.screen().json()) {
            bench.screen().result(reply.json(), words.plan());
        } else {
            bench.screen().problems(words.refusal());
            words.proposals().forEach(bench.screen()::say);
        }
        return reply.exitCode();
    }

    /// Where the drawing goes; nothing if none is wanted.
    private Answer<List<PathFile>> file() {
        return graph == null
                ? Answer.of(List.of())
                : PathFile.at(graph).then(file -> Answer.of(List.of(file)));
    }

    private void draw(List<PathFile> files, PathPicture picture) throws Fault {
        for (var file : files) {
            file.write(picture);
            bench.screen().say("written to " + file.path());
        }
    }

    // Many questions

    private int batch(String file) throws Fault, InterruptedException {
        var others = new ArrayList<>(wanted.said());
        others.removeAll(Set.of("--batch", "--threads", "--output", "--debug"));
        if (!others.isEmpty()) {
            throw wanted.wrong(
                    "--batch takes what is asked from its file: leave out "
                            + String.join(", ", others));
        }
        int most = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        if (most < 1 || most > Batches.MOST_THREADS) {
            throw wanted.wrong("--threads is a number from 1 to " + Batches.MOST_THREADS);
        }
        return new Batches(bench, most).answer(file);
    }
}
