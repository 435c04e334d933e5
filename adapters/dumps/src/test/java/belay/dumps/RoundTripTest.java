package belay.dumps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import belay.outside.DumpFiles;
import belay.outside.DumpFiles.Bounds;
import belay.outside.DumpHead;
import belay.outside.DumpHead.Form;
import belay.outside.DumpScript;
import belay.outside.DumpScript.Piece;
import belay.outside.Meter;
import belay.problem.Answer;
import belay.testkit.Packed;
import belay.testkit.TestPostgres;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What pg_dump wrote in any form, is read here and carried out piece by piece; then pg_dump must
/// write the same of the copy.
class RoundTripTest {

    private static final String RELEASE = "15";

    private static final String NASTY =
            """
            CREATE SCHEMA "we;ird ""schema";
            CREATE TYPE mood AS ENUM ('it''s', 'a;b', 'back\\slash');
            CREATE TABLE plain (id int PRIMARY KEY, "co;l" text DEFAULT E'\\\\;\\'\\n--', m mood);
            CREATE TABLE "we;ird ""schema"."t--/*" ("$$" text, "a\\b" bytea, xs text[]);
            CREATE FUNCTION atomic(begin int) RETURNS int LANGUAGE sql BEGIN ATOMIC
                SELECT CASE WHEN begin > 0 THEN 1 ELSE 2 END; SELECT begin AS "end"; END;
            CREATE FUNCTION quoted() RETURNS text LANGUAGE plpgsql AS $f$
                BEGIN /* ; */ -- ';
                RETURN $$;'\\$$ || '\\.' || E'\\\\.'; END $f$;
            CREATE FUNCTION "b;egin"() RETURNS trigger LANGUAGE plpgsql AS '
                BEGIN RETURN NEW; END; -- '';
            ';
            CREATE TRIGGER "t;r" BEFORE INSERT ON plain FOR EACH ROW EXECUTE FUNCTION "b;egin"();
            CREATE VIEW v AS SELECT 'a;b'::text AS "x;", CASE WHEN id > 1 THEN ';' END AS y FROM plain;
            CREATE RULE r AS ON DELETE TO plain DO INSTEAD
                (UPDATE plain SET "co;l" = ';' WHERE id = 1; SELECT 1; SELECT ');');
            COMMENT ON TABLE plain IS 'it''s; -- /* $$
            \\! ls
            \\.
            -- PostgreSQL database dump complete
            ';
            INSERT INTO plain SELECT i, E'\\\\.\\n\\t\\r\\\\N\\b\\\\\\\\.\\v' || i, 'back\\slash' FROM
                generate_series(1, 500) AS i;
            INSERT INTO plain VALUES (501, '\\.', NULL), (502, '', 'a;b'), (503, NULL, NULL),
                (504, '\\N', NULL), (505, E'\\r', NULL), (506, repeat('long\\', 100000), NULL);
            INSERT INTO "we;ird ""schema"."t--/*" VALUES ('-- ;', '\\x5c2e0a00ff', '{"a\\\\b","\\"",NULL}');
            SELECT lo_from_bytea(0, '\\x5c2e0a00ff');
            """;

    private static TestPostgres server;
    private static String source;
    private static Path bin;

