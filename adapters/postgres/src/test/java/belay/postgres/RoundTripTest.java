package belay.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import belay.dumps.StrangersFiles;
import belay.outside.DumpFiles.Bounds;
import belay.outside.Fault;
import belay.outside.Meter;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What `pg_dump` writes of a hard schema is the same again after it was loaded and dumped.
class RoundTripTest {

    private static final Path BIN = Clients.INSTALLED.find(15).orElseThrow().bin();

    @TempDir private Path directory;
    private Sandboxed boxed;
    private RoundTrip trip;

    @BeforeEach
    void prepare() throws IOException {
        boxed = new Sandboxed();
        trip = new RoundTrip(boxed, BIN, directory);
    }

    @AfterEach
    void closeAll() throws Exception {
        boxed.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9.6", "12", "13", "15"})
    void aHardSchemaIsTheSameAfterwards(String major) throws Exception {
        trip.make("source", major);
        var dump = trip.dumped("source", List.of());

        trip.load("target", major, dump);

        trip.requireSame("target", "source");
        assertThat(String.join("\n", trip.repairs))
                .contains(
                        "OWNER what is said to belong to shop belongs to the sandbox's role",
                        "PRIVILEGE rights for the role reader, which is not here");
    }

    /// A client of 15 reads no newer server: the dump goes up, and the rows are compared.
    @ParameterizedTest
    @CsvSource({"9.6,18", "12,17", "15,17", "15,18"})
    void aHardSchemaIsLoadedByNewerServers(String from, String to) throws Exception {
        trip.make("source", from);

        trip.load("target", to, withSettingsOfLaterReleases(trip.dumped("source", List.of())));

        var target = boxed.sandboxes.endpoint("target");
        assertThat(trip.rows(target))
                .isEqualTo(trip.rows(boxed.superuser("source")))
                .hasSizeGreaterThan(10);
        assertThat(boxed.ask(target, OBJECTS))
                .isEqualTo(boxed.ask(boxed.superuser("source"), OBJECTS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--format=custom", "--format=directory", "--format=tar", "--inserts"})
    void everyFormOfADumpIsLoaded(String form) throws Exception {
        trip.make("source", "15");
        var dump = trip.dumped("source", List.of(form));

        trip.load("target", "15", dump);

        assertThat(trip.rows(boxed.sandboxes.endpoint("target")))
                .isEqualTo(trip.rows(boxed.superuser("source")));
    }

    @Test
    void whatAScriptSetsForItsRoleIsNotSoAfterwards() throws Exception {
        var dump =
                Files.writeString(
                        directory.resolve("trap.sql"),
                        """
                        SET client_encoding = 'UTF8';
                        CREATE TABLE t (a int);
                        DO $$ BEGIN
                            ALTER ROLE job SET default_transaction_read_only = on;
                            ALTER ROLE job IN DATABASE job SET work_mem = '64kB';
                            ALTER DATABASE job SET search_path = elsewhere;
                        END $$;
                        -- PostgreSQL database dump complete
                        """);

        trip.load("target", "15", dump);

        var target = boxed.sandboxes.endpoint("target");
        boxed.sql(target, "INSERT INTO t VALUES (1)");
        assertThat(boxed.ask(target, "SHOW work_mem")).isNotEqualTo("64kB");
    }

    /// Scripts that the real programs made of real servers: see `pg_dump-17.sql`, `pg_dump-18.sql`.
    @ParameterizedTest
    @ValueSource(strings = {"17", "18"})
    void aScriptOfALaterReleaseIsLoadedByItsServer(String major) throws Exception {
        trip.load("target", major, real(major));

        var target = boxed.sandboxes.endpoint("target");
        assertThat(
                        boxed.ask(
                                target,
                                """
                                SELECT string_agg(conname, ', ' ORDER BY conname) FROM pg_constraint
                                WHERE connamespace = 'public'::regnamespace
                                """))
                .isEqualTo(CONSTRAINTS.get(major));
        assertThat(boxed.ask(target, "SELECT count(*) || ' ' || max(name) FROM public.item"))
                .isEqualTo("3 leap; day");
        assertThat(boxed.ask(target, "SELECT encode(lo_get(4711), 'hex')")).isEqualTo("00ff5c0a");
        assertThat(boxed.ask(target, "SELECT string_agg(m, ' ') FROM public.merged(7) AS m"))
                .isEqualTo("end; of it");
        if (major.equals("18")) {
            assertThat(boxed.ask(target, "SELECT sum(b) || ' ' || sum(c) FROM public.made"))
                    .isEqualTo("12 3");
            assertThat(String.join("\n", trip.repairs)).contains("STATISTICS");
        }
    }

    @ParameterizedTest
    @CsvSource({"17,15", "18,15", "18,13"})
    void whatAnOlderServerDoesNotHaveIsRefusedByItsName(String from, String to) {
        assertThatThrownBy(() -> trip.load("target", to, real(from)))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("LOAD:NEWER_RELEASE")
                .hasMessageContaining("MERGE … BY SOURCE, which PostgreSQL has since 17");
    }

    @Test
    void aDamagedArchiveIsNotTakenForAWholeOne() throws Exception {
        trip.make("source", "15");
        var dump = trip.dumped("source", List.of("--format=custom"));
        var bytes = Files.readAllBytes(dump);
        Files.write(dump, java.util.Arrays.copyOf(bytes, bytes.length * 2 / 3));

        var target = boxed.sandboxes.open("target", Sandboxed.needs("15"));
        var restored = boxed.sandboxes.script(dump, Duration.ofMinutes(1));

        try (var script = new StrangersFiles().open(restored, Bounds.USUAL, Meter.SILENT)) {
            assertThatThrownBy(() ->
                            boxed.sandboxes.load(target, script, (_, _, _) -> {}, Meter.SILENT))
                    .isInstanceOf(Fault.Permanent.class)
                    .hasMessageContaining("SANDBOX:ARCHIVE");
        }

        assertThat(boxed.sandboxes.left()).containsExactlyInAnyOrder("source", "target");
    }

    @Test
    void anArchiveOfALaterReleaseSaysWhatToInstall() throws Exception {
        assumeTrue(Clients.INSTALLED.find(16).isEmpty());
        var head = "PGDMP\1\20\0\4\10\1".getBytes(StandardCharsets.ISO_8859_1);
        var archive = Files.write(directory.resolve("dump"), head);

        try (var script = boxed.sandboxes.script(archive, Duration.ofMinutes(1))) {
            assertThatThrownBy(script::readAllBytes)
                    .cause()
                    .hasMessageContaining("SANDBOX:OLD_PG_RESTORE")
                    .hasMessageContaining("17 or newer");
        }
    }

    @Test
    void anEventTriggerIsLeftOutByName() throws Exception {
        boxed.sandboxes.open("source", Sandboxed.needs("15"));
        trip.psql(
                "source",
                "-c",
                "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
                "-c",
                "CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION f()");

        trip.load("target", "15", trip.dumped("source", List.of()));

        assertThat(String.join("\n", trip.repairs))
                .contains("EVENT_TRIGGER the event trigger watch");
    }

    // ---- below

    private static final Map<String, String> CONSTRAINTS =
            Map.of(
                    "17",
                    "item_2024_id_day_key, item_id_day_key",
                    "18",
                    "a; must, item_2024_id_day_key, item_day_not_null, item_day_not_null, item_id_day_key, item_id_not_null, item_id_not_null, later, lax_id_not_null, lax_pkey, local, meal_room_day_fkey, positive, stay_during_not_null, stay_key, stay_room_not_null");

    private static Path real(String major) throws URISyntaxException {
        return Path.of(RoundTripTest.class.getResource("pg_dump-" + major + ".sql").toURI());
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

    private static final String OBJECTS =
            """
            SELECT string_agg(relkind::text || ' ' || nspname || '.' || relname, E'\\n' ORDER BY relkind, nspname, relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE nspname !~ '^(pg_|information_schema$)'
            """;
}
