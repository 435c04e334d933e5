package belay.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.Databases.Place;
import belay.outside.Databases.Refilled;
import belay.outside.Endpoint;
import belay.outside.Meter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A promoted server does what production did, from the moment clients are let in.
class PromotedServerTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String RUN = "20261121-0903-k7q2";

    private Production production;
    private Postgres postgres;
    private Place place;

    @BeforeEach
    void startProduction() throws Exception {
        production = new Production();
        postgres = production.postgres;
        place = production.place("promoted");
    }

    @AfterEach
    void removeProduction() throws Exception {
        production.close();
    }

    @Test
    void itArchivesAsProductionDidButNotBeforeItIsOpened() throws Exception {
        var archive = openDirectory("archive");
        production.restartWith(
                "archive_mode = always",
                "archive_command = 'test ! -f " + archive + "/%f && cp %p " + archive + "/%f'",
                "cron.launch_active_jobs = on",
                "logging_collector = on");
        var promoted = promote();
        production.sql(promoted, "SELECT pg_switch_wal()");

        assertThat(setting(promoted, "archive_mode")).isEqualTo("on");
        assertThat(setting(promoted, "archive_command")).isEmpty();
        assertThat(setting(promoted, "cron.launch_active_jobs")).isEqualTo("off");
        assertThat(names(archive)).noneMatch(name -> name.startsWith("00000002"));

        postgres.open(promoted, RUN);
        assertThat(postgres.startWork(production.settings, place)).containsExactly("archive_mode");
        assertThat(postgres.startWork(production.settings, place)).containsExactly("archive_mode");

        assertThat(setting(promoted, "cron.launch_active_jobs")).isEqualTo("on");
        assertThat(setting(promoted, "logging_collector")).isEqualTo("on");
        assertThat(setting(promoted, "primary_conninfo")).isEmpty();
        assertThat(place.directory().resolve(UntilOpen.PASSWORD)).doesNotExist();
        await(() -> names(archive).contains("00000002.history"));
        production.restart(place);
        assertThat(setting(promoted, "archive_mode")).isEqualTo("always");
        assertThat(setting(promoted, "archive_command")).contains("cp %p");
    }

    @Test
    void itArchivesNothingMoreOnceClientsHaveLeftIt() throws Exception {
        var archive = openDirectory("archive");
        production.restartWith("archive_mode = on", "archive_command = 'cp %p " + archive + "/%f'");
        var promoted = promote();
        postgres.startWork(production.settings, place);

        postgres.stopWork(production.settings, place);
        postgres.stopWork(production.settings, place);

        assertThat(setting(promoted, "archive_command")).isEmpty();
    }

    @Test
    void itsSubscriptionsGoOnWhereThoseOfProductionStood() throws Exception {
        var publisher = new Production();
        try {
            publisher.restartWith("wal_level = logical");
            publisher.sql(
                    "CREATE TABLE news (id int PRIMARY KEY); CREATE PUBLICATION news FOR TABLE news");
            subscribe(publisher);
            publisher.sql("INSERT INTO news VALUES (1)");
            await(() -> count(production.shop()).equals("1"));

            var promoted = promote();
            publisher.sql("INSERT INTO news VALUES (2)");
            postgres.open(promoted, RUN);
            postgres.startWork(production.settings, place);

            await(() -> count(promoted).equals("2"));
            assertThat(count(production.shop())).isEqualTo("1");
            assertThat(postgres.ask(production.shop(), "SELECT subenabled FROM pg_subscription"))
                    .isEqualTo("f");
        } finally {
            production.sql(
                    "ALTER SUBSCRIPTION news DISABLE; ALTER SUBSCRIPTION news SET (slot_name = NONE)");
            publisher.close();
        }
    }

    @Test
    void aFenceThatIsTakenBackEnablesTheSubscriptionsOfProductionAgain() throws Exception {
        production.sql("CREATE TABLE news (id int PRIMARY KEY)");
        production.sql(
                "CREATE SUBSCRIPTION \"the 'news'\" CONNECTION 'dbname=nowhere' PUBLICATION news"
                        + " WITH (connect = false, slot_name = 'other')");
        production.sql("ALTER SUBSCRIPTION \"the 'news'\" ENABLE");
        production.sql(
                "CREATE SUBSCRIPTION asleep CONNECTION 'dbname=nowhere' PUBLICATION news"
                        + " WITH (connect = false, slot_name = 'another')");

        postgres.fence(production.settings, RUN);
        postgres.fence(production.settings, RUN);
        assertThat(enabled(production.shop())).isEmpty();
        postgres.open(production.shop(), RUN);
        postgres.open(production.shop(), RUN);

        assertThat(enabled(production.shop())).isEqualTo("the 'news'");
        production.sql("ALTER SUBSCRIPTION \"the 'news'\" DISABLE");
    }

    @Test
    void aBackupThatBecomesProductionArchivesAndLeavesItsSubscriptionsDisabled() throws Exception {
        var archive = openDirectory("archive");
        production.restartWith("archive_mode = on", "archive_command = 'cp %p " + archive + "/%f'");
        production.sql(
                "CREATE SUBSCRIPTION news CONNECTION 'dbname=nowhere' PUBLICATION news"
                        + " WITH (connect = false, slot_name = 'other')");
        production.sql("ALTER SUBSCRIPTION news ENABLE");
        var backup = production.directory().resolve("backup");
        postgres.takeBackup(production.settings, backup, Meter.SILENT);
        production.sql("ALTER SUBSCRIPTION news DISABLE");

        var restored =
                postgres.restoreAsProduction(backup, production.settings, place, Meter.SILENT);

        assertThat(enabled(restored)).isEmpty();
        assertThat(setting(restored, "max_logical_replication_workers")).isEqualTo("4");
        assertThat(setting(restored, "archive_mode")).isEqualTo("on");
        assertThat(setting(restored, "archive_command")).isEmpty();
        postgres.startWork(production.settings, place);
        assertThat(setting(restored, "archive_command")).startsWith("cp");
    }

    @Test
    void itHoldsTheRowsOfUnloggedTablesAndTheirSequences() throws Exception {
        production.sql(
                """
                CREATE UNLOGGED TABLE "a Queue" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text,
                  twice text GENERATED ALWAYS AS (body || body) STORED);
                INSERT INTO "a Queue" (body) SELECT repeat('x', 5000) || g FROM generate_series(1, 400) g;
                CREATE UNLOGGED TABLE child (id int REFERENCES "a Queue");
                INSERT INTO child VALUES (1), (400);
                CREATE UNLOGGED TABLE cache (id int);
                INSERT INTO cache VALUES (1);
                CREATE UNLOGGED TABLE nothing ();
                INSERT INTO nothing DEFAULT VALUES;
                CREATE SEQUENCE shared;
                """);
        production.sql(
                production.shop().database("postgres"),
                "CREATE UNLOGGED TABLE other (id int); INSERT INTO other VALUES (7)");
        var promoted = promote();
        assertThat(postgres.ask(promoted, "SELECT count(*) FROM \"a Queue\"")).isEqualTo("0");

        for (int tries = 0; tries < 2; tries++) {
            assertThat(
                            postgres.copyUnlogged(
                                    production.settings,
                                    promoted,
                                    List.of("public\\.cache"),
                                    Meter.SILENT))
                    .containsExactlyInAnyOrder(
                            new Refilled("public.a Queue", 400, Refilled.How.COPIED),
                            new Refilled("public.child", 2, Refilled.How.COPIED),
                            new Refilled("public.nothing", 1, Refilled.How.COPIED),
                            new Refilled("public.cache", 0, Refilled.How.CACHE),
                            new Refilled("public.other", 1, Refilled.How.COPIED));
        }

        var question = "SELECT id, md5(twice) FROM \"a Queue\" ORDER BY 1";
        assertThat(postgres.ask(promoted, question))
                .isEqualTo(postgres.ask(production.shop(), question));
        assertThat(postgres.sequences(promoted)).isEqualTo(postgres.sequences(production.shop()));
        assertThat(postgres.ask(promoted, "SELECT count(*) FROM cache")).isEqualTo("0");
        assertThat(postgres.ask(promoted.database("postgres"), "SELECT id FROM other"))
                .isEqualTo("7");
    }

    private Endpoint promote() throws Exception {
        var follower = postgres.follow(production.settings, "belay_follower", place, Meter.SILENT);
        postgres.drain(follower, postgres.fence(production.settings, RUN), LIMIT);
        postgres.promote(follower, LIMIT);
        return follower;
    }

    private void subscribe(Production publisher) throws Exception {
        production.sql("CREATE TABLE news (id int PRIMARY KEY)");
        var password = Files.readString(Path.of(publisher.settings.adminPasswordFile())).strip();
        production.sql(
                "CREATE SUBSCRIPTION news CONNECTION 'host=127.0.0.1 port="
                        + publisher.settings.port()
                        + " dbname=shop user=belay password="
                        + password
                        + "' PUBLICATION news");
    }

    private String setting(Endpoint server, String name) throws Exception {
        return postgres.ask(server, "SELECT current_setting('" + name + "')");
    }

    private String enabled(Endpoint server) throws Exception {
        return postgres.ask(server, "SELECT subname FROM pg_subscription WHERE subenabled");
    }

    private String count(Endpoint server) throws Exception {
        return postgres.ask(server, "SELECT count(*) FROM news");
    }

    private Path openDirectory(String name) throws IOException {
        var directory = Files.createDirectory(production.directory().resolve(name));
        return Files.setPosixFilePermissions(
                directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static List<String> names(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
