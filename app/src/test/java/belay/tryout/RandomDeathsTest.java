package belay.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import belay.clean.Leftover;
import belay.clean.Leftovers;
import belay.clean.Thing;
import belay.outside.Fault;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.StepState;
import belay.step.StepJson;
import belay.system.ProductSystem.Route;
import belay.testkit.Death;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whoever carries upgrades and rollbacks of a shop under load out dies at moments that a seed
/// chooses: every run ends, nothing is lost, nothing is left.
///
/// In the profile `soak`, or with `-Dbelay.kills=20`; `-Dbelay.seed` repeats what was seen. Every
/// death and every end stand in a file below `target/random-deaths`, also of a test that fails.
@EnabledIfSystemProperty(named = "belay.kills", matches = "\\d+")
class RandomDeathsTest {

    private static final int KILLS = Integer.getInteger("belay.kills", 20);
    private static final long SEED = Long.getLong("belay.seed", System.nanoTime());
    private static final int ROUTES = 3;

    /// A whole run takes some more: most lives end within it.
    private static final int LONGEST_LIFE = 40;

    @SuppressWarnings("NullAway.Init") // each test begins with a rig of its route
    private Rig rig;

    @SuppressWarnings("NullAway.Init")
    private Path report;

    @AfterEach
    void tearDown() throws Exception {
        rig.close();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void whereverItsCarrierDiesARunEndsAndNothingIsLost(Route route) throws Exception {
        rig = new Rig(route).withoutBackups();
        report = Path.of("target/random-deaths/" + route + "-" + SEED + ".txt");
        Files.createDirectories(report.getParent());
        tell("route " + route + ", seed " + SEED);
        var random = new Random(SEED + route.name().hashCode());
        List<Run> upgrade = List.of();
        int deaths = 0;
        int runs = 0;
        int most = (KILLS + ROUTES - 1) / ROUTES;
        while (deaths < most) {
            long lost = rig.shop.orders().lost();
            var purpose = upgrade.isEmpty() ? Purpose.PRODUCTION : Purpose.GO_BACK;
            var id = rig.order(purpose, rig.plan, upgrade);
            deaths += lives(id, random, most - deaths);
            runs++;
            var run = rig.run(id);
            tell(purpose + " " + id + " ended " + run.state());
            assertThat(run.state()).as(told(run)).isIn(RunState.DONE, RunState.UNDONE);
            if (run.state() == RunState.DONE) {
                upgrade = purpose == Purpose.PRODUCTION ? List.of(run) : List.of();
            }
            assertThatWritersGoOn(run);
            if (purpose == Purpose.PRODUCTION) {
                assertThat(rig.shop.orders().lost()).as(told(run)).isEqualTo(lost);
            }
            assertThat(left(run)).as(told(run)).isEmpty();
        }
        tell(deaths + " deaths in " + runs + " runs: all ended, 0 lost, 0 left");
    }

    /// @param most deaths that there may be
    /// @return how many there were
    private int lives(RunId id, Random random, int most) throws Fault, InterruptedException {
        int deaths = 0;
        while (goesOn(id)) {
            var life =
                    new OneLife(
                            deaths < most ? 1 + random.nextInt(LONGEST_LIFE) : Integer.MAX_VALUE);
            try {
                rig.carryOut(
                        id,
                        life.journal(rig.store.journal()),
                        life.databases(rig.postgres),
                        life.host(rig.host));
            } catch (Death expected) {
                deaths++;
                tell("  " + step(id) + ": died " + life.end());
            }
        }
        return deaths;
    }

    private boolean goesOn(RunId id) throws Fault {
        return switch (rig.run(id).state()) {
            case WAITING, RUNNING -> true;
            case HALTED, FAILED, DONE, UNDONE, CANCELLED, ABANDONED -> false;
        };
    }

    /// The last one that was begun.
    private String step(RunId id) throws Fault {
        return rig.run(id).steps().stream()
                .filter(step -> step.state().started())
                .reduce((_, later) -> later)
                .map(step -> step.part().name())
                .orElse("before the first step");
    }

    private void assertThatWritersGoOn(Run run) throws Exception {
        long before = rig.shop.orders().acknowledged();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (rig.shop.orders().acknowledged() <= before) {
            assertThat(System.nanoTime()).as("writers go on" + told(run)).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /// What nobody can need: a side that a run was taken back from, slots, fences.
    private List<String> left(Run run) throws Fault {
        return Leftovers.of(
                        rig.world(rig.postgres, rig.host),
                        new StepJson(),
                        rig.home(),
                        rig.store.journal().history(1_000),
                        Map.of())
                .stream()
                .filter(leftover -> leftover.run().equals(run.id().text()))
                .filter(leftover -> nobodyNeeds(leftover, run))
                .map(Leftover::toString)
                .toList();
    }

    private static boolean nobodyNeeds(Leftover leftover, Run run) {
        return switch (leftover.thing()) {
            case Thing.Slot _, Thing.Fence _, Thing.Sandbox _ -> true;
            case Thing.Server _, Thing.Database _, Thing.Home _ -> run.state() == RunState.UNDONE;
            case Thing.Backup _, Thing.Files _, Thing.Foreign _ -> false;
        };
    }

    private void tell(String line) {
        try {
            Files.writeString(
                    report, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String told(Run run) {
        var problems =
                run.steps().stream()
                        .filter(step -> step.state() instanceof StepState.Failed)
                        .map(step ->
                                step.part().name()
                                        + ": "
                                        + ((StepState.Failed) step.state()).problem())
                        .toList();
        return " see " + report + ", seed " + SEED + ", " + problems;
    }
}
