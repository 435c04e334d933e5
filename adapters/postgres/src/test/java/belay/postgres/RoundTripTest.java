package belay.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.dumps.StrangersFiles;
import belay.outside.DumpFiles.Bounds;
import belay.outside.DumpScript;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.outside.Sandboxes.Loaded;
import belay.outside.Sandboxes.Output;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What `pg_dump` writes of a hard schema is the same again after it was loaded and dumped.
class RoundTripTest {

    private static final Path BIN = ClientTools.find(15).orElseThrow().bin();

    /// What a sandbox leaves out by design.
    private static final List<String> WITHOUT_ROLES =
            List.of(
                    "--no-owner",
                    "--no-privileges",
                    "--no-tablespaces",
                    "--no-publications",
                    "--no-subscriptions");

    private final List<String> repairs = new ArrayList<>();
    @TempDir private Path directory;
    private Sandboxed boxed;

    @BeforeEach
    void prepare() throws IOException {
        boxed = new Sandboxed();
    }

    @AfterEach
    void closeAll() throws Exception {
        boxed.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9.6", "12", "13", "15"})
    void aHardSchemaIsTheSameAfterwards(String major) throws Exception {
        make("source", major);
        var dump = dumped("source", List.of());

        load("target", major, dump);

        var again = directory.resolve("again.sql");
        boxed.sandboxes.dump("target", Output.SCRIPT, again, Meter.SILENT);
        assertSame(sorted(again), sorted(dumped("source", WITHOUT_ROLES)));
        assertThat(String.join("\n", repairs))
                .contains(
                        "OWNER what is said to belong to shop belongs to the sandbox's role",
                        "PRIVILEGE rights and policies for the role reader, which is not here");
    }

    /// A client of 15 reads no newer server: the dump goes up, and the rows are compared.
    @ParameterizedTest
    @CsvSource({"9.6,18", "12,17", "15,17", "15,18"})
    void aHardSchemaIsLoadedByNewerServers(String from, String to) throws Exception {
        make("source", from);

        load("target", to, withSettingsOfLaterReleases(dumped("source", List.of())));

        var target = boxed.sandboxes.endpoint("target");
        assertThat(rows(target)).isEqualTo(rows(boxed.superuser("source"))).hasSizeGreaterThan(10);
        assertThat(boxed.ask(target, OBJECTS))
                .isEqualTo(boxed.ask(boxed.superuser("source"), OBJECTS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--format=custom", "--format=directory", "--format=tar", "--inserts"})
    void everyFormOfADumpIsLoaded(String form) throws Exception {
        make("source", "15");
        var dump = dumped("source", List.of(form));

        load("target", "15", dump);

        assertThat(rows(boxed.sandboxes.endpoint("target")))
                .isEqualTo(rows(boxed.superuser("source")));
    }

    @Test
    void aDamagedArchiveIsNotTakenForAWholeOne() throws Exception {
        make("source", "15");
        var dump = dumped("source", List.of("--format=custom"));
        var bytes = Files.readAllBytes(dump);
        Files.write(dump, java.util.Arrays.copyOf(bytes, bytes.length * 2 / 3));

        assertThatThrownBy(() -> load("target", "15", dump))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("SANDBOX:ARCHIVE");

        assertThat(boxed.sandboxes.left()).containsExactlyInAnyOrder("source", "target");
    }

    @Test
    void anEventTriggerIsRefusedByName() throws Exception {
        boxed.sandboxes.open("source", Sandboxed.needs("15"));
        psql(
                "source",
                "-c",
                "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
                "-c",
                "CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION f()");

        assertThatThrownBy(() -> load("target", "15", dumped("source", List.of())))
                .hasMessageContaining("LOAD:REFUSED")
                .hasMessageContaining("event trigger");
    }

    // ---- below

    private void make(String name, String major) throws Exception {
        boxed.sandboxes.open(name, Sandboxed.needs(major));
        var file = directory.resolve(name + "-schema.sql");
        Files.writeString(file, statements(Double.parseDouble(major)));
        psql(name, "-q", "-o", "/dev/null", "-f", file.toString());
    }

    private static String statements(double major) throws IOException {
        try (var file = RoundTripTest.class.getResourceAsStream("nasty.sql")) {
            var text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return List.of(text.split("(?m)^-- since ", -1)).stream()
                    .skip(1)
                    .filter(part ->
                            Double.parseDouble(part.lines().findFirst().orElse("")) <= major)
                    .map(part -> "-- " + part)
                    .collect(Collectors.joining("\nRESET search_path;\n"));
        }
    }

    private void psql(String name, String... words) throws Exception {
        var command = new ArrayList<>(connection("psql", boxed.superuser(name)));
        command.addAll(List.of("-X", "-v", "ON_ERROR_STOP=1"));
        command.addAll(List.of(words));
        run(command);
    }

    private Path dumped(String name, List<String> options) throws Exception {
        var file = directory.resolve("dump-" + System.nanoTime());
        var command = new ArrayList<>(connection("pg_dump", boxed.superuser(name)));
        command.add("--file=" + file);
        command.addAll(options);
        run(command);
        return file;
    }

    private static List<String> connection(String program, Endpoint endpoint) {
        return List.of(
                BIN.resolve(program).toString(),
                "--host=" + endpoint.host(),
                "--username=" + endpoint.user(),
                "--dbname=" + endpoint.database());
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command + said).isZero();
    }

    private Loaded load(String name, String major, Path dump) throws Exception {
        var sandbox = boxed.sandboxes.open(name, Sandboxed.needs(major));
        try (var script = script(dump)) {
            return boxed.sandboxes.load(
                    sandbox,
                    script,
                    (code, words) -> repairs.add(code + " " + words),
                    Meter.SILENT);
        }
    }

    private DumpScript script(Path dump) throws Fault, InterruptedException, IOException {
        var files = new StrangersFiles();
        boolean archive =
                Files.isDirectory(dump)
                        || !Files.readString(dump, StandardCharsets.ISO_8859_1).startsWith("--");
        return archive
                ? files.open(
                        boxed.sandboxes.script(dump, Duration.ofMinutes(5)),
                        Bounds.USUAL,
                        Meter.SILENT)
                : files.open(dump, Bounds.USUAL, Meter.SILENT);
    }

    /// As `pg_dump` of 17 and later begins.
    private static Path withSettingsOfLaterReleases(Path dump) throws IOException {
        var text = Files.readString(dump);
        return Files.writeString(
                dump,
                text.replaceFirst(
                        "(?m)^SET lock_timeout = 0;$",
                        "SET lock_timeout = 0;\nSET transaction_timeout = 0;"));
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

    private static final String OBJECTS =
            """
            SELECT string_agg(relkind::text || ' ' || nspname || '.' || relname, E'\\n' ORDER BY relkind, nspname, relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE nspname !~ '^(pg_|information_schema$)'
            """;

    /// A line for each table: its name, and a sum of all rows that does not know their order. They
    /// are taken as rows of text, since how a row is written differs between releases.
    private Set<String> rows(Endpoint endpoint) throws Fault, InterruptedException {
        var lines = new TreeSet<String>();
        boxed.sql(endpoint, "ALTER TABLE hidden NO FORCE ROW LEVEL SECURITY");
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
