package belay.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Changes;
import belay.outside.Databases.BackupFacts;
import belay.outside.Databases.Bound;
import belay.outside.Databases.Place;
import belay.outside.Databases.Reading;
import belay.outside.Databases.Snapshot;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.proof.Difference;
import belay.proof.Fingerprint;
import belay.proof.TableName;
import belay.proof.TableShape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String RUN = "20261121-0903-k7q2";

    private Production production;
    private Postgres postgres;

    @BeforeEach
    void startProduction() throws Exception {
        production = new Production();
        postgres = production.postgres;
    }

    @AfterEach
    void removeProduction() throws Exception {
        production.close();
    }

    @Test
    void aBackupComesToLifeWithTheSameRows() throws Exception {
        var backup = production.directory().resolve("backup");
        var facts = postgres.takeBackup(production.settings, backup, Meter.SILENT);

        assertThat(postgres.verifyBackup(backup, Meter.SILENT)).isEqualTo(facts);
        var copy =
                postgres.restore(
                        backup, production.settings, production.place("copy"), Meter.SILENT);

        assertThat(prints(copy)).isEqualTo(prints(production.shop()));
    }

    @Test
    void whatWasCommittedBeforeTheMomentOfABackupIsInIt() throws Exception {
        production.sql("CREATE TABLE heard (id bigint, at timestamptz)");
        var backup = production.directory().resolve("backup");
        var ended = new AtomicBoolean();
        var told = new ArrayList<Instant>();
        var writer = Executors.newVirtualThreadPerTaskExecutor();
        var written =
                writer.submit(() -> {
                    while (!ended.get()) {
                        production.sql("INSERT INTO heard VALUES (" + told.size() + ", now())");
                        told.add(Instant.now());
                    }
                    return true;
                });
        BackupFacts facts;
        try {
            facts = postgres.takeBackup(production.settings, backup, Meter.SILENT);
        } finally {
            ended.set(true);
            written.get(1, TimeUnit.MINUTES);
            writer.close();
        }

        var copy =
                postgres.restore(
                        backup, production.settings, production.place("copy"), Meter.SILENT);
        long there = Long.parseLong(postgres.ask(copy, "SELECT count(*) FROM heard"));
        assertThat(told).isNotEmpty();
        assertThat(facts.moment()).isBefore(Instant.now());
        assertThat(there)
                .isGreaterThanOrEqualTo(told.stream().filter(facts.moment()::isAfter).count());
    }

    @Test
    void aBackupThatIsTakenAgainIsTheOneThatIsThere() throws Exception {
        var backup = production.directory().resolve("backup");
        var first = postgres.takeBackup(production.settings, backup, Meter.SILENT);
        production.sql("INSERT INTO item (name) VALUES ('later')");

        assertThat(postgres.takeBackup(production.settings, backup, Meter.SILENT)).isEqualTo(first);
    }

    @Test
    void aChangedAMissingAndAnAddedFileAreFoundInABackup() throws Exception {
        var backup = production.directory().resolve("backup");
        postgres.takeBackup(production.settings, backup, Meter.SILENT);
        Files.writeString(
                backup.resolve("data/global/pg_control"), "changed!", StandardOpenOption.WRITE);
        Files.delete(backup.resolve("data/PG_VERSION"));
        Files.writeString(backup.resolve("data/stranger"), "");

        assertThatThrownBy(() -> postgres.verifyBackup(backup, Meter.SILENT))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("data/global/pg_control")
                .hasMessageContaining("data/PG_VERSION is missing")
                .hasMessageContaining("data/stranger does not belong to it");
    }

    @Test
    void aHalfTakenBackupIsNoBackup() throws Exception {
        var backup = production.directory().resolve("backup");
        Files.createDirectories(backup.resolve("data"));
        Files.writeString(backup.resolve("data/PG_VERSION"), "15");

        assertThatThrownBy(() -> postgres.verifyBackup(backup, Meter.SILENT))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("BACKUP:UNREADABLE");
    }

    /// What the disk refuses to read is no bug of ours, whichever thread meets it. A process's own
    /// memory is such a file: it has no bytes by its size, and its first cannot be read.
    @Test
    void aBackupOnADiskThatCannotReadItIsUnreadable() throws Exception {
        var backup = production.directory().resolve("backup");
        postgres.takeBackup(production.settings, backup, Meter.SILENT);
        Path empty;
        try (var files = Files.walk(backup)) {
            empty =
                    files.filter(file -> file.toFile().isFile() && file.toFile().length() == 0)
                            .findFirst()
                            .orElseThrow();
        }
        Files.delete(empty);
        Files.createSymbolicLink(empty, Path.of("/proc/self/mem"));

        assertThatThrownBy(() -> postgres.verifyBackup(backup, Meter.SILENT))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("BACKUP:UNREADABLE");
    }

    @Test
    void aFollowerHasEveryRowOnceTheFenceIsDrained() throws Exception {
        var follower = follow();
        try (var session = production.asShop(production.shop())) {
            session.createStatement().execute("INSERT INTO item (name) VALUES ('last')");
        }

        var position = postgres.fence(production.settings, RUN);
        postgres.drain(follower, position, LIMIT);
        postgres.promote(follower, LIMIT);
        postgres.promote(follower, LIMIT);

        assertThat(prints(follower)).isEqualTo(prints(production.shop()));
        assertThat(postgres.sequences(follower).get("public.item_id_seq"))
                .isGreaterThanOrEqualTo(
                        postgres.sequences(production.shop()).get("public.item_id_seq"));
    }

    @Test
    void whoeverReadOnTheFollowerDoesNotWriteToItOnceItIsPromoted() throws Exception {
        var follower = follow();
        try (var early = production.asShop(follower)) {
            early.createStatement().execute("SELECT 1");

            postgres.drain(follower, postgres.fence(production.settings, RUN), LIMIT);
            postgres.promote(follower, LIMIT);

            assertThatThrownBy(() ->
                            early.createStatement()
                                    .execute("INSERT INTO item (name) VALUES ('early')"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aServerThatMovesToAnotherPortStaysShutAndLeavesTheOld() throws Exception {
        var follower = follow();
        var from = new Place(production.place("follower").directory(), follower.port());
        postgres.drain(follower, postgres.fence(production.settings, RUN), LIMIT);
        postgres.promote(follower, LIMIT);
        var to = new Place(from.directory(), production.place("elsewhere").port());

        postgres.move(from, to);
        postgres.move(from, to);

        var moved = postgres.endpoint(production.settings, to);
        assertThat(postgres.fenced(moved, RUN)).isTrue();
        assertThat(prints(moved)).isEqualTo(prints(production.shop()));
        assertThatThrownBy(() -> production.asShop(follower)).isInstanceOf(SQLException.class);
        postgres.remove(to);
    }

    @Test
    void theFenceEndsOpenSessionsAndKeepsNewOnesOutUntilItIsOpened() throws Exception {
        try (var session = production.asShop(production.shop())) {
            postgres.fence(production.settings, RUN);

            assertThatThrownBy(() ->
                            session.createStatement()
                                    .execute("INSERT INTO item (name) VALUES ('stray')"))
                    .isInstanceOf(SQLException.class);
        }
        assertThatThrownBy(() -> production.asShop(production.shop()))
                .hasMessageContaining("not permitted to log in");
        assertThat(postgres.fenced(production.shop(), RUN)).isTrue();

        assertThat(postgres.open(production.shop(), RUN)).containsExactly("shop");
        assertThat(postgres.open(production.shop(), RUN)).isEmpty();
        production.asShop(production.shop()).close();
    }

    @Test
    void theFenceEndsWhoeverCallsHimselfBelayAndSparesASessionOfItsOwn() throws Exception {
        try (var moment = postgres.hold(production.shop());
                var session = production.asShop(production.shop())) {
            session.setClientInfo("ApplicationName", "belay:" + RUN + ":1");

            postgres.fence(production.settings, RUN);

            assertThatThrownBy(() ->
                            session.createStatement()
                                    .execute("INSERT INTO item (name) VALUES ('stray')"))
                    .isInstanceOf(SQLException.class);
            assertThat(prints(production.shop(), List.of(moment)))
                    .isEqualTo(prints(production.shop()));
        }
    }

    @Test
    void aFollowerHasWhatTheFenceFoundWithoutWaitingForTheLogWriter() throws Exception {
        production.sql("ALTER SYSTEM SET wal_writer_delay = '10s'");
        production.sql("SELECT pg_reload_conf()");
        var follower = follow();
        production.sql(
                "SET synchronous_commit = off; INSERT INTO item (name) VALUES ('not flushed')");

        var position = postgres.fence(production.settings, RUN);

        postgres.drain(follower, position, Duration.ofSeconds(5));
        postgres.promote(follower, LIMIT);
        assertThat(prints(follower)).isEqualTo(prints(production.shop()));
    }

    @Test
    void aCopyByRowsThatIsInterruptedEndsAtOnceAlsoOnTheServer() throws Exception {
        Assumptions.assumeFalse(
                Clients.INSTALLED.find(15).isEmpty(), "SKIPPED: no pg_dump of release 15 here");
        production.sql(
                """
                CREATE FUNCTION taken(text) RETURNS bool LANGUAGE plpgsql AS 'BEGIN RETURN true; END';
                CREATE TABLE slow (name text CHECK (taken(name)));
                INSERT INTO slow VALUES ('one');
                CREATE OR REPLACE FUNCTION taken(text) RETURNS bool LANGUAGE plpgsql
                  AS 'BEGIN PERFORM pg_sleep(60); RETURN true; END';
                """);
        var copying =
                Thread.ofVirtual()
                        .start(() ->
                                assertThatThrownBy(() ->
                                                postgres.copyRows(
                                                        production.shop(),
                                                        "shop_new",
                                                        Meter.SILENT))
                                        .isInstanceOfAny(InterruptedException.class, Fault.class));
        var atWork =
                "FROM pg_stat_activity WHERE datname = 'shop_new_half' AND wait_event = 'PgSleep'";
        production.until("SELECT count(*) = 1 " + atWork);

        copying.interrupt();

        assertThat(copying.join(Duration.ofSeconds(5))).isTrue();
        production.until("SELECT count(*) = 0 " + atWork);
    }

    @Test
    void theFenceIsInheritedByTheFollowerAndOpenedThereAlone() throws Exception {
        var follower = follow();
        postgres.drain(follower, postgres.fence(production.settings, RUN), LIMIT);
        postgres.promote(follower, LIMIT);

        assertThat(postgres.fenced(follower, RUN)).isTrue();
        postgres.open(follower, RUN);

        production.asShop(follower).close();
        assertThatThrownBy(() -> production.asShop(production.shop()))
                .hasMessageContaining("not permitted to log in");
    }

    @Test
    void aRoleThatWasShutBeforeStaysShut() throws Exception {
        production.sql("CREATE ROLE asleep NOLOGIN");

        postgres.fence(production.settings, RUN);

        assertThat(postgres.open(production.shop(), RUN)).containsExactly("shop");
    }

    @Test
    void anotherRunDoesNotOpenTheFence() throws Exception {
        postgres.fence(production.settings, RUN);

        assertThat(postgres.open(production.shop(), "20261121-0903-zzzz")).isEmpty();
        assertThat(postgres.fenced(production.shop(), RUN)).isTrue();
    }

    @Test
    void aWriteThatLeaksThroughTheFenceIsCounted() throws Exception {
        postgres.fence(production.settings, RUN);
        long then = postgres.rowChanges(production.shop());

        production.sql("INSERT INTO item (name) VALUES ('by a superuser job')");

        // A session hands its counts in when it ends, a moment after its client has gone.
        long end = System.nanoTime() + LIMIT.toNanos();
        while (postgres.rowChanges(production.shop()) == then && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(postgres.rowChanges(production.shop())).isEqualTo(then + 1);
    }

    @Test
    void aScriptRunsOnceForEachMarkAndIsTakenBackWholeWhenItFails() throws Exception {
        var insert = "INSERT INTO item (name) VALUES ('by script')";
        postgres.run(production.shop(), "hop-1", "1.sql", insert);
        postgres.run(production.shop(), "hop-1", "1.sql", insert);

        assertThatThrownBy(() ->
                        postgres.run(
                                production.shop(),
                                "hop-2",
                                "2.sql",
                                insert + ";\nSELECT nothing FROM nowhere"))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("2.sql:2")
                .hasMessageContaining("nowhere");

        assertThat(
                        postgres.ask(
                                production.shop(),
                                "SELECT count(*) FROM item WHERE name = 'by script'"))
                .isEqualTo("1");
        postgres.unmark(production.shop());
    }

    @Test
    void whatWasNeutralisedIsMarkedUntilTheMarkIsRemoved() throws Exception {
        assertThat(postgres.neutralised(production.shop())).isFalse();

        postgres.markNeutralised(production.shop(), "20261121-0903-k7q2");
        postgres.markNeutralised(production.shop(), "20261121-0903-k7q2");
        assertThat(postgres.neutralised(production.shop())).isTrue();

        postgres.unmark(production.shop());
        assertThat(postgres.neutralised(production.shop())).isFalse();
    }

    @Test
    void aQuestionCannotWrite() {
        assertThatThrownBy(() -> postgres.ask(production.shop(), "DELETE FROM item RETURNING id"))
                .hasMessageContaining("read-only");
    }

    /// Two gigabytes of it would not fit into this process.
    @Test
    void anAnswerThatIsTooLongIsRefusedBeforeItIsFetched() {
        assertThatThrownBy(() ->
                        postgres.ask(
                                production.shop(),
                                "SELECT repeat('x', 1000) FROM generate_series(1, 2000000)"))
                .hasMessageContaining("QUESTION:TOO_LONG");
    }

    @Test
    void aHeldMomentIsReadAsItWas() throws Exception {
        var before = prints(production.shop());
        try (var moment = postgres.hold(production.shop())) {
            production.sql("DELETE FROM item WHERE id % 2 = 0; UPDATE part SET name = 'other'");

            assertThat(prints(production.shop(), List.of(moment))).isEqualTo(before);
            assertThat(prints(production.shop())).isNotEqualTo(before);
        }
    }

    @Test
    void everyKindOfChangeIsCountedAlsoOneThatLeavesNoRow() throws Exception {
        production.sql("CREATE SEQUENCE ticket; CREATE TABLE gone (id int)");
        assertThat(changes("SELECT count(*) FROM item")).isEqualTo(counted(0, 0, 0, 0, 0));

        assertThat(changes("INSERT INTO item (id, name) VALUES (9001, 'a'), (9002, 'b')"))
                .isEqualTo(counted(2, 0, 0, 0, 0));
        assertThat(changes("UPDATE item SET name = 'c' WHERE id = 9001"))
                .isEqualTo(counted(0, 1, 0, 0, 0));
        assertThat(changes("DELETE FROM item WHERE id > 9000")).isEqualTo(counted(0, 0, 2, 0, 0));
        assertThat(changes("SELECT nextval('ticket'), nextval('ticket')"))
                .isEqualTo(counted(0, 0, 0, 0, 2));
        assertThat(((Changes.Counted) changes("SELECT lo_from_bytea(0, 'x')")).largeObjects())
                .isPositive();
        for (var ddl :
                List.of(
                        "DROP TABLE gone",
                        "TRUNCATE part_2",
                        "ALTER TABLE item ALTER name SET DEFAULT 'none'",
                        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'")) {
            assertThat(((Changes.Counted) changes(ddl)).definitions()).as(ddl).isPositive();
        }
        production.sql("VACUUM ANALYZE");
        assertThat(changes("ANALYZE")).isEqualTo(counted(0, 0, 0, 0, 0));
    }

    private Changes changes(String statement) throws Exception {
        var mark = postgres.mark(production.shop());
        production.sql(statement);
        production.until(
                "SELECT count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname = 'shop' AND application_name !~ '^belay:'");
        return postgres.changesSince(production.shop(), mark);
    }

    private static Changes counted(
            long inserted, long updated, long deleted, long objects, long sequences) {
        return new Changes.Counted(inserted, updated, deleted, 0, objects, sequences);
    }

    @Test
    void changesAreUnknownOnceTheCountersWereReset() throws Exception {
        var mark = postgres.mark(production.shop());
        production.sql("INSERT INTO item (name) VALUES ('written, then forgotten')");

        production.sql("SELECT pg_stat_reset()");

        assertThat(postgres.changesSince(production.shop(), mark))
                .isInstanceOf(Changes.Unknown.class);
    }

    @Test
    void theAgeOfARowIsToldAlsoBehindTwoThousandMillionTransactions() throws Exception {
        long boundary = (3L << 32) + 1_000;
        var older = Writes.olderThan(boundary, boundary + 500);

        var told =
                postgres.ask(
                        production.shop(),
                        "SELECT string_agg(("
                                + older
                                + ")::text, ' ' ORDER BY n) FROM (VALUES (1, '2'::xid), (2, '999'), (3, '1000'),"
                                + " (4, '1499'), (5, '1500'), (6, '2147485000'), (7, '4294967295')) r (n, xmin)");

        assertThat(told).isEqualTo("true true false false true true true");
    }

    @Test
    void rowsOfLaterTransactionsAreLeftOut() throws Exception {
        var before = prints(production.shop());
        long boundary;
        try (var moment = postgres.hold(production.shop())) {
            boundary = moment.boundary();
        }
        production.sql("INSERT INTO item (name) VALUES ('one'), ('two')");
        production.sql("INSERT INTO part VALUES (1, 'three')");

        assertThat(
                        postgres.fingerprints(
                                production.shop(),
                                List.of(),
                                readings(production.shop()).stream()
                                        .map(r ->
                                                new Reading(
                                                        r.table(), r.columns(), Map.of(), boundary))
                                        .toList(),
                                Meter.SILENT))
                .isEqualTo(before);
    }

    @Test
    void oneValueInOneRowChangesThePrintAndTheOrderOfRowsDoesNot() throws Exception {
        var before = prints(production.shop());
        production.sql(
                "CREATE TABLE again AS SELECT * FROM item; TRUNCATE item; INSERT INTO item SELECT * FROM again ORDER BY id DESC; DROP TABLE again");
        assertThat(prints(production.shop())).isEqualTo(before);

        production.sql("UPDATE item SET name = 'Item 77' WHERE id = 77");

        assertThat(prints(production.shop())).isNotEqualTo(before);
    }

    @Test
    void aTemplateCopyTakesProductionsNameAndGivesItBack() throws Exception {
        postgres.fenceDatabase(production.settings, false);
        postgres.copyTemplate(production.shop(), "shop_new");
        production.sql(
                production.shop().database("shop_new"), "INSERT INTO item (name) VALUES ('new')");

        postgres.rename(production.shop(), "shop_new", "shop_old");
        postgres.openDatabase(production.settings, "shop");
        assertThat(postgres.ask(production.shop(), "SELECT count(*) FROM item WHERE name = 'new'"))
                .isEqualTo("1");

        postgres.renameBack(production.shop(), "shop_new", "shop_old");
        postgres.openDatabase(production.settings, "shop");
        assertThat(postgres.ask(production.shop(), "SELECT count(*) FROM item WHERE name = 'new'"))
                .isEqualTo("0");
    }

    @Test
    void aCopyByRowsHoldsTheSameAsProductionWhichIsFencedMeanwhile() throws Exception {
        Assumptions.assumeFalse(
                Clients.INSTALLED.find(15).isEmpty(), "SKIPPED: no pg_dump of release 15 here");
        production.sql("ALTER DATABASE shop CONNECTION LIMIT 17");
        postgres.fenceDatabase(production.settings, true);
        assertThatThrownBy(() -> production.asShop(production.shop()))
                .hasMessageContaining("too many connections");

        var copy = postgres.copyRows(production.shop(), "shop_new", Meter.SILENT);

        assertThat(prints(copy)).isEqualTo(prints(production.shop()));
        assertThat(postgres.sequences(copy)).isEqualTo(postgres.sequences(production.shop()));
        postgres.openDatabase(production.settings, "shop");
        production.asShop(production.shop()).close();
        assertThat(
                        postgres.ask(
                                production.shop(),
                                "SELECT datconnlimit FROM pg_database WHERE datname = 'shop'"))
                .isEqualTo("17");
    }

    @Test
    void anOlderWorkersSessionsAreEndedByItsSuccessor() throws Exception {
        var old = postgres.under(RUN, 1);
        try (var moment = old.hold(production.shop())) {
            assertThat(moment.boundary()).isPositive();

            postgres.under(RUN, 2).ask(production.shop(), "SELECT 1");

            assertThat(
                            postgres.ask(
                                    production.shop(),
                                    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'belay:"
                                            + RUN
                                            + ":1'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void whatStandsInTheWayOfARouteIsSaidInWords() throws Exception {
        assertThat(postgres.survey(production.settings).offers().getFirst().possible()).isTrue();
        production.sql("CREATE DATABASE neighbour");

        assertThat(postgres.survey(production.settings).offers().getFirst().hindrances())
                .singleElement()
                .asString()
                .contains("neighbour");
        production.sql("DROP DATABASE neighbour");
    }

    @Test
    void aWrongPasswordIsForAPersonAndAServerThatIsDownMayComeBack() throws Exception {
        var wrong = Files.writeString(production.directory().resolve("wrong"), "wrong");
        var endpoint =
                new Endpoint(
                        "127.0.0.1", production.shop().port(), "shop", "belay", wrong.toString());

        assertThatThrownBy(() -> postgres.ask(endpoint, "SELECT 1"))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("password authentication failed")
                .hasMessageContaining("pg_hba.conf");
        assertThatThrownBy(() ->
                        postgres.ask(
                                new Endpoint("127.0.0.1", 1, "shop", "belay", wrong.toString()),
                                "SELECT 1"))
                .isInstanceOf(Fault.Transient.class);
    }

    @Test
    void anOrphanThatBreaksAScriptIsToldAsTheDatasFault() throws Exception {
        production.sql(
                "CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (parent int); INSERT INTO child VALUES (7)");

        assertThatThrownBy(() ->
                        postgres.run(
                                production.shop(),
                                "m",
                                "hops/2.sql",
                                "SELECT 1;\nALTER TABLE child ADD CONSTRAINT of_parent FOREIGN KEY (parent) REFERENCES parent;"))
                .hasMessageContaining("SCRIPT:DATA")
                .hasMessageContaining("table child, constraint of_parent")
                .hasMessageContaining("(parent)=(7)")
                .hasMessageContaining("hops/2.sql:2")
                .hasMessageContaining("in production as well");
    }

    @Test
    void valuesThatChangedTheirRowsAreFound() throws Exception {
        production.sql(
                "CREATE TABLE pair (a int, b int, c text); INSERT INTO pair VALUES (1, 2, 'x'), (3, 4, 'y')");
        var before = prints(production.shop());

        production.sql("UPDATE pair SET b = 6 - b");

        assertThat(prints(production.shop())).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n numeric DEFAULT 1.0|1.00",
                "n float8 DEFAULT 0|'-0'::float8",
                "n jsonb DEFAULT '{\"a\": 1.0}'|'{\"a\": 1.00}'",
                "n int[] DEFAULT '{1,2}'|'{{1,2}}'::int[]",
                "n interval DEFAULT '1 day'|'24 hours'",
                "n text DEFAULT ''|NULL"
            })
    void valuesThatATypeCallsEqualAreNotTheSame(String columnAndValue) throws Exception {
        var parts = columnAndValue.split("\\|", 2);
        production.sql(
                "CREATE TABLE one (id int, " + parts[0] + "); INSERT INTO one (id) VALUES (1)");
        var before = prints(production.shop());

        production.sql("UPDATE one SET n = " + parts[1]);

        assertThat(prints(production.shop())).isNotEqualTo(before);
    }

    @Test
    void thousandsOfTablesAreRead() throws Exception {
        production.sql(
                "DO $$ BEGIN FOR i IN 1..3000 LOOP"
                        + " EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, name text)', i);"
                        + " IF i <= 1000 THEN EXECUTE format('INSERT INTO t%s VALUES (1, ''a'')', i); END IF;"
                        + " END LOOP; END $$");
        var readings = readings(production.shop());

        var prints = postgres.fingerprints(production.shop(), List.of(), readings, Meter.SILENT);

        assertThat(prints).hasSameSizeAs(readings);
        assertThat(prints.stream().filter(print -> print.rows() == 1).count())
                .isGreaterThanOrEqualTo(1000);
    }

    @Test
    void whatThereIsNoTimeForIsNotTold() throws Exception {
        var readings = readings(production.shop());

        assertThat(
                        postgres.fingerprints(
                                production.shop(),
                                List.of(),
                                readings,
                                new Bound(Duration.ofNanos(1), Long.MAX_VALUE),
                                Meter.SILENT))
                .extracting(Fingerprint::rows)
                .allMatch(rows -> rows == 0);
    }

    @Test
    void rowsThatDifferAreToldByTheirKeysAndColumns() throws Exception {
        production.sql(
                "CREATE TABLE account (login text, realm int, token text, mail text, PRIMARY KEY (login, realm));"
                        + " INSERT INTO account SELECT 'u' || g, g % 3, md5(g::text), 'm' || g FROM generate_series(1, 60000) g;"
                        + " CREATE TABLE account_after (LIKE account INCLUDING ALL);"
                        + " INSERT INTO account_after SELECT * FROM account");
        production.sql(
                "DELETE FROM account_after WHERE login IN ('u7', 'u8', 'u9', 'u10');"
                        + " UPDATE account_after SET mail = 'other' WHERE login IN ('u11', 'u12');"
                        + " INSERT INTO account_after VALUES ('new', 1, '', '')");

        var rows = differences("account", "account_after", "login", "realm", "token", "mail");

        assertThat(rows)
                .hasToString(
                        ": 4 gone, e.g. (login=u10, realm=1), (login=u7, realm=1), (login=u8, realm=2);"
                                + " 1 new, e.g. (login=new, realm=1); 2 changed, e.g. (login=u11, realm=2),"
                                + " (login=u12, realm=0); in mail (2)");
    }

    @Test
    void aKeyThatIsNamedLikeASecretIsNotTold() throws Exception {
        production.sql(
                "CREATE TABLE grant_of (access_token text PRIMARY KEY, uses int); INSERT INTO grant_of VALUES ('hush', 1);"
                        + " CREATE TABLE grant_after (LIKE grant_of INCLUDING ALL)");

        var rows = differences("grant_of", "grant_after", "access_token", "uses");

        assertThat(rows.toString()).contains("1 gone").doesNotContain("hush");
    }

    @Test
    void ofATableWithoutAKeyTheColumnsAreTold() throws Exception {
        production.sql(
                "CREATE TABLE visit (page text, at int); INSERT INTO visit VALUES ('a', 1), ('b', 2);"
                        + " CREATE TABLE visit_after AS SELECT page, at + 1 AS at FROM visit");

        assertThat(differences("visit", "visit_after", "page", "at")).hasToString(": in at");
    }

    private Difference.Rows differences(String before, String after, String... columns)
            throws Exception {
        var names = List.of(columns);
        return postgres.differences(
                production.shop(),
                new Reading(new TableName("public", before), names),
                production.shop(),
                List.of(),
                new Reading(new TableName("public", after), names),
                Duration.ofMinutes(1));
    }

    @Test
    void valuesAreTheSameInAWiderType() throws Exception {
        production.sql(
                "CREATE TABLE narrow (id int PRIMARY KEY, small smallint, price numeric(8,2), code char(5), name varchar(20), at timestamp(3), ratio real, many int[]);"
                        + " INSERT INTO narrow SELECT g, g % 100, g / 7.0, 'c' || g % 10, 'n' || g, '2026-01-01'::timestamp + g * interval '1.5 ms', g / 3.0, ARRAY[g, NULL] FROM generate_series(1, 500) g;"
                        + " INSERT INTO narrow (id, price, ratio) VALUES (0, 'NaN', 'Infinity');"
                        + " CREATE TABLE wide AS SELECT * FROM narrow;"
                        + " ALTER TABLE wide ALTER id TYPE bigint, ALTER small TYPE numeric(9,3), ALTER price TYPE numeric(12,4),"
                        + " ALTER code TYPE text, ALTER name TYPE varchar, ALTER at TYPE timestamp, ALTER ratio TYPE double precision, ALTER many TYPE bigint[]");

        assertThat(widened("narrow")).isEqualTo(widened("wide"));
        assertThat(
                        postgres.missing(
                                production.shop(),
                                wider("narrow"),
                                production.shop(),
                                List.of(),
                                wider("wide"),
                                Duration.ofMinutes(1)))
                .hasValue(0);

        production.sql("UPDATE wide SET price = price + 0.0001 WHERE id = 77");

        assertThat(widened("narrow")).isNotEqualTo(widened("wide"));
        assertThat(
                        postgres.differences(
                                production.shop(),
                                wider("narrow"),
                                production.shop(),
                                List.of(),
                                wider("wide"),
                                Duration.ofMinutes(1)))
                .hasToString(": 1 changed, e.g. id=77; in price (1)");
    }

    private String widened(String table) throws Exception {
        return postgres.fingerprints(
                        production.shop(), List.of(), List.of(wider(table)), Meter.SILENT)
                .getFirst()
                .checksum();
    }

    private static Reading wider(String table) {
        var types =
                Map.of(
                        "id", "bigint",
                        "small", "numeric(9,3)",
                        "price", "numeric(12,4)",
                        "code", "text",
                        "name", "character varying",
                        "at", "timestamp without time zone",
                        "ratio", "double precision",
                        "many", "bigint[]");
        return new Reading(
                new TableName("public", table),
                types.keySet().stream().sorted().toList(),
                types,
                0);
    }

    @Test
    void oldRowsAreFoundAmongNewOnesWithoutAKey() throws Exception {
        production.sql(
                "CREATE TABLE log (at int, line text);"
                        + " INSERT INTO log SELECT g, 'line ' || g FROM generate_series(1, 90000) g;"
                        + " INSERT INTO log VALUES (1, 'twice'), (1, 'twice'), (2, NULL);"
                        + " CREATE TABLE log_after AS SELECT * FROM log ORDER BY line;"
                        + " INSERT INTO log_after SELECT g, 'new ' || g FROM generate_series(1, 30000) g");

        assertThat(missing("log", "log_after", "at", "line")).hasValue(0);
        assertThat(missing("log_after", "log", "at", "line")).hasValue(30_000);

        production.sql(
                "UPDATE log_after SET line = 'another' WHERE at = 77 AND line LIKE 'line%';"
                        + " DELETE FROM log_after WHERE at BETWEEN 80001 AND 80010;"
                        + " DELETE FROM log_after WHERE ctid = (SELECT min(ctid) FROM log_after WHERE line = 'twice');"
                        + " UPDATE log_after SET line = '' WHERE line IS NULL");

        assertThat(missing("log", "log_after", "at", "line")).hasValue(13);
        assertThat(missing("log", "log_after", "at")).hasValue(10);
    }

    @Test
    void oldRowsAreFoundInPartitionsAndInTablesWithoutRows() throws Exception {
        production.sql(
                "CREATE TABLE split (id int, day int) PARTITION BY RANGE (day);"
                        + " CREATE TABLE split_1 PARTITION OF split FOR VALUES FROM (0) TO (10);"
                        + " CREATE TABLE split_2 PARTITION OF split FOR VALUES FROM (10) TO (20);"
                        + " INSERT INTO split SELECT g, g % 20 FROM generate_series(1, 100) g;"
                        + " CREATE TABLE whole AS SELECT * FROM split WHERE day <> 7;"
                        + " CREATE TABLE none (LIKE split)");

        assertThat(missing("split", "whole", "id", "day")).hasValue(5);
        assertThat(missing("none", "split", "id", "day")).hasValue(0);
        assertThat(missing("split", "none", "id", "day")).hasValue(100);
    }

    @Test
    void oldRowsForWhichThereIsNoTimeAreNotSaidToBeThere() throws Exception {
        production.sql(
                "CREATE TABLE much AS SELECT g FROM generate_series(1, 3000000) g;"
                        + " CREATE TABLE more AS SELECT g FROM generate_series(0, 3000000) g");

        assertThat(missing("much", "more", Duration.ofMillis(20), "g")).isEmpty();
    }

    private OptionalLong missing(String before, String after, String... columns) throws Exception {
        return missing(before, after, Duration.ofMinutes(1), columns);
    }

    private OptionalLong missing(String before, String after, Duration limit, String... columns)
            throws Exception {
        return postgres.missing(
                production.shop(),
                new Reading(new TableName("public", before), List.of(columns)),
                production.shop(),
                List.of(),
                new Reading(new TableName("public", after), List.of(columns)),
                limit);
    }

    @Test
    void whoeverWritesToATableMovesItsMark() throws Exception {
        production.sql("CREATE TABLE quiet (id int); CREATE TABLE busy (id int)");
        production.sql("INSERT INTO busy VALUES (1)");
        var then = postgres.writeMarks(production.shop());

        for (var write : List.of("DELETE FROM busy", "TRUNCATE busy")) {
            var was = postgres.writeMarks(production.shop());
            production.sql(write);
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (Objects.equals(
                    postgres.writeMarks(production.shop()).get(BUSY), was.get(BUSY))) {
                assertThat(System.nanoTime()).as(write).isLessThan(end);
            }
        }

        assertThat(postgres.writeMarks(production.shop()).get(QUIET)).isEqualTo(then.get(QUIET));
    }

    private static final TableName BUSY = new TableName("public", "busy");
    private static final TableName QUIET = new TableName("public", "quiet");

    private Endpoint follow() throws Exception {
        return postgres.follow(
                production.settings, "belay_test", production.place("follower"), Meter.SILENT);
    }

    private List<Fingerprint> prints(Endpoint database) throws Exception {
        return prints(database, List.of());
    }

    private List<Fingerprint> prints(Endpoint database, List<Snapshot> at) throws Exception {
        return postgres.fingerprints(database, at, readings(database), Meter.SILENT);
    }

    private List<Reading> readings(Endpoint database) throws Fault {
        return postgres.shapes(database).stream()
                .map(shape ->
                        new Reading(
                                shape.table(),
                                shape.columns().stream().map(TableShape.Column::name).toList()))
                .toList();
    }
}
