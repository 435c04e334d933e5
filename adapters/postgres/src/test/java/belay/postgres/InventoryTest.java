package belay.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Carriage;
import belay.outside.Carriage.Fate;
import belay.outside.Databases.Offer;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.system.ProductSystem.Route;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InventoryTest {

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
    void aPlainServerHasNothingBesidesItsRows() throws Exception {
        assertThat(postgres.survey(production.settings).offers())
                .allSatisfy(offer -> assertThat(offer.carriages()).isEmpty());
    }

    @Test
    void whatComesAlongWhatIsSeenToAndWhatStaysBehindIsToldOfEachRoute() throws Exception {
        production.restartWith(
                "wal_level = logical",
                "archive_mode = on",
                "archive_command = 'true'",
                "synchronous_standby_names = ''");
        production.sql(
                """
                CREATE UNLOGGED TABLE queue (id int);
                SELECT lo_create(0);
                SELECT pg_create_physical_replication_slot('standby_1');
                SELECT pg_create_physical_replication_slot('belay_of_a_run');
                CREATE SUBSCRIPTION news CONNECTION 'dbname=nowhere' PUBLICATION news
                  WITH (connect = false, slot_name = 'other');
                """);
        production.sql("SELECT pg_create_logical_replication_slot('debezium', 'pgoutput')");

        var physical = carriages(Route.PHYSICAL);
        assertThat(things(physical, Fate.Carried.class)).containsExactly("large objects");
        assertThat(things(physical, Fate.Handled.class))
                .containsExactly(
                        "unlogged table public.queue (0 KiB)", "subscription news", "WAL archive");
        assertThat(things(physical, Fate.LeftBehind.class))
                .containsExactly("replication slot standby_1", "replication slot debezium");
        assertThat(things(carriages(Route.TEMPLATE), Fate.LeftBehind.class))
                .containsExactly("subscription news", "replication slot debezium");
        assertThat(things(carriages(Route.LOGICAL), Fate.Carried.class)).contains("large objects");
        production.sql("SELECT pg_drop_replication_slot('debezium')");
    }

    @Test
    void aTablespaceClosesTheWayToABackupByItsName() throws Exception {
        var space = Files.createDirectory(production.directory().resolve("space"));
        Owner.of(production.directory().resolve("production")).own(space);
        production.sql("CREATE TABLESPACE fast LOCATION '" + space + "'");

        var survey = postgres.survey(production.settings);

        assertThat(survey.noBackup()).anyMatch(why -> why.contains("tablespace fast"));
        assertThat(offer(Route.PHYSICAL).hindrances())
                .anyMatch(why -> why.contains("tablespace fast"));
        assertThatThrownBy(() ->
                        postgres.takeBackup(
                                production.settings,
                                production.directory().resolve("backup"),
                                Meter.SILENT))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("BACKUP:NOT_POSSIBLE")
                .hasMessageContaining("tablespace fast");
    }

    @Test
    void theFilesOfAnotherServerAtTheSamePathAreNotTakenForItsOwn() throws Exception {
        var other = new Production();
        try {
            var own = production.directory().resolve("production/data");
            try (var session = new Connections().open(other.shop())) {
                assertThat(ControlFile.isOf(session, own)).isFalse();
            }
            try (var session = new Connections().open(production.shop())) {
                assertThat(ControlFile.isOf(session, own)).isTrue();
            }
        } finally {
            other.close();
        }
    }

    private List<Carriage> carriages(Route route) throws Fault {
        return offer(route).carriages();
    }

    private Offer offer(Route route) throws Fault {
        return postgres.survey(production.settings).offers().stream()
                .filter(offer -> offer.route() == route)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> things(List<Carriage> carriages, Class<? extends Fate> fate) {
        return carriages.stream()
                .filter(carriage -> fate.isInstance(carriage.fate()))
                .map(Carriage::thing)
                .toList();
    }
}
