package belay.dumps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import belay.outside.DumpFiles.Bounds;
import belay.outside.DumpFiles.Contained;
import belay.outside.DumpHead.Form;
import belay.outside.DumpScript;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.problem.Answer;
import belay.testkit.Packed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What pg_dumpall wrote, of which one database is taken.
class ClusterTest {

    private static final String SERVER =
            """
            --
            -- PostgreSQL database cluster dump
            --

            \\restrict abc
            SET client_encoding = 'UTF8';
            SET standard_conforming_strings = on;
            CREATE ROLE shop;
            ALTER ROLE shop WITH LOGIN PASSWORD 'canary';
            \\unrestrict abc

            """;

    private static final String TEMPLATE =
            """
            --
            -- Database "template1" dump
            --

            \\connect template1

            --
            -- PostgreSQL database dump
            --
            -- Dumped from database version 13.4
            SET client_encoding = 'UTF8';
            --
            -- PostgreSQL database dump complete
            --

            """;

    /// Its rows and texts say what only lines between two dumps may say.
    private static final String ACME =
            """
            --
            -- Database "acme" dump
            --

            --
            -- PostgreSQL database dump
            --

            \\restrict def
            -- Dumped from database version 13.4
            -- Dumped by pg_dump version 15.4
            SET client_encoding = 'UTF8';
            CREATE DATABASE acme WITH TEMPLATE = template0;
            \\connect acme
            CREATE TABLE public.t (a text);
            -- Database "evil" dump
            COPY public.t (a) FROM stdin;
            -- Database "billing" dump
            -- PostgreSQL database dump complete
            \\.
            COMMENT ON TABLE public.t IS '
            -- PostgreSQL database dump complete
            -- Database "billing" dump
            ';
            --
            -- PostgreSQL database dump complete
            --

            \\unrestrict def

            """;

    private static final String BILLING =
            """
            -- Database "billing" dump

            --
            -- PostgreSQL database dump
            --
            -- Dumped from database version 12.1
            SET client_encoding = 'LATIN1';
            CREATE DATABASE billing;
            \\connect billing
            SET standard_conforming_strings = off;
            CREATE TABLE public.u (a text);
            CREATE UNLOGGED TABLE public.v (a text);
            INSERT INTO public.u VALUES ('\\\\');
            --
            -- PostgreSQL database dump complete
            --

            """;

    private static final String END = "--\n-- PostgreSQL database cluster dump complete\n--\n\n";

    /// As pg_dumpall 10 and older write it: databases are made with the roles.
    private static final String OLDER =
            """
            --
            -- PostgreSQL database cluster dump
            --
            SET client_encoding = 'UTF8';
            CREATE ROLE shop;
            CREATE DATABASE acme WITH TEMPLATE = template0 OWNER = shop;
            CREATE DATABASE "we ird";

            \\connect acme

            SET default_transaction_read_only = off;

            --
            -- PostgreSQL database dump
            --
            -- Dumped from database version 9.6.24
            CREATE TABLE public.t (a text);
            --
            -- PostgreSQL database dump complete
            --

            \\connect -reuse-previous=on "dbname='we ird'"

            --
            -- PostgreSQL database dump
            --
            CREATE TABLE public.other (a text);
            --
            -- PostgreSQL database dump complete
            --

            """;

    private final StrangersFiles files = new StrangersFiles();

    @TempDir Path folder;

    @Test
    void theDatabasesInItAreTold() throws Exception {
        var file = write("all.sql", SERVER + TEMPLATE + ACME + BILLING + END);

        assertThat(files.look(file))
                .isInstanceOfSatisfying(
                        Answer.Given.class,
                        given -> assertThat(given.toString()).contains("form=" + Form.CLUSTER));
        assertThat(files.databases(file, "", Bounds.USUAL))
                .extracting(Contained::name, Contained::tables)
                .containsExactly(tuple("template1", 0L), tuple("acme", 1L), tuple("billing", 2L));
        assertThat(files.databases(file, "acme", Bounds.USUAL).getLast().facts())
                .containsEntry("database", "acme")
                .containsEntry("server", "13.4")
                .containsEntry("producer", "pg_dump 15.4");
    }

