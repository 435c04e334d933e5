package belay.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunState;
import belay.run.StepRecord;
import belay.step.CountLosses;
import belay.step.ProveData;
import belay.system.ProductSystem.Route;
import belay.testkit.Death;
import belay.testkit.DyingJournal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The whole way of `belay try`, on real servers and under real writers, while whoever carries it
/// out dies again and again.
class EveryStepDiesTest {

    private static final Duration WRITE_ON = Duration.ofMillis(300);

    /// Started, and then: before what it did is on record.
    private static final int ACTED = 3;

    /// That, after the step that is repeated is on record.
    private static final int NEXT_ACTED = 7;

    @SuppressWarnings("NullAway.Init") // each test begins with a rig of its route
    private Rig rig;

    /// A death between two steps is the same by every route, and is tried against fakes for each:
    /// the others take their minutes in the profile `soak`.
    static Stream<Route> routes() {
        return System.getProperty("belay.kills") == null
                ? Stream.of(Route.PHYSICAL)
                : Stream.of(Route.PHYSICAL, Route.TEMPLATE, Route.LOGICAL);
    }

    @AfterEach
    void tearDown() throws Exception {
        rig.close();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void whoDiesBetweenActingAndRecordingInEveryStepLosesNothing(Route route) throws Exception {
        rig = rig(route);
        var before = theDatabaseItself();
        var rehearsal = dyingInTheJournal(Purpose.TESTING, List.of());
        var upgrade = dyingInTheJournal(Purpose.PRODUCTION, List.of());
        Thread.sleep(WRITE_ON);
        rig.shop.stopWriters();

        assertThat(rehearsal.state()).as("%s", rehearsal.steps()).isEqualTo(RunState.DONE);
        assertThat(upgrade.state()).as("%s", upgrade.steps()).isEqualTo(RunState.DONE);
        assertThat(rig.shop.orders().acknowledged()).isPositive();
        assertThat(rig.shop.orders().lost()).isZero();
        assertThat(proved(upgrade).proof().holds()).isTrue();
        assertThat(theDatabaseItself()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void whoDiesInsideEveryKindOfActLosesNothingAndTheWayBackLosesWhatItSays(Route route)
            throws Exception {
        rig = rig(route);
        var before = theDatabaseItself();
        var deadly = new Deadly();
        var upgrade = dyingOutside(Purpose.PRODUCTION, List.of(), deadly);
        assertThat(upgrade.state()).as("%s", upgrade.steps()).isEqualTo(RunState.DONE);
        Thread.sleep(WRITE_ON);
        var back = dyingOutside(Purpose.GO_BACK, List.of(upgrade), deadly);
        Thread.sleep(WRITE_ON);
        rig.shop.stopWriters();

        assertThat(deadly.seen()).contains("run", "rewrite");
        assertThat(deadly.seen()).containsAll(acts(route));
        assertThat(back.state()).as("%s", back.steps()).isEqualTo(RunState.DONE);
        var losses = back.step("count-losses").orElseThrow().outcome().as(CountLosses.Losses.class);
        long told = Writers.orders(losses.changes());
        assertThat(told).isPositive();
        // What the fence cut off between the commit and its acknowledgement is on no writer's list.
        assertThat(told - rig.shop.orders().lost()).isBetween(0L, (long) Writers.COUNT);
        assertThat(theDatabaseItself()).isEqualTo(before);
    }

    /// How a backup is made and tried does not depend on the route: one of them has it.
    private static Rig rig(Route route) throws Exception {
        var rig = new Rig(route);
        return route == Route.PHYSICAL ? rig : rig.withoutBackups();
    }

    private static List<String> acts(Route route) {
        return switch (route) {
            case AUTO, PHYSICAL ->
                    List.of("takeBackup", "restore", "follow", "fence", "drain", "promote", "open");
            case TEMPLATE ->
                    List.of(
                            "fenceDatabase",
                            "copyTemplate",
                            "rename",
                            "openDatabase",
                            "renameBack");
            case LOGICAL ->
                    List.of("fenceDatabase", "copyRows", "rename", "openDatabase", "renameBack");
        };
    }

    /// Owner, rights, limit, settings and comment of the database that clients use.
    private String theDatabaseItself() throws Exception {
        return rig.postgres.ask(
                rig.production(),
                """
                SELECT pg_get_userbyid(datdba), datacl, datconnlimit, shobj_description(d.oid, 'pg_database'),
                  (SELECT string_agg(coalesce(rolname, '') || array_to_string(setconfig, ','), ';' ORDER BY rolname)
                   FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = setrole WHERE setdatabase = d.oid)
                FROM pg_database d WHERE datname = current_database()
                """);
    }

    private Run dyingInTheJournal(Purpose purpose, List<Run> forward) throws Exception {
        var run = rig.order(purpose, rig.plan, forward);
        int lastBreath = ACTED;
        int deaths = 0;
        while (!rig.run(run).state().over()) {
            try {
                rig.carryOut(
                        run,
                        new DyingJournal(rig.store.journal(), lastBreath),
                        rig.postgres,
                        rig.host);
            } catch (Death expected) {
                lastBreath = NEXT_ACTED;
                deaths++;
            }
        }
        var ended = rig.run(run);
        assertThat(deaths).isGreaterThanOrEqualTo(ended.steps().size());
        assertThat(KillAt.STEPS)
                .as("what `belay try` can be killed at, and the copy of the other routes")
                .containsAll(
                        ended.steps().stream()
                                .map(StepRecord::part)
                                .map(part -> new KillAt.Named(part.name(), part.title()))
                                .filter(step -> !step.name().equals("copy-production"))
                                .toList());
        return ended;
    }

    private Run dyingOutside(Purpose purpose, List<Run> forward, Deadly deadly) throws Exception {
        var run = rig.order(purpose, rig.plan, forward);
        while (!rig.run(run).state().over()) {
            try {
                rig.carryOut(
                        run,
                        rig.store.journal(),
                        deadly.databases(rig.postgres),
                        deadly.host(rig.host));
            } catch (Death expected) {
                assertThat(deadly.seen()).isNotEmpty();
            }
        }
        return rig.run(run);
    }

    private static ProveData.Proved proved(Run run) {
        return run.step("prove-data").orElseThrow().outcome().as(ProveData.Proved.class);
    }
}
