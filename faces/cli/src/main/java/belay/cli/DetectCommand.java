package belay.cli;

import belay.api.Detected.Confidence;
import belay.api.DumpFound;
import belay.api.HomeFound;
import belay.api.Words;
import belay.outside.Fault;
import belay.plan.PlanJson;
import belay.problem.Answer;
import belay.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `belay detect`.
@Command(
        name = "detect",
        description =
                "Finds out what a system runs, what a dump is, or whose home a folder is, by every"
                        + " sign there is.",
        footerHeading = "%nExample:%n",
        footer = {
            "  belay detect system.yaml",
            "  belay detect dump.sql.gz",
            "  belay detect /opt/product"
        })
final class DetectCommand implements Callable<Integer> {

    private final Bench bench;

    DetectCommand(Bench bench) {
        this.bench = bench;
    }

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "SYSTEM",
            defaultValue = "system.yaml",
            description =
                    "The system, a dump, or the home of a product; ${DEFAULT-VALUE} where none is"
                            + " named.")
    private Path system = Path.of("system.yaml");

    @Override
    public Integer call() throws Fault, InterruptedException {
        return isSystem() ? system() : dump();
    }

    /// Everything that is not written as a system is looked at as a dump, whatever its name says.
    private boolean isSystem() {
        var name = system.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }

    /// A folder that is no dump may be the home of a product.
    private int dump() throws Fault, InterruptedException {
        var answer = bench.belay().dumps().detect(system);
        if (answer instanceof Answer.Refused<DumpFound>(var problems)
                && Files.isDirectory(system)) {
            return home(problems);
        }
        return bench.on(
                answer,
                found -> {
                    bench.screen().result(FoundDump.json(found), FoundDump.words(found));
                    return found.product().isPresent() ? Exit.DONE : Exit.REFUSED;
                });
    }

    /// @param noDump why the folder is no dump
    private int home(List<Problem> noDump) throws Fault, InterruptedException {
        return bench.on(
                bench.belay().detectHome(system).then(found -> known(found, noDump)),
                found -> {
                    bench.screen().result(FoundHome.json(found), FoundHome.words(found));
                    return found.certain().isPresent() ? Exit.DONE : Exit.REFUSED;
                });
    }

    private Answer<HomeFound> known(HomeFound found, List<Problem> noDump) {
        if (!found.signs().isEmpty()) {
            return Answer.of(found);
        }
        var inside = system.resolve("system.yaml");
        var problems = new ArrayList<Problem>();
        problems.add(
                Problem.of("DETECT:NOTHING", "no pack knows this folder as the home of its product")
                        .value(system.toString())
                        .expected(
                                found.signless().isEmpty()
                                        ? "a file that a pack names under detect"
                                        : "a file that a pack names under detect; those of "
                                                + String.join(", ", found.signless())
                                                + " name none")
                        .advice(
                                Files.exists(inside)
                                        ? "To detect the system that is described there: belay"
                                                + " detect "
                                                + inside
                                        : "To detect a system, name its system.yaml"));
        problems.addAll(noDump);
        return new Answer.Refused<>(problems);
    }

    private int system() throws Fault, InterruptedException {
        return bench.on(
                bench.belay().detect(system),
                detected -> {
                    var lines = new ArrayList<String>();
                    lines.add(
                            detected.system()
                                    + " is "
                                    + detected.product()
                                    + " "
                                    + detected.release()
                                            .map(Object::toString)
                                            .orElse("of a release that is not certain"));
                    lines.add("");
                    var table = Table.of("SIGN", "RELEASE", "CONFIDENCE", "FOUND");
                    for (var sign : detected.signs()) {
                        table.row(
                                sign.source(),
                                sign.release().map(Object::toString).orElse("-"),
                                confidence(sign.confidence()),
                                sign.words());
                    }
                    lines.addAll(table.lines());
                    lines.replaceAll(Words::visible);
                    detected.signs().stream()
                            .flatMap(sign -> sign.problems().stream())
                            .map(Screen::block)
                            .forEach(lines::addAll);
                    bench.screen().result(PlanJson.mapper().valueToTree(detected), lines);
                    return detected.release().isPresent() ? Exit.DONE : Exit.REFUSED;
                });
    }

    private static String confidence(Confidence confidence) {
        return switch (confidence) {
            case CERTAIN -> "certain";
            case LIKELY -> "likely";
            case CLAIMED -> "claimed";
            case NONE -> "none";
        };
    }
}
