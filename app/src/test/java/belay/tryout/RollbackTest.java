package belay.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import belay.api.Belay.Consent;
import belay.api.Loss;
import belay.outside.Databases;
import belay.outside.Databases.Place;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.plan.Plan;
import belay.plan.Planner;
import belay.plan.Proposal;
import belay.plan.Wish;
import belay.problem.Answer;
import belay.problem.Answer.Given;
import belay.problem.Answer.Refused;
import belay.problem.Problem;
import belay.release.Pack;
import belay.release.Packs;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.system.ProductSystem;
import belay.system.SystemFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A rollback leads from what production is now to what it was before, and loses nothing that it
/// has not told.
class RollbackTest {

    private static final String RELEASE =
            "SELECT release FROM shop_version ORDER BY installed DESC LIMIT 1";

    private Rig rig;

    @BeforeEach
    void setUp() throws Exception {
        rig = new Rig().withoutBackups();
        rig.shop.stopWriters();
    }

    @AfterEach
    void tearDown() throws Exception {
        rig.close();
    }

    @Test
    void onlyTheNewestUpgradeThatStandsIsRolledBackAndLaterEditsStay() throws Exception {
        var first = carry(rig.order(Purpose.PRODUCTION, plan("1.4", "2.0"), List.of())).id();
        var second = carry(rig.order(Purpose.PRODUCTION, plan("2.0", "2.3"), List.of())).id();
        sql(
                "INSERT INTO orders (customer, total, writer, serial) SELECT 1, 1, 0, 1000000 + g FROM generate_series(1, 50) g");
        Files.writeString(rig.shop.system(), "\n# by hand\n", StandardOpenOption.APPEND);

        var refused = refused(rig.belay().rollback(first, Consent.GIVEN));

        assertThat(refused.code()).isEqualTo("ROLLBACK:NOT_STANDING");
        assertThat(refused.toString()).contains(second.text());
        assertThat(ask(RELEASE)).isEqualTo("2.3");
        assertThat(refused(rig.belay().rollback(second, Consent.NOT_GIVEN)).value())
                .contains("100 rows inserted"); // the shop's audit notes each order

        back(second, Consent.GIVEN);
        assertThat(ask(RELEASE)).isEqualTo("2.0");
        assertThat(refused(rig.belay().rollback(second, Consent.GIVEN)).code())
                .isEqualTo("ROLLBACK:NOT_STANDING");

        back(first, Consent.NOT_GIVEN);
        assertThat(ask(RELEASE)).isEqualTo("1.4");
        assertThat(rig.shop.system()).content().contains("# by hand");
    }

    @Test
    void anUpgradeThatFailedAfterItsOpeningIsRolledBackFromThereAndADeletedRowIsTold()
            throws Exception {
        var id = rig.order(Purpose.PRODUCTION, rig.plan, List.of());
        rig.carryOut(id, rig.store.journal(), withoutProof(rig.postgres), rig.host);
        assertThat(rig.run(id).state()).isEqualTo(RunState.FAILED);
        assertThat(ask("SELECT count(*) FROM pg_namespace WHERE nspname = 'belay_marks'"))
                .isEqualTo("0");
        assertThat(given(rig.belay().lossOfRollback(id)).nothing()).isTrue();

        sql(
                "DELETE FROM order_line WHERE order_id = (SELECT min(order_id) FROM order_line) AND line = 1");
        assertThat(refused(rig.belay().rollback(id, Consent.NOT_GIVEN)).code())
                .isEqualTo(Loss.NOT_ACCEPTED);
        assertThat(given(rig.belay().lossOfRollback(id)).words()).isEqualTo("1 row deleted");

        back(id, Consent.GIVEN);
        assertThat(ask(RELEASE)).isEqualTo("1.4");
        assertThat(ask("SELECT count(*) FROM pg_replication_slots")).isEqualTo("0");
        assertThat(rig.run(id).state()).isEqualTo(RunState.ABANDONED);
    }

