package belay.cli;

import belay.api.Detected.Confidence;
import belay.api.DumpFound;
import belay.api.Words;
import belay.outside.Fault;
import belay.plan.PlanJson;
import belay.problem.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `belay detect`.
@Command(
        name = "detect",
        description = "Finds out what a system runs, or what a dump is, by every sign there is.",
        footerHeading = "%nExample:%n",
        footer = {"  belay detect system.yaml", "  belay detect dump.sql.gz"})
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
            description = "The system, or a dump; ${DEFAULT-VALUE} where none is named.")
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

    private int dump() throws Fault, InterruptedException {
        return bench.on(
                aboutFolder(bench.belay().dumps().detect(system)),
                found -> {
                    bench.screen().result(FoundDump.json(found), FoundDump.words(found));
                    return found.product().isPresent() ? Exit.DONE : Exit.REFUSED;
                });
    }

    /// Whoever names a folder that is no dump may have meant the system described in it, or a home.
    private Answer<DumpFound> aboutFolder(Answer<DumpFound> answer) {
        return answer instanceof Answer.Refused<DumpFound>(var problems)
                        && Files.isDirectory(system)
                ? new Answer.Refused<>(
                        problems.stream()
                                .map(problem ->
                                        problem.advice(meant() + "; or " + problem.advice()))
                                .toList())
                : answer;
    }

    private String meant() {
        var inside = system.resolve("system.yaml");
        return Files.exists(inside)
                ? "to detect the system that is described there: belay detect " + inside
                : "to detect a system, name its system.yaml, which names its home";
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
                    var table = Table.of("SIGN", "RELEASE", "WORTH", "WORDS");
                    for (var sign : detected.signs()) {
                        table.row(
                                sign.source(),
                                sign.release().map(Object::toString).orElse("-"),
                                worth(sign.confidence()),
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

    private static String worth(Confidence confidence) {
        return switch (confidence) {
            case CERTAIN -> "certain";
            case LIKELY -> "likely";
            case CLAIMED -> "claimed";
            case NONE -> "nothing";
        };
    }
}