    @TempDir Path folder;
    private final AtomicInteger runs = new AtomicInteger();

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Optional<Path> tools = tools();
        if (tools.isEmpty()) {
            System.err.println("SKIPPED: no pg_dump of release " + RELEASE + " here");
        }
        assumeTrue(tools.isPresent(), "no pg_dump of release " + RELEASE + " here");
        bin = tools.get();
        server = TestPostgres.start();
        source = name(server.database());
        try (var wire = new Wire(server, source)) {
            assertThat(wire.query(NASTY)).noneMatch(answer -> answer.startsWith("!"));
            assertThat(wire.query("INSERT INTO plain VALUES (507, 'ä€😀', NULL)"))
                    .noneMatch(answer -> answer.startsWith("!"));
        }
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--format=plain",
                "--format=plain --inserts",
                "--format=plain --column-inserts --rows-per-insert=7",
                "--format=plain --quote-all-identifiers --if-exists --clean",
                "--format=plain --compress=5",
                "--format=custom",
                "--format=custom --compress=0",
                "--format=directory",
                "--format=tar",
            })
    void whatPgDumpWroteComesBack(String options) throws Exception {
        Path dump = folder.resolve("dump");

        pgDump(source, dump, options);

        assertThat(schemaAndRows(replayed(dump))).isEqualTo(schemaAndRows(source));
    }

    @Test
    void aScriptComesBackOutOfAnyWrapping() throws Exception {
        Path plain = folder.resolve("dump.sql");
        pgDump(source, plain, "--format=plain");
        String script = Files.readString(plain);
        List<Path> wrapped =
                List.of(
                        Files.write(
                                folder.resolve("a.sql.zst"), Samples.zstd(script.getBytes(UTF_8))),
                        Packed.zip(
                                folder.resolve("a.zip"),
                                zip -> Packed.put(zip, "dump.sql", script, 0100644)),
                        Packed.tarGz(
                                folder.resolve("a.tar.gz"),
                                tar -> Packed.put(tar, "b/dump.sql", script)));
        List<Heard.Part> pieces = Heard.of(plain).pieces();

        for (Path one : wrapped) {
            assertThat(Heard.of(one).pieces()).isEqualTo(pieces);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LATIN1", "LATIN9", "WIN1251"})
    void lettersOfOtherEncodingsComeBack(String encoding) throws Exception {
        String database = "letters_" + runs.incrementAndGet() + encoding.toLowerCase(Locale.ROOT);
        try (var wire = new Wire(server, "postgres")) {
            wire.query(
                    "CREATE DATABASE %s ENCODING '%s' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
                            .formatted(database, encoding));
        }
        try (var wire = new Wire(server, database)) {
            wire.query("SET client_encoding = 'UTF8'");
            wire.query("CREATE TABLE letters (code int, letter text)");
            wire.query(
                    """
                    DO $$ BEGIN
                        FOR code IN 160 .. 255 LOOP
                            BEGIN
                                INSERT INTO letters VALUES (
                                    code,
                                    convert_from(set_byte('\\x00', 0, code), current_setting('server_encoding'))
                                    || ';\\.');
                            EXCEPTION WHEN OTHERS THEN NULL;
                            END;
                        END LOOP;
                    END $$
                    """);
            wire.query("COMMENT ON TABLE letters IS '§'");
            assertThat(wire.query("SELECT count(*) FROM letters").getFirst()).contains("96");
        }
        Path dump = folder.resolve("dump");

        pgDump(database, dump, "--format=plain --encoding=" + encoding);

        assertThat(Files.readAllBytes(dump)).contains(0xa7);
        assertThat(schemaAndRows(replayed(dump))).isEqualTo(schemaAndRows(database));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain_1", "Ä b;", "it's \"\\\" -- $$"})
    void aDumpThatMakesItsDatabaseIsConnectedToNoOther(String database) throws Exception {
        String quoted = "\"" + database.replace("\"", "\"\"") + "\"";
        try (var wire = new Wire(server, "postgres")) {
            assertThat(wire.query("CREATE DATABASE " + quoted).getFirst()).doesNotStartWith("!");
        }
        Path dump = folder.resolve("dump");

        pgDump("dbname='" + database.replaceAll("(['\\\\])", "\\\\$1") + "'", dump, "--create");

        assertThat(Heard.of(dump).statements())
                .anyMatch(statement ->
                        statement.startsWith("CREATE DATABASE " + database.charAt(0))
                                || statement.startsWith("CREATE DATABASE " + quoted));
    }

    @ParameterizedTest
    @CsvSource({"SJIS, 表ソ能", "GBK, 誠"})
    void lettersThatHoldBackslashesComeBack(String encoding, String letters) throws Exception {
        String database = "wide_" + encoding.toLowerCase(Locale.ROOT);
        try (var wire = new Wire(server, "postgres")) {
            wire.query("CREATE DATABASE " + database + " ENCODING 'UTF8' TEMPLATE template0");
        }
        try (var wire = new Wire(server, database)) {
            wire.query("SET client_encoding = 'UTF8'");
            wire.query("CREATE TABLE letters (letter text)");
            wire.query("INSERT INTO letters VALUES ('" + letters + "'), ('\\" + letters + ".')");
            wire.query("COMMENT ON TABLE letters IS '" + letters + "'");
            assertThat(wire.query("SELECT count(*) FROM letters").getFirst()).contains("2");
        }
        Path dump = folder.resolve("dump");

        pgDump(database, dump, "--format=plain --encoding=" + encoding);

        assertThat(Files.readAllBytes(dump))
                .containsSequence(letters.getBytes(Charset.forName(JAVA.get(encoding))));
        assertThat(schemaAndRows(replayed(dump))).isEqualTo(schemaAndRows(database));
    }

    private static final Map<String, String> JAVA = Map.of("SJIS", "windows-31j", "GBK", "GBK");

    @Test
    void anEncodingThatIsNotReadIsRefused() throws Exception {
        Path dump = folder.resolve("dump");

        pgDump(source, dump, "--format=plain --encoding=BIG5 --exclude-table-data=plain");

        assertThat(Samples.refusal(dump, folder.resolve("none")).orElseThrow().code())
                .isEqualTo("DUMP:ENCODING");
    }

    @Test
    void tablesAndRowsThatWereDumpedApartAreOneDump() throws Exception {
        Path schema = folder.resolve("schema.sql");
        Path rows = folder.resolve("data.sql");
        pgDump(source, schema, "--schema-only");
        pgDump(source, rows, "--data-only --disable-triggers");
        Path whole =
                Files.writeString(
                        folder.resolve("whole.sql"),
                        Files.readString(schema) + Files.readString(rows));

        assertThat(schemaAndRows(replayed(whole))).isEqualTo(schemaAndRows(source));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--no-role-passwords",
                "--clean --if-exists --quote-all-identifiers",
                "--inserts --rows-per-insert=9"
            })
    void oneDatabaseComesBackOutOfWhatPgDumpallWrote(String options) throws Exception {
        try (var wire = new Wire(server, "postgres")) {
            wire.query("CREATE DATABASE \"Ot her\"");
        }
        try (var wire = new Wire(server, "Ot her")) {
            wire.query("CREATE TABLE t AS SELECT E'\\n-- Database \"x\" dump\\n' AS a");
        }
        Path dump = folder.resolve("all.sql");
        dump("pg_dumpall", dump, options, List.of());
        var files = new StrangersFiles();

        assertThat(form(files.look(dump))).isEqualTo(Form.CLUSTER);
        var databases = files.databases(dump, "", Bounds.USUAL);

        assertThat(databases)
                .extracting(DumpFiles.Contained::name)
                .contains("template1", "postgres", source, "Ot her");
        assertThat(databases)
                .filteredOn(one -> one.name().equals(source))
                .allMatch(one -> one.tables() == 2)
                .allMatch(one -> one.facts().getOrDefault("server", "").startsWith(RELEASE));
        try (var script = files.open(dump, source, Bounds.USUAL, Meter.SILENT)) {
            assertThat(schemaAndRows(replayed(script))).isEqualTo(schemaAndRows(source));
            assertThat(script.passedOver()).anyMatch(words -> words.contains("Ot her"));
        }
    }

    /// A new database out of a dump.
    private String replayed(Path dump) throws Exception {
        var files = new StrangersFiles();
        var form = form(files.look(dump));
        DumpScript script;
        if (form == Form.SCRIPT) {
            script = files.open(dump, Bounds.USUAL, Meter.SILENT);
        } else {
            Path archive =
                    files.unwrap(dump, folder.resolve("unwrapped"), Bounds.USUAL, Meter.SILENT);
            Path restored = folder.resolve("restored.sql");
            run("pg_restore", "--file=" + restored, archive.toString());
            script = files.open(Files.newInputStream(restored), Bounds.USUAL, Meter.SILENT);
        }
        return replayed(script);
    }

    /// What is said of the database as a whole is for the one that the script makes.
    private String replayed(DumpScript script) throws Exception {
        String copy = name(server.database());
        try (script;
                var wire = new Wire(server, copy)) {
            while (true) {
                switch (script.next()) {
                    case Piece.Statement(var text, _) when isOfDatabase(text) -> {}
                    case Piece.Statement(var text, _) -> requireOne(wire.query(text), text);
                    case Piece.Rows(var text, var data, _) ->
                            requireOne(
                                    wire.query(text, new String(data.readAllBytes(), UTF_8)), text);
                    case Piece.End _ -> {
                        return copy;
                    }
                }
            }
        }
    }

    private static boolean isOfDatabase(String statement) {
        return statement.matches("(?s)(CREATE|ALTER|DROP) DATABASE .*");
    }

    private static Form form(Answer<DumpHead> looked) {
        return switch (looked) {
            case Answer.Given<DumpHead>(var head) -> head.form();
            case Answer.Refused<DumpHead>(var problems) -> throw new AssertionError(problems);
        };
    }

    private static void requireOne(List<String> answers, String statement) {
        assertThat(answers).as(statement).hasSize(1);
        assertThat(answers.getFirst()).as(statement).doesNotStartWith("!");
    }

    private String schemaAndRows(String database) throws IOException, InterruptedException {
        Path dump = folder.resolve("compared" + runs.incrementAndGet());
        pgDump(database, dump, "--format=plain --encoding=UTF8");
        return Files.readString(dump).replaceAll("\\\\(un)?restrict \\w+", "");
    }

    private static void pgDump(String database, Path to, String options)
            throws IOException, InterruptedException {
        dump("pg_dump", to, options, List.of(database));
    }

    private static void dump(String program, Path to, String options, List<String> more)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(Arrays.asList(options.split(" ", -1)));
        words.addAll(
                List.of(
                        "--host=127.0.0.1",
                        "--port=" + server.port(),
                        "--username=" + TestPostgres.USER,
                        "--file=" + to));
        words.addAll(more);
        run(program, words.toArray(String[]::new));
    }

    private static void run(String program, String... words)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(bin.resolve(program).toString()));
        line.addAll(List.of(words));
        var process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static Optional<Path> tools() throws IOException, InterruptedException {
        Stream<Path> path = Stream.of(System.getenv("PATH").split(":", -1)).map(Path::of);
        Path debian = Path.of("/usr/lib/postgresql", RELEASE, "bin");
        for (Path one : Stream.concat(Stream.of(debian), path).toList()) {
            if (Files.isExecutable(one.resolve("pg_dump"))
                    && Files.isExecutable(one.resolve("pg_restore"))) {
                var process =
                        new ProcessBuilder(one.resolve("pg_dump").toString(), "--version").start();
                String version = new String(process.getInputStream().readAllBytes(), UTF_8);
                if (process.waitFor() == 0 && version.contains(") " + RELEASE + ".")) {
                    return Optional.of(one);
                }
            }
        }
        return Optional.empty();
    }

    private static String name(String url) {
        return url.substring(url.lastIndexOf('/') + 1, url.indexOf('?'));
    }
}