    @Test
    void nothingButTheDatabaseThatIsAskedForComesOutOfIt() throws Exception {
        var all = SERVER + TEMPLATE + ACME + BILLING + END;
        var file =
                Packed.zip(folder.resolve("a.zip"), zip -> Packed.put(zip, "all.sql", all, 0644));

        var script = files.open(file, "acme", Bounds.USUAL, Meter.SILENT);
        var heard = Heard.of(script, 1 << 10);

        assertThat(heard.statements())
                .containsExactly(
                        "CREATE DATABASE acme WITH TEMPLATE = template0",
                        "CREATE TABLE public.t (a text)",
                        "COPY public.t (a) FROM stdin",
                        "COMMENT ON TABLE public.t IS '\n-- PostgreSQL database dump complete\n"
                                + "-- Database \"billing\" dump\n'");
        assertThat(heard.pieces().get(2).rows())
                .isEqualTo(
                        Optional.of(
                                """
                                -- Database "billing" dump
                                -- PostgreSQL database dump complete
                                """));
        assertThat(heard.pieces().get(1).line())
                .isEqualTo(
                        1 + all.substring(0, all.indexOf("CREATE TABLE public.t")).lines().count());
        assertThat(script.passedOver())
                .containsExactly(
                        "the database template1, which is in the same file",
                        "the database billing, which is in the same file",
                        "roles, tablespaces and settings of the server, which are in the same file");
        assertThat(
                        Heard.of(files.open(file, "billing", Bounds.USUAL, Meter.SILENT), 1 << 10)
                                .statements())
                .endsWith("INSERT INTO public.u VALUES ('\\\\')");
    }

    @Test
    void whatOlderReleasesWroteIsToldApartByTheirCommands() throws Exception {
        var file = write("all.sql", OLDER + END);

        assertThat(files.databases(file, "", Bounds.USUAL))
                .extracting(Contained::name)
                .containsExactly("acme", "we ird");
        assertThat(heard(file, "acme")).containsExactly("CREATE TABLE public.t (a text)");
        assertThat(heard(file, "we ird")).containsExactly("CREATE TABLE public.other (a text)");
    }

    /// `pg_dumpall --globals-only` and `pg_dump`, into one file.
    @Test
    void aDumpBehindTheRolesOfItsServerNeedsNoName() throws Exception {
        var file = write("all.sql", SERVER + END + Samples.SCRIPT);

        assertThat(files.databases(file, "", Bounds.USUAL))
                .extracting(Contained::name, Contained::tables)
                .containsExactly(tuple("", 1L));
        assertThat(heard(file, "")).hasSize(2);

        var named = write("named.sql", SERVER + END + ACME.substring(ACME.indexOf("\n\n")));
        assertThat(files.databases(named, "", Bounds.USUAL))
                .extracting(Contained::name)
                .containsExactly("acme");
        assertThat(heard(named, "acme")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme", "billing"})
    void aFileThatIsCutIsNeverTakenForAWholeOne(String database) throws Exception {
        var all = SERVER + TEMPLATE + ACME + BILLING + END;
        var file = folder.resolve("cut.sql");
        int whole = all.indexOf("cluster dump complete");

        for (int length = all.indexOf("\n--\n-- Database"); length < whole; length += 7) {
            Files.writeString(file, all.substring(0, length));
            assertThatThrownBy(() -> heard(file, database))
                    .as("cut at %s", length)
                    .hasMessageMatching("(?s).*\\[DUMP:(CUT|PSQL_COMMAND|RESTRICT)\\].*");
        }
    }

    @Test
    void whatNobodyCanTellApartIsRefused() throws Exception {
        assertRefused(SERVER + ACME + ACME + END, "acme", "DUMP:DATABASE_TWICE");
        assertRefused(SERVER + END + Samples.SCRIPT + Samples.SCRIPT, "", "DUMP:DATABASE_TWICE");
        assertRefused(SERVER + ACME + END, "evil", "DUMP:NO_DATABASE", "expected acme");
        assertRefused(
                SERVER + BILLING.replace("-- PostgreSQL database dump complete", "") + ACME + END,
                "acme",
                "DUMP:CUT",
                "billing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\! ls", "\\connect template1 user host", "\\i file"})
    void commandsOfPsqlAreRefusedWhereverTheyStand(String command) throws Exception {
        for (var place : List.of(SERVER, TEMPLATE, SERVER + ACME, SERVER + BILLING)) {
            var all = SERVER + place.replace(SERVER, "") + command + "\n" + ACME + END;
            assertRefused(all.replace(ACME + ACME, ACME), "acme", "DUMP:PSQL_COMMAND");
        }
        assertRefused(
                SERVER + ACME.replace("\\connect acme", "\\connect billing") + END,
                "acme",
                "DUMP:PSQL_COMMAND");
    }

    private void assertRefused(String script, String database, String... words) throws Exception {
        var file = write("refused.sql", script);
        assertThatThrownBy(() -> heard(file, database))
                .isInstanceOf(Fault.Permanent.class)
                .satisfies(e ->
                        assertThat(((Fault) e).problem().toString())
                                .contains(words)
                                .doesNotContain("canary"));
    }

    private List<String> heard(Path file, String database) throws Fault {
        DumpScript script = files.open(file, database, Bounds.USUAL, Meter.SILENT);
        return Heard.of(script, 1 << 10).statements();
    }

    private Path write(String name, String script) throws Exception {
        return Files.write(folder.resolve(name), script.getBytes(UTF_8));
    }
}
