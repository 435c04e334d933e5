package belay.api;

import belay.outside.DumpFiles;
import belay.outside.DumpFiles.Bounds;
import belay.outside.DumpFiles.Contained;
import belay.outside.DumpHead;
import belay.outside.Fault;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.problem.Safe;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// Which database of a file is taken. Of a whole server it is the one that is named, or that alone
/// has tables; everything else would be a guess.
final class DatabaseChoice {

    private static final String NO_DATABASE = "DUMP:NO_DATABASE";

    /// To paste.
    private static final int MOST_COMMANDS = 10;

    private final DumpFiles dumps;

    DatabaseChoice(DumpFiles dumps) {
        this.dumps = dumps;
    }

    /// @param only its name; empty where nobody says it
    Answer<Contained> of(Path file, DumpHead head, String only) throws Fault, InterruptedException {
        return switch (head.form()) {
            case CLUSTER -> only.isEmpty() ? alone(file) : named(file, only);
            case SCRIPT, ARCHIVE, DIRECTORY, TAR -> ofOne(head, only);
        };
    }

    private static Answer<Contained> ofOne(DumpHead head, String only) {
        var name = head.facts().getOrDefault("database", "");
        return only.isEmpty() || only.equals(name)
                ? Answer.of(new Contained(name, head.facts(), 0))
                : Answer.refused(
                        Problem.of(
                                        NO_DATABASE,
                                        "the dump is of one database, and does not say that it is this one")
                                .value(Safe.name(only))
                                .expected(
                                        name.isEmpty()
                                                ? "what pg_dumpall wrote of a whole server"
                                                : Safe.name(name))
                                .advice("Hand it in without --only-database"));
    }

    private Answer<Contained> named(Path file, String only) throws Fault, InterruptedException {
        var there = dumps.databases(file, only, Bounds.USUAL);
        return there.stream()
                .filter(one -> one.name().equals(only))
                .findFirst()
                .<Answer<Contained>>map(Answer::of)
                .orElseGet(() ->
                        Answer.refused(
                                Problem.of(
                                                NO_DATABASE,
                                                "the file holds no dump of a database of this name")
                                        .value(Safe.name(only))
                                        .expected(words(there))
                                        .advice(commands(file, there))));
    }

    private Answer<Contained> alone(Path file) throws Fault, InterruptedException {
        var there = dumps.databases(file, "", Bounds.USUAL);
        var holding = there.stream().filter(one -> one.tables() > 0).toList();
        return holding.size() == 1
                ? Answer.of(holding.getFirst())
                : Answer.refused(
                        Problem.of(
                                        "DUMP:CLUSTER",
                                        "the file is what pg_dumpall wrote of a whole server, and one"
                                                + " database is taken")
                                .value(Safe.name(file.toString()))
                                .expected(words(there))
                                .advice(commands(file, there)));
    }

    private static String words(List<Contained> there) {
        return there.isEmpty()
                ? "the dump of a database: there are only roles and settings in the file"
                : there.stream()
                        .map(one ->
                                (one.name().isEmpty()
                                                ? "one without a name"
                                                : Safe.name(one.name()))
                                        + (one.tables() == 0
                                                ? ""
                                                : " (" + Words.count(one.tables(), "table") + ")"))
                        .collect(Collectors.joining(", ", "one of ", ""));
    }

    /// For those that have tables, or for all if none has.
    private static String commands(Path file, List<Contained> there) {
        boolean none = there.stream().allMatch(one -> one.tables() == 0);
        var lines =
                there.stream()
                        .filter(one -> !one.name().isEmpty() && (none || one.tables() > 0))
                        .limit(MOST_COMMANDS)
                        .map(one -> List.of(file.toString(), "--only-database", one.name()))
                        .map(words -> NextStep.command("dump check", words))
                        .toList();
        return lines.isEmpty()
                ? "Make a dump of the product's database, with pg_dump"
                : "Choose one with --only-database, for dump upgrade too:\n"
                        + String.join("\n", lines);
    }
}