    @Test
    void aNewSideThatIsDownIsLedBackFromWhereTheLossIsAccepted() throws Exception {
        var id = carry(rig.order(Purpose.PRODUCTION, rig.plan, List.of())).id();
        int port = production().port();
        var server = rig.postgres.serverAt(rig.home().resolve("servers"), port).orElseThrow();
        rig.postgres.stop(new Place(server, port));

        var refused = refused(rig.belay().rollback(id, Consent.NOT_GIVEN));
        back(id, Consent.GIVEN);

        assertThat(refused.toString())
                .contains(Loss.NOT_ACCEPTED, "an unknown number of changes", "nothing listens at");
        assertThat(ask(RELEASE)).isEqualTo("1.4");
    }

    @Test
    void aKeyThatSomebodyHasLedElsewhereSinceStopsARollbackBeforeClientsNoticeIt()
            throws Exception {
        var id = carry(rig.order(Purpose.PRODUCTION, rig.plan, List.of())).id();
        var system = Files.readString(rig.shop.system());
        var port = production().port();
        Files.writeString(
                rig.shop.system(),
                system.replace(Integer.toString(port), Integer.toString(rig.host.freePort())));

        assertThat(refused(rig.belay().rollback(id, Consent.GIVEN)).code())
                .isEqualTo("ROLLBACK:ELSEWHERE");

        Files.writeString(rig.shop.system(), system);
        assertThat(ask(RELEASE)).isEqualTo("2.3");
    }

    private void back(RunId upgrade, Consent consent) throws Exception {
        var run = carry(given(rig.belay().rollback(upgrade, consent)).id());
        assertThat(run.state()).isEqualTo(RunState.DONE);
    }

    private Run carry(RunId run) throws Exception {
        rig.carryOut(run, rig.store.journal(), rig.postgres, rig.host);
        return rig.run(run);
    }

    private Plan plan(String from, String to) {
        var pack = ((Given<Pack>) Packs.read(Path.of("../packs/shop"))).value();
        return ((Proposal.Planned) Planner.plan(pack, system(), Wish.to(from, to))).plan();
    }

    private ProductSystem system() {
        return ((Given<ProductSystem>) SystemFile.read(rig.shop.system())).value();
    }

    private Endpoint production() {
        return rig.postgres.endpoint(system().database());
    }

    private String ask(String question) throws Fault {
        return rig.postgres.ask(production(), question);
    }

    private void sql(String statement) throws Exception {
        var database = production();
        try (var connection =
                        DriverManager.getConnection(
                                "jdbc:postgresql://127.0.0.1:"
                                        + database.port()
                                        + "/"
                                        + database.database(),
                                database.user(),
                                Files.readString(Path.of(database.passwordFile())).strip());
                var session = connection.createStatement()) {
            session.execute(statement);
        }
        // A session hands in what it counted when it has gone.
        long end = System.nanoTime() + 20_000_000_000L;
        while (!ask("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'PostgreSQL JDBC Driver'")
                        .equals("0")
                && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    /// Databases of which the moment before the first client cannot be read.
    private static Databases withoutProof(Databases real) {
        return (Databases)
                Proxy.newProxyInstance(
                        Databases.class.getClassLoader(),
                        new Class<?>[] {Databases.class},
                        (proxy, method, arguments) -> {
                            boolean ofTheHeldMoment =
                                    method.getName().equals("fingerprints")
                                            && !((List<?>) arguments[1]).isEmpty();
                            if (ofTheHeldMoment) {
                                throw new Fault.Permanent(
                                        Problem.of("TEST:UNREADABLE", "the tables are unreadable"));
                            }
                            try {
                                var result = method.invoke(real, arguments);
                                return method.getName().equals("under")
                                        ? withoutProof((Databases) result)
                                        : result;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private static <T> T given(Answer<T> answer) {
        assertThat(answer).isInstanceOf(Given.class);
        return ((Given<T>) answer).value();
    }

    private static Problem refused(Answer<Run> answer) {
        assertThat(answer).isInstanceOf(Refused.class);
        return ((Refused<Run>) answer).problems().getFirst();
    }
}
