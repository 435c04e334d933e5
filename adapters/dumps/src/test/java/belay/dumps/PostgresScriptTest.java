package belay.dumps;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.DumpFiles.Bounds;
import belay.outside.DumpFiles.Sign;
import belay.outside.DumpScript.Piece;
import belay.outside.Fault;
import belay.outside.Meter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresScriptTest {

    private static final String END = "\n--\n-- PostgreSQL database dump complete\n--\n\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT ';'",
                "SELECT 'it''s;'",
                "SELECT '\\'",
                "SELECT E'\\';'",
                "SELECT E'a'\n -- and on\n '\\';'",
                "SELECT $$;'$$",
                "SELECT $a$;$$;$b$;$a$",
                "SELECT a$b$ FROM t",
                "SELECT \"a;\"\"b\"",
                "SELECT U&\"d;\\0061t\" FROM t",
                "SELECT 1 /* ; /* ; */ ' */ + 2",
                "SELECT 1 -- ;'\n + 2",
                "SELECT 1 +-- ;'\n 2",
                "SELECT 1 */* ; */ 2",
                "CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM u; DELETE FROM v)",
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END;"
                        + " SELECT 2; END",
                "CREATE FUNCTION f() RETURNS numeric BEGIN ATOMIC SELECT CASE WHEN true THEN 1. END;"
                        + " SELECT $1.end; SELECT 1..2; SELECT 1.5e3; END",
                "CREATE OR REPLACE PROCEDURE \"begin\"() LANGUAGE sql BEGIN ATOMIC SELECT 1 AS end;"
                        + " SELECT t.case; END",
                "CREATE FUNCTION begin() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "DO $do$ BEGIN PERFORM '\n\\! ls\n'; END $do$",
                "SELECT 'a\n\\.\nb'",
            })
    void aStatementEndsWhereTheServerSeesItsEnd(String statement) throws Fault {
        var heard = Heard.of("SET a = b;" + statement + " ;  SELECT 2;" + END);

        assertThat(heard.statements()).containsExactly("SET a = b", statement, "SELECT 2");
    }

    @Test
    void aBackslashMeansItselfOnlyWhereTheScriptSaysSo() throws Fault {
        var heard =
                Heard.of(
                        "SELECT '\\';SET standard_conforming_strings = off;SELECT '\\';';"
                                + "SET standard_conforming_strings TO on;SELECT '\\';"
                                + END);

        assertThat(heard.statements())
                .contains("SELECT '\\'", "SELECT '\\';'")
                .last()
                .isEqualTo("SELECT '\\'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\! ls",
                "\\copy t from program 'ls'",
                "SELECT 1 \\g |ls",
                "SELECT 1; \\gexec",
                "\\connect other",
                "CREATE DATABASE a;\n\\connect b",
                "\\encoding SQL_ASCII",
                "CREATE DATABASE a;\n\\encoding SQL_ASCII\n\\connect b",
                "CREATE DATABASE a;\n\\encoding SJIS\n\\connect a",
                "CREATE DATABASE a;\n\\connect a user host",
                "CREATE DATABASE a;\n\\connect a \\! ls",
                "\\restrict `ls`",
                "\\restrict a b",
                " \\restrict a",
                "\\unrestrict a",
                "\\restrict a\n\\unrestrict b",
                "\\restrict a\n\\restrict a",
                "/* */ \\! ls",
                "\\",
                "COPY t FROM stdin;\n1\n\\.\n\\! ls",
                "\\i file",
                "\\;",
            })
    void commandsOfPsqlAreRefused(String command) {
        assertThatThrownBy(() -> Heard.of("SELECT 0;\n" + command + "\n" + END))
                .isInstanceOfSatisfying(
                        Fault.Permanent.class,
                        fault ->
                                assertThat(fault.problem().code())
                                        .isIn("DUMP:PSQL_COMMAND", "DUMP:RESTRICT"));
    }

    @Test
    void whatPgDumpItselfWritesForPsqlIsDropped() throws Fault {
        var heard =
                Heard.of(
                        """
                        \\restrict k3Y
                        CREATE DATABASE "A b";
                        \\unrestrict k3Y
                        \\connect -reuse-previous=on "dbname='A b'"
                        \\restrict k3Y
                        SELECT 1;

                        --
                        -- PostgreSQL database dump complete
                        --

                        \\unrestrict k3Y

                        """);

        assertThat(heard.statements()).containsExactly("CREATE DATABASE \"A b\"", "SELECT 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1;",
                "SELECT 1;\n-- PostgreSQL database dump complete\nSELECT 2;",
                "SELECT 1;\n/*\n-- PostgreSQL database dump complete\n*/",
                "SELECT 1;\n  -- PostgreSQL database dump complete\n",
                "SELECT '\n-- PostgreSQL database dump complete\n",
                "SELECT 1\n-- PostgreSQL database dump complete\n",
                "SELECT $$\n-- PostgreSQL database dump complete\n",
                "COPY t FROM stdin;\n1\n-- PostgreSQL database dump complete\n",
                "\\restrict a\nSELECT 1;\n-- PostgreSQL database dump complete\n",
                "SELECT 1;\n-- PostgreSQL database dump complete\n--\n-- PostgreSQL database dump\n--\n",
                "SELECT 1;\n-- PostgreSQL database dump complete\nCOMMIT;\nCREATE TABLE t (a int);",
                "",
            })
    void whatDoesNotEndAsADumpEndsIsCut(String script) {
        assertThatThrownBy(() -> Heard.of(script))
                .isInstanceOfSatisfying(
                        Fault.Permanent.class,
                        fault -> assertThat(fault.problem().code()).isEqualTo("DUMP:CUT"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMMIT;",
                "ANALYZE;",
                "RESET ALL;",
                "VACUUM ANALYZE; -- at last",
                "-- made by cron on Monday",
                "/* the end */\n\n"
            })
    void whatPeoplePutBehindADumpIsTaken(String behind) throws Fault {
        var heard = Heard.of("SELECT 1;" + END + behind + "\n");

        assertThat(heard.statements()).startsWith("SELECT 1");
    }

    /// As `sed` takes it out by the advice of `DUMP:CLUSTER`.
    @Test
    void thePartOfOneDatabaseOfAWholeServersDumpIsADump() throws Fault {
        var heard =
                Heard.of(
                        """
                        -- Database "acme" dump
                        --

                        --
                        -- PostgreSQL database dump
                        --

                        \\restrict k3Y

                        CREATE DATABASE acme WITH TEMPLATE = template0;
                        \\unrestrict k3Y
                        \\connect acme
                        \\restrict k3Y
                        ALTER DATABASE acme SET work_mem TO '5MB';
                        \\unrestrict k3Y
                        \\connect acme
                        \\restrict k3Y
                        COPY public.t (w) FROM stdin;
                        -- Database "acme" dump
                        \\.

                        --
                        -- PostgreSQL database dump complete
                        --

                        \\unrestrict k3Y

                        --
                        -- Database "beta" dump
                        """);

        assertThat(heard.pieces())
                .extracting(Heard.Part::rows)
                .contains(Optional.of("-- Database \"acme\" dump\n"));
    }

    @Test
    void aLongInsertComesInPartsOfWholeRows() throws Fault {
        var row = "(1, '" + "x".repeat(1 << 20) + ",(;')";
        var rows = String.join(",\n ", java.util.Collections.nCopies(40, row));

        var statements =
                Heard.of("INSERT INTO public.t (a, b) VALUES\n" + rows + ";\nSELECT 1;" + END)
                        .statements();

        assertThat(statements).hasSizeBetween(5, 15).last().isEqualTo("SELECT 1");
        assertThat(statements.subList(0, statements.size() - 1))
                .allMatch(statement ->
                        statement.matches(
                                "(?s)INSERT INTO public.t \\(a, b\\) VALUES\\s+\\(1, '.*,\\(;'\\)"))
                .allMatch(statement -> statement.length() < 8 << 20);
        assertThat(
                        statements.stream()
                                .mapToInt(statement -> statement.split("\\(1, '", -1).length - 1)
                                .sum())
                .isEqualTo(40);
    }

    @Test
    void oneRowThatIsTooLongIsRefused() {
        var row = "(1, '" + "x".repeat(33 << 20) + "')";

        assertThatThrownBy(() -> Heard.of("INSERT INTO t VALUES (0, ''), " + row + ";" + END))
                .hasMessageContaining("LARGE_STATEMENT");
    }

    /// A byte of the second letter looks like a backslash.
    @Test
    void lettersOfSeveralBytesAreReadAsTheServerReadsThem() throws Fault {
        byte[] script =
                ("SET client_encoding = 'SJIS';\nSELECT '表';\nCOPY t FROM stdin;\n表\tソ\\\\.\n\\.\n"
                                + END)
                        .getBytes(java.nio.charset.Charset.forName("windows-31j"));

        assertThat(Heard.of(script).pieces())
                .containsExactly(
                        new Heard.Part("SELECT '表'", 2),
                        new Heard.Part("COPY t FROM stdin", "表\tソ\\\\.\n", 3));
    }

    @Test
    void whatIsNoneOfSuchLettersIsRefusedWithItsLine() {
        byte[] script =
                "SET client_encoding = 'EUC_JP';\nSELECT 1;\nSELECT 'é';\n".getBytes(ISO_8859_1);

        assertThatThrownBy(() -> Heard.of(script))
                .isInstanceOfSatisfying(
                        Fault.Permanent.class,
                        fault -> {
                            assertThat(fault.problem().code()).isEqualTo("DUMP:ENCODING");
                            assertThat(fault.problem().place()).endsWith(":3");
                        });
    }

    @Test
    void bytesOfAnEncodingThatSaysNothingAreTakenAsTheServerTakesThem() throws Fault {
        var heard = Heard.of("SET client_encoding = 'SQL_ASCII';\nSELECT 'é';" + END);

        assertThat(heard.statements()).containsExactly("SELECT 'é'");
    }

    @Test
    void rowsComeAsTheyStand() throws Fault {
        String rows = "1\ta\\\\.b\\tc\n2\t\\N\n\\\\.\t\n;\t'\n\\\\!\tls\n";

        var heard = Heard.of("COPY t (a, b) FROM stdin;\n" + rows + "\\.\nSELECT 1;" + END);

        assertThat(heard.pieces())
                .containsExactly(
                        new Heard.Part("COPY t (a, b) FROM stdin", rows, 1),
                        new Heard.Part("SELECT 1", 8));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64})
    void rowsComeInAnyPieces(int chunk) throws Fault {
        String rows = "1\tä€😀\\\\\n\n22222222222222222222222\n\\\\.\n";
        byte[] script = ("COPY t FROM stdin;\n" + rows + "\\.\n" + END).getBytes(UTF_8);
        var slowly =
                new ByteArrayInputStream(script) {
                    @Override
                    public int read(byte[] buffer, int offset, int length) {
                        return super.read(buffer, offset, Math.min(chunk, length));
                    }
                };

        var heard = Heard.of(new StrangersFiles().open(slowly, Bounds.USUAL, Meter.SILENT), chunk);

        assertThat(heard.pieces().getFirst().rows()).hasValue(rows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1\n\\. \n", "1\\.\n", "\\\\\\.\n", "1\t\\.\t\n"})
    void anEndWithinALineIsRefused(String rows) {
        assertThatThrownBy(() -> Heard.of("COPY t FROM stdin;\n" + rows + "\\.\n" + END))
                .hasMessageContaining("END_WITHIN_LINE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COPY t TO stdout|COPY_OUT",
                "COPY (SELECT 1) TO stdout|COPY_OUT",
                "COPY t FROM stdin CSV|COPY_FORMAT",
                "COPY BINARY t FROM stdin|COPY_FORMAT",
                "COPY t FROM stdin WITH (FORMAT csv)|COPY_FORMAT",
                "COPY a.b.c FROM stdin|COPY_FORMAT",
                "COPY t FROM stdin WITH (ENCODING 'SJIS')|COPY_FORMAT",
                "SET client_encoding = 'BIG5'|ENCODING",
                "SET NAMES 'MULE_INTERNAL'|ENCODING",
                "SET NAMES 'EUC_JP'; SET NAMES 'SJIS'|SETTING",
                "SET LOCAL standard_conforming_strings = off|SETTING",
                "BEGIN; SET standard_conforming_strings = off|SETTING",
                "SELECT set_config('client_encoding', 'LATIN1', false)|SETTING",
            })
    void whatCannotBeFollowedIsRefused(String statement, String code) {
        assertThatThrownBy(() -> Heard.of(statement + ";\n1\n\\.\n" + END))
                .isInstanceOfSatisfying(
                        Fault.Permanent.class,
                        fault -> assertThat(fault.problem().code()).isEqualTo("DUMP:" + code));
    }

    @Test
    void rowsOfOldServersMayHaveNumbers() throws Fault {
        var heard = Heard.of("COPY t (a) WITH OIDS FROM stdin;\n1\t2\n\\.\n" + END);

        assertThat(heard.pieces().getFirst().rows()).hasValue("1\t2\n");
    }

    @Test
    void lettersBecomeUtf8() throws Fault {
        byte[] script =
                ("SET client_encoding = 'LATIN1';\nSELECT 'é';\nCOPY t FROM stdin;\né\tü\n\\.\n"
                                + END)
                        .getBytes(ISO_8859_1);

        var heard = Heard.of(script);

        assertThat(heard.pieces())
                .containsExactly(
                        new Heard.Part("SELECT 'é'", 2),
                        new Heard.Part("COPY t FROM stdin", "é\tü\n", 3));
    }

    @ParameterizedTest
    @CsvSource({"UTF8", "SQL_ASCII"})
    void aByteThatIsNoneOfTheEncodingIsRefusedWithItsLine(String encoding) {
        byte[] script =
                ("SET client_encoding = '" + encoding + "';\nCOPY t FROM stdin;\na\né\n\\.\n" + END)
                        .getBytes(ISO_8859_1);

        assertThatThrownBy(() -> Heard.of(script))
                .isInstanceOfSatisfying(
                        Fault.Permanent.class,
                        fault -> {
                            assertThat(fault.problem().code()).isEqualTo("DUMP:ENCODING");
                            assertThat(fault.problem().place()).endsWith(":4");
                        });
    }

    @Test
    void rowsKnowTheirLine() throws Fault, IOException {
        var script =
                new StrangersFiles()
                        .open(
                                new ByteArrayInputStream(
                                        ("SELECT\n1;\nCOPY t FROM stdin;\na\nb\nc\n\\.\n" + END)
                                                .getBytes(UTF_8)),
                                Bounds.USUAL,
                                Meter.SILENT);
        script.next();
        var rows = (Piece.Rows) script.next();

        var data = rows.data();

        assertThat(rows.line()).isEqualTo(3);
        assertThat(data.line()).isEqualTo(4);
        data.readNBytes(4);
        assertThat(data.line()).isEqualTo(6);
    }

    @Test
    void signsAreFoundInRowsAndInserts() throws Fault, InterruptedException {
        String script =
                """
                CREATE TABLE public.module (
                    id integer NOT NULL,
                    name text DEFAULT 'a,b',
                    CONSTRAINT c CHECK (id > 0)
                );
                INSERT INTO public.other VALUES (1, 'base', '1');
                INSERT INTO public.module VALUES (1, 'ba''se'), (2, 'sale');
                COPY public.version (name, latest) FROM stdin;
                web\t1.0
                base\t16.0\\t1
                base\t17.0
                \\.
                """
                        + END;

        var found =
                signs(
                        script,
                        new Sign("public.version", Map.of("name", "base"), "latest"),
                        new Sign("public.module", Map.of("id", "1"), "name"),
                        new Sign("public.absent", Map.of(), "name"));

        assertThat(found).containsExactly(List.of("16.0\t1", "17.0"), List.of("ba'se"), List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "false", "'no'", "0"})
    void signsAreReadWithTheBackslashesThatTheScriptMeans(String off)
            throws Fault, InterruptedException {
        String script =
                "SET standard_conforming_strings = "
                        + off
                        + ";\nINSERT INTO public.version (latest) VALUES ('16\\'0');"
                        + END;

        assertThat(signs(script, new Sign("public.version", Map.of(), "latest")))
                .containsExactly(List.of("16'0"));
    }

    private static List<List<String>> signs(String script, Sign... signs)
            throws Fault, InterruptedException {
        var files = new StrangersFiles();
        var source = new ByteArrayInputStream(script.getBytes(UTF_8));
        return files.read(files.open(source, Bounds.USUAL, Meter.SILENT), List.of(signs));
    }
}
