package belay.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import belay.dumps.StrangersFiles;
import belay.outside.DumpHead;
import belay.outside.DumpScript;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.outside.Sandboxes.Loaded;
import belay.outside.Sandboxes.Output;
import belay.problem.Answer;
import belay.step.TakenScript;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Dumps a hard schema with the tools of one release, loads it and dumps it again.
final class RoundTrip {

    /// What a sandbox leaves out by design.
    private static final List<String> WITHOUT_ROLES =
            List.of("--no-owner", "--no-privileges", "--no-tablespaces", "--no-subscriptions");

    final List<String> repairs = new ArrayList<>();
    final Sandboxed boxed;
    private final Path bin;
    private final Path directory;

    RoundTrip(Sandboxed boxed, Path bin, Path directory) {
        this.boxed = boxed;
        this.bin = bin;
        this.directory = directory;
    }

    /// What the sandbox `target` is dumped to is what `source` is, but for the publication of all
    /// tables, which only a superuser may make.
    void requireSame(String target, String source) throws Exception {
        var hasPublications = "SELECT to_regclass('pg_catalog.pg_publication') IS NOT NULL";
        if (boxed.ask(boxed.superuser(source), hasPublications).equals("t")) {
            psql(source, "-q", "-c", "DROP PUBLICATION IF EXISTS everything");
        }
        var again = directory.resolve("again-" + System.nanoTime());
        boxed.sandboxes.dump(target, Output.SCRIPT, again, Meter.SILENT);
        assertSame(sorted(again), sorted(dumped(source, WITHOUT_ROLES)));
    }

    void make(String name, String major) throws Exception {
        boxed.sandboxes.open(name, Sandboxed.needs(major));
        var file = directory.resolve(name + "-schema.sql");
        Files.writeString(file, statements(Double.parseDouble(major)));
        psql(name, "-q", "-o", "/dev/null", "-f", file.toString());
    }

    private static String statements(double major) throws IOException {
        try (var file = RoundTrip.class.getResourceAsStream("nasty.sql")) {
            var text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return List.of(text.split("(?m)^-- since ", -1)).stream()
                    .skip(1)
                    .filter(part ->
                            Double.parseDouble(part.lines().findFirst().orElse("")) <= major)
                    .map(part -> "-- " + part)
                    .collect(Collectors.joining("\nRESET search_path;\n"));
        }
    }

    void psql(String name, String... words) throws Exception {
        var command = new ArrayList<>(connection("psql", boxed.superuser(name)));
        command.addAll(List.of("-X", "-v", "ON_ERROR_STOP=1"));
        command.addAll(List.of(words));
        run(command);
    }

    Path dumped(String name, List<String> options) throws Exception {
        var file = directory.resolve("dump-" + System.nanoTime());
        var command = new ArrayList<>(connection("pg_dump", boxed.superuser(name)));
        command.add("--file=" + file);
        command.addAll(options);
        run(command);
        return file;
    }

    private List<String> connection(String program, Endpoint endpoint) {
        return List.of(
                bin.resolve(program).toString(),
                "--host=" + endpoint.host(),
                "--username=" + endpoint.user(),
                "--dbname=" + endpoint.database());
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command + said).isZero();
    }

    Loaded load(String name, String major, Path dump) throws Exception {
        var sandbox = boxed.sandboxes.open(name, Sandboxed.needs(major));
        try (var script = script(dump)) {
            return boxed.sandboxes.load(
                    sandbox,
                    script,
                    (kind, code, words) -> repairs.add(code + " " + words),
                    Meter.SILENT);
        }
    }

    private DumpScript script(Path dump) throws Fault, InterruptedException {
        var files = new StrangersFiles();
        return switch (files.look(dump)) {
            case Answer.Given<DumpHead>(var head) ->
                    new TakenScript(files, boxed.sandboxes)
                            .open(
                                    dump,
                                    head,
                                    "",
                                    directory.resolve("scratch"),
                                    Duration.ofMinutes(5),
                                    Meter.SILENT);
            case Answer.Refused<DumpHead>(var problems) -> throw new AssertionError(problems);
        };
    }

    /// First what differs, for people: both together are long.
    private static void assertSame(List<String> script, List<String> expected) {
        assertThat(without(script, expected)).as("too much").isEmpty();
        assertThat(without(expected, script)).as("missing").isEmpty();
        assertThat(script.equals(expected)).as("in the same order").isTrue();
    }

    private static List<String> without(List<String> lines, List<String> others) {
        var rest = new HashSet<>(others);
        return lines.stream().filter(line -> !rest.contains(line)).toList();
    }

    /// The script without what differs each time: keys, releases, and the order of rows.
    private static List<String> sorted(Path script) throws IOException {
        var lines = new ArrayList<String>();
        var rows = new ArrayList<String>();
        boolean inRows = false;
        for (var line : Files.readAllLines(script)) {
            if (inRows && line.equals("\\.")) {
                rows.stream().sorted().forEach(lines::add);
                rows.clear();
                inRows = false;
            }
            if (inRows) {
                rows.add(line);
            } else if (!line.matches("\\\\(un)?restrict .*|-- Dumped .*")) {
                lines.add(line);
            }
            inRows |= line.startsWith("COPY ") && line.endsWith(" FROM stdin;");
        }
        return lines;
    }

    private static final String TABLES =
            """
            SELECT string_agg(c.oid::regclass::text, E'\\x01' ORDER BY n.nspname, c.relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'm') AND c.relispopulated
            AND n.nspname !~ '^(pg_|information_schema$)'
            """;

    /// A line for each table: its name, and a sum of all rows that does not know their order. They
    /// are taken as rows of text, since how a row is written differs between releases.
    Set<String> rows(Endpoint endpoint) throws Fault, InterruptedException {
        var lines = new TreeSet<String>();
        for (var table : boxed.ask(endpoint, TABLES).split("\u0001", -1)) {
            lines.add(
                    table
                            + " "
                            + boxed.ask(
                                    endpoint,
                                    "SELECT count(*) || ' ' || coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0) FROM "
                                            + table
                                            + " t"));
        }
        return lines;
    }
}
