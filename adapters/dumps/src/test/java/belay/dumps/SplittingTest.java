package belay.dumps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import belay.outside.Fault;
import belay.testkit.TestPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The server is asked whether it sees the same statements and the same letters.
@Execution(ExecutionMode.CONCURRENT)
class SplittingTest {

    private static final String END = "\n-- PostgreSQL database dump complete\n";

    /// Parts of a list behind SELECT: each is right by itself, and some are right together only.
    private static final List<String> VALUES =
            List.of(
                    "'a''b;'",
                    "';'",
                    "'\\\\'",
                    "E'\\';'",
                    "E'a\\\\'",
                    "e'x'\n  'y;'",
                    "'x'\n';'",
                    "E'1' -- ;'\n '\\';'",
                    "$$;'$$",
                    "$a$ $$;$b$ $a$",
                    "$ä$;$ä$",
                    "1 AS \"a;\"\"b\"",
                    "U&'\\0061;'",
                    "N'n;'",
                    "B'01'",
                    "X'ff'",
                    "1e10",
                    "1.5e-3",
                    ".5",
                    "(1)",
                    "(SELECT (2))",
                    "1 /* ; /* ' */ ; */",
                    "2 -- ;'\n",
                    "3 */* ; */ 3",
                    "4 +-- ;\n 4",
                    "5 - -5",
                    "CASE WHEN true THEN 1 END",
                    "1 AS a$b$c",
                    "'é€😀;'",
                    "ARRAY[1, 2][1]",
                    "'/*'",
                    "'--'",
                    "E'\\\\\\';'",
                    "$_$E'$_$",
                    "1 AS begin",
                    "1 AS \"end\"",
                    "'\t\r\n'",
                    "U&\"d\\0061t;\" FROM (SELECT 1 AS \"dat;\") AS t");

    private static final List<String> STATEMENTS =
            List.of(
                    "CREATE OR REPLACE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql"
                            + " BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END",
                    "CREATE OR REPLACE FUNCTION pg_temp.g() RETURNS numeric LANGUAGE sql"
                            + " BEGIN ATOMIC SELECT CASE WHEN true THEN 1. END; SELECT .5; END",
                    "CREATE OR REPLACE FUNCTION pg_temp.\"begin\"() RETURNS int LANGUAGE sql"
                            + " AS 'SELECT 1;'",
                    "CREATE OR REPLACE PROCEDURE pg_temp.end() LANGUAGE sql BEGIN ATOMIC"
                            + " SELECT 1 AS end; SELECT (CASE WHEN 1 = 1 THEN 2 END); END",
                    "CREATE OR REPLACE FUNCTION pg_temp.begin(atomic int) RETURNS int LANGUAGE sql"
                            + " RETURN 1",
                    "DO $do$ BEGIN PERFORM ';'; END $do$",
                    "CREATE TEMP TABLE IF NOT EXISTS r (a int)",
                    "CREATE OR REPLACE TEMP VIEW v AS SELECT 1 AS begin, 2 AS atomic");

    /// However busy the machine is.
    private static final int FEWEST = 100;

    private static final String MEANINGFUL = "'\".$;\\/*-()eEuU&a1 \n";

    private static TestPostgres server;

    @BeforeAll
    static void start() {
        server = TestPostgres.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void theServerSeesTheSameStatements(String conforming) throws IOException, Fault {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        long until = System.nanoTime() + Long.getLong("fuzz.seconds", 5) * 1_000_000_000 / 2;
        String setting = "SET standard_conforming_strings = " + conforming;
        var random = new SplittableRandom(seed);
        int compared = 0;
        try (var whole = new Wire(server, "postgres");
                var single = new Wire(server, "postgres")) {
            // What is written wrong must not leave anything behind.
            for (Wire wire : List.of(whole, single)) {
                wire.query("SET client_min_messages = error");
                wire.query(setting);
            }
            while (System.nanoTime() < until || compared < FEWEST) {
                String script = script(random);
                List<String> answers = whole.query(script);
                if (answers.stream().noneMatch(answer -> answer.startsWith("!"))) {
                    compared++;
                    String what = "-Dfuzz.seed=" + seed + ": " + script;
                    assertThatCode(() ->
                                    assertThat(single(single, setting, script)).isEqualTo(answers))
                            .as(what)
                            .doesNotThrowAnyException();
                }
            }
        }
    }

    /// Each of our pieces must be one statement to the server.
    private static List<String> single(Wire wire, String setting, String script)
            throws IOException, Fault {
        List<String> all = new ArrayList<>();
        // The script may end within a line comment.
        var heard = Heard.of((setting + ";" + script + "\n;" + END).getBytes(UTF_8));
        for (String statement : heard.statements().subList(1, heard.pieces().size())) {
            List<String> answers = wire.query(statement);
            assertThat(answers).as(statement).hasSize(1);
            all.addAll(answers);
        }
        return all;
    }

    private static String script(SplittableRandom random) {
        var script = new StringBuilder();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            script.append(random.nextInt(4) == 0 ? any(STATEMENTS, random) : select(random))
                    .append(";\n");
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(script.length());
            String letter = "" + MEANINGFUL.charAt(random.nextInt(MEANINGFUL.length()));
            script.replace(at, at + random.nextInt(2), letter);
        }
        return script.toString();
    }

    private static String select(SplittableRandom random) {
        var select = new StringBuilder("SELECT ");
        for (int i = random.nextInt(4); i > 0; i--) {
            select.append(any(VALUES.subList(0, VALUES.size() - 1), random)).append(", ");
        }
        return select + any(VALUES, random);
    }

    private static String any(List<String> some, SplittableRandom random) {
        return some.get(random.nextInt(some.size()));
    }

    @Test
    void theServerReadsTheSameLetters() throws IOException {
        try (var wire = new Wire(server, "postgres")) {
            wire.query(
                    """
                    CREATE FUNCTION pg_temp.letter(code int, encoding text) RETURNS text
                    LANGUAGE plpgsql AS $$
                    BEGIN
                        RETURN convert_from(set_byte('\\x00', 0, code), encoding);
                    EXCEPTION WHEN OTHERS THEN
                        RETURN '';
                    END $$
                    """);
            for (String name : Encoding.SINGLE.keySet()) {
                String answer =
                        wire.query(
                                        "SELECT string_agg(code || pg_temp.letter(code, '"
                                                + name
                                                + "'), '|' ORDER BY code)"
                                                + " FROM generate_series(128, 255) AS code")
                                .getFirst();
                assertThat(answer).as(name).endsWith(ours(name) + " SELECT 1\0");
            }
        }
    }

    private static String ours(String name) {
        Encoding encoding = Encoding.of(name).orElseThrow();
        List<String> letters = new ArrayList<>();
        for (int code = 128; code < 256; code++) {
            byte[] one = {(byte) code};
            letters.add(
                    code + (encoding.firstWrong(one, 0, 1) == 1 ? encoding.text(one, 0, 1) : ""));
        }
        return String.join("|", letters);
    }
}
