package belay.clean;

import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.Fault;
import belay.plan.Plan;
import belay.run.Backups.Backup;
import belay.run.Backups.Trial;
import belay.run.Order;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.step.Flow;
import belay.step.Scene;
import belay.step.StepJson;
import belay.step.World;
import belay.system.ProductSystem.Route;
import belay.testkit.Death;
import belay.testkit.FakeJournal;
import belay.testkit.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What runs leave behind stays while somebody may need it, and then goes whole.
class CleaningTest {

    private static final Instant SOON = Scene.NOW.plus(Duration.ofHours(1));
    private static final Instant LATER = Scene.NOW.plus(Duration.ofDays(8));

    private Scene scene;
    private Plan plan;
    private Flow upgrade;

    @BeforeEach
    void layOut() throws Exception {
        scene = Scene.withDirectory();
        plan = scene.kiosk(Route.PHYSICAL);
        upgrade = Flow.of("upgrade", Purpose.PRODUCTION, plan, scene.production(plan));
    }

    // Homes

    @Test
    void theHomeOfAReleaseOnTheWayGoesAtOnceAndTheOldHomeStaysForItsTime() throws Exception {
        var upgraded = upgrade.whole();
        var runs = List.of(upgrade.ended(RunState.DONE, upgraded));

        assertThat(homes(upgraded.around(), runs, SOON))
                .containsOnly(
                        Map.entry("/opt/kiosk-2.0-" + upgrade.id(), "removable"),
                        Map.entry("/opt/kiosk-3.0-" + upgrade.id(), "kept"),
                        Map.entry("/opt/kiosk.before-" + upgrade.id(), "kept"));
        assertThat(homes(upgraded.around(), runs, LATER))
                .containsEntry("/opt/kiosk-3.0-" + upgrade.id(), "kept")
                .containsEntry("/opt/kiosk.before-" + upgrade.id(), "removable");
    }

    @Test
    void whatEndsAWayBackThatIsOfferedSaysSo() throws Exception {
        var upgraded = upgrade.whole();
        var runs = List.of(upgrade.ended(RunState.DONE, upgraded));

        assertThat(leftovers(upgraded.around(), runs, LATER))
                .filteredOn(one -> one.thing().name().equals("/opt/kiosk.before-" + upgrade.id()))
                .extracting(one -> one.verdict().why())
                .singleElement()
                .asString()
                .contains("without it run " + upgrade.id() + " can no longer be rolled back");
    }

    @Test
    void ofAHomeThatGoesNothingStays() throws Exception {
        var upgraded = upgrade.whole();
        var around = upgraded.around();

        clean(around, List.of(upgrade.ended(RunState.DONE, upgraded)), SOON);

        assertThat(around.picture().keySet())
                .noneMatch(name -> name.contains("kiosk-2.0-" + upgrade.id()))
                .anyMatch(name -> name.contains("kiosk-3.0-" + upgrade.id()))
                .anyMatch(name -> name.contains("kiosk.before-" + upgrade.id()));
    }

    @Test
    void theHomesOfARunThatIsNotOverStay() throws Exception {
        var half = upgrade.until("fence-production");

        assertThat(homes(half.around(), List.of(upgrade.ended(RunState.FAILED, half)), LATER))
                .hasSize(2)
                .doesNotContainValue("removable");
    }

    /// Where what was made beside it outlived it, as a run leaves it that is abandoned while it
    /// takes a home back.
    @Test
    void whatWasMadeBesideAHomeThatIsGoneIsFoundToo() throws Exception {
        var around = upgrade.until("prepare-home-1-one").around();
        var home = "/opt/kiosk-2.0-" + upgrade.id();
        around.put("file " + home + ".before/version.txt", "Kiosk 1.0");
        around.put("file " + home + ".shipped/conf/kiosk.properties", "mine=1");
        var runs = List.of(upgrade.ended(RunState.ABANDONED, new Flow.Ran(List.of(), around)));

        assertThat(homes(around, runs, SOON)).containsOnly(Map.entry(home, "removable"));
        clean(around, runs, SOON);

        assertThat(around.picture().keySet()).noneMatch(name -> name.contains(home));
    }

    private static Map<String, String> homes(Surroundings around, List<Run> runs, Instant now)
            throws Fault {
        var homes = new java.util.TreeMap<String, String>();
        for (var leftover : leftovers(around, runs, now)) {
            if (leftover.thing() instanceof Thing.Home(var directory)) {
                homes.put(directory, leftover.removable() ? "removable" : "kept");
            }
        }
        return homes;
    }

    // Files

    @Test
    void theConfigurationAsItWasStaysWhereASideThatIsNotOursMayBeGoneBackTo() throws Exception {
        var upgraded = upgrade.whole();
        var runs = List.of(upgrade.ended(RunState.DONE, upgraded));

        clean(upgraded.around(), runs, LATER);

        assertThat(files(upgraded.around(), runs, LATER))
                .containsEntry("/belay/runs/" + upgrade.id() + "/kept", "kept");
        var back = upgrade.back("rollback", upgraded).whole();
        assertThat(back.around().get("file /etc/clients.properties"))
                .isEqualTo(upgrade.start().get("file /etc/clients.properties"));
    }

    @Test
    void theConfigurationAsItWasGoesWithAnOldSideOfOurOwn() throws Exception {
        var byName = scene.kiosk(Route.TEMPLATE);
        upgrade = Flow.of("upgrade", Purpose.PRODUCTION, byName, scene.production(byName));
        var upgraded = upgrade.whole();
        var runs = List.of(upgrade.ended(RunState.DONE, upgraded));
        var kept = "/belay/runs/" + upgrade.id() + "/kept";

        assertThat(files(upgraded.around(), runs, SOON)).containsEntry(kept, "kept");
        assertThat(files(upgraded.around(), runs, LATER)).containsEntry(kept, "removable");
        clean(upgraded.around(), runs, LATER);

        assertThat(upgraded.around().below("file " + kept)).isEmpty();
    }

    @Test
    void whatARestoreHasLedElsewhereInItsHomeGoesWhenItIsOver() throws Exception {
        var backup = Flow.of("backup", Purpose.BACKUP, plan, scene.production(plan));
        var backedUp = backup.whole();
        var restore = Flow.of("restore", Purpose.RESTORE, Scene.restoring(plan), backedUp.around());
        var restored = restore.whole();
        var runs = List.of(restore.ended(RunState.DONE, restored));
        var before = "/belay/runs/" + restore.id() + "/restored";

        assertThat(files(restored.around(), runs, SOON)).containsEntry(before, "removable");
        clean(restored.around(), runs, SOON);

        assertThat(restored.around().below("file " + before)).isEmpty();
    }

    @Test
    void aDumpThatWasTakenIsListedAndGoesAfterItsTime() throws Exception {
        var notes = Scene.notes(Route.AUTO);
        var job = Flow.ofDump("dump", Purpose.DUMP_PRODUCTION, notes, scene.production(notes));
        var taken = job.whole();
        var directory = "/belay/runs/" + job.id() + "/taken";
        var runs = List.of(job.ended(RunState.DONE, taken));

        assertThat(files(taken.around(), runs, SOON)).containsOnly(Map.entry(directory, "kept"));
        assertThat(files(taken.around(), runs, LATER))
                .containsOnly(Map.entry(directory, "removable"));
        assertThat(files(taken.around(), List.of(job.ended(RunState.FAILED, taken)), LATER))
                .containsOnly(Map.entry(directory, "kept"));
        clean(taken.around(), runs, LATER);

        assertThat(taken.around().below("file " + directory)).isEmpty();
    }

    private static Map<String, String> files(Surroundings around, List<Run> runs, Instant now)
            throws Fault {
        var files = new java.util.TreeMap<String, String>();
        for (var leftover : leftovers(around, runs, now)) {
            if (leftover.thing() instanceof Thing.Files(var directory)) {
                files.put(directory, leftover.removable() ? "removable" : "kept");
            }
        }
        return files;
    }

    // Fences

    @Test
    void theFenceOfAnAbandonedRunIsListedAndRemovingItLetsTheRolesIn() throws Exception {
        var half = upgrade.until("drain");
        var around = half.around();
        assertThat(around.get("server 5432 role kiosk")).isEqualTo("shut by " + upgrade.id());
        var runs = List.of(upgrade.ended(RunState.ABANDONED, half));

        assertThat(leftovers(around, runs, SOON))
                .filteredOn(leftover -> leftover.thing() instanceof Thing.Fence)
                .singleElement()
                .matches(Leftover::removable);
        clean(around, runs, SOON);

        assertThat(around.get("server 5432 role kiosk")).isEqualTo("login");
        assertThat(around.get("server 5432 role reports")).isEqualTo("login");
    }

    @Test
    void theFenceAroundAnOldSideIsNoneToBeRemoved() throws Exception {
        var upgraded = upgrade.whole();

        clean(upgraded.around(), List.of(upgrade.ended(RunState.DONE, upgraded)), LATER);

        assertThat(upgraded.around().get("server 5432 role kiosk"))
                .isEqualTo("shut by " + upgrade.id());
    }

    // Sandboxes

    @Test
    void aSandboxGoesWithItsRunAndNoOtherIsTouched() throws Exception {
        var around = scene.production(plan);
        var stranger = "20260101-0000-none";
        for (var name : List.of(upgrade.id().text(), stranger)) {
            around.put("box " + name + " runs", "");
        }
        var begun = new Flow.Ran(List.of(), around);
        clean(around, List.of(upgrade.ended(RunState.HALTED, begun)), LATER);
        assertThat(Scene.world(around).sandboxes().left()).hasSize(2);

        clean(around, List.of(upgrade.ended(RunState.CANCELLED, begun)), LATER);

        assertThat(Scene.world(around).sandboxes().left()).containsExactly(stranger);
        assertThat(leftovers(around, List.of(), LATER))
                .extracting(leftover -> leftover.verdict().why())
                .containsExactly("no run of this name is known");
    }

    // Retention of backups

    /// Seven daily, four weekly, three monthly, over sixty days of backups.
    @Test
    void theNewestBackupOfEachDayWeekAndMonthStays() throws Exception {
        var around = scene.production(plan);
        var world = Scene.world(around);
        for (int days : IntStream.range(0, 60).toArray()) {
            take(around, world, days, new Trial.Untried());
        }
        var runs = List.of(upgrade.ended(RunState.DONE, new Flow.Ran(List.of(), around)));

        clean(around, runs, SOON);

        // NOW is Saturday, 21 November.
        assertThat(left(world))
                .containsExactly(
                        "2026-11-21",
                        "2026-11-20",
                        "2026-11-19",
                        "2026-11-18",
                        "2026-11-17",
                        "2026-11-16",
                        "2026-11-15",
                        "2026-11-08",
                        "2026-11-01",
                        "2026-10-31",
                        "2026-09-30");
    }

    @Test
    void aBackupOrderedByHandStaysItsTimeWhateverRunsTookAfterIt() throws Exception {
        var around = scene.production(plan);
        var world = Scene.world(around);
        var backup = Flow.of("backup", Purpose.BACKUP, plan, around);
        take(around, world, backup.id(), Scene.NOW, "ordered");
        take(around, world, upgrade.id(), Scene.NOW.plusSeconds(300), "taken-by-a-run");
        take(around, world, upgrade.id(), Scene.NOW.plusSeconds(200), "taken-by-a-run-before");
        var runs =
                List.of(
                        upgrade.ended(RunState.UNDONE, new Flow.Ran(List.of(), around)),
                        backup.ended(RunState.DONE, new Flow.Ran(List.of(), around)));

        clean(around, runs, SOON);

        assertThat(left(world)).containsExactlyInAnyOrder("taken-by-a-run", "ordered");
        clean(around, runs, LATER);
        assertThat(left(world)).containsExactly("taken-by-a-run");
    }

    @Test
    void theBackupThatProductionWasRestoredFromStaysWhileTheRestoreCanBeRolledBack()
            throws Exception {
        var backup = Flow.of("backup", Purpose.BACKUP, plan, scene.production(plan));
        var backedUp = backup.whole();
        var source = left(Scene.world(backedUp.around())).getFirst();
        var restore = Flow.of("restore", Purpose.RESTORE, Scene.restoring(plan), backedUp.around());
        var restored = restore.whole();
        var around = restored.around();
        var world = Scene.world(around);
        take(around, world, upgrade.id(), Scene.NOW.plus(Duration.ofDays(8)), "newer");
        var runs =
                List.of(
                        restore.ended(RunState.DONE, restored),
                        backup.ended(RunState.DONE, backedUp));

        clean(around, runs, LATER);

        assertThat(left(world)).contains(source);
        assertThat(leftovers(around, runs, LATER))
                .filteredOn(one -> one.thing().name().contains(source))
                .extracting(one -> one.verdict().why())
                .containsExactly("production was restored from it by " + restore.id());
    }

    private void take(Surroundings around, World world, RunId run, Instant at, String id)
            throws Fault {
        around.put("file /belay/backups/" + id + "/home/version.txt", "Kiosk 1.0");
        world.backups()
                .put(
                        new Backup(
                                id,
                                plan.system().name(),
                                run,
                                "/belay/backups/" + id,
                                at,
                                "1.0",
                                "0/1",
                                1,
                                "sum",
                                new Trial.Untried()));
    }

    @Test
    void aBackupWhoseTrialFailedGoesAndStandsInNobodysPlace() throws Exception {
        var around = scene.production(plan);
        var world = Scene.world(around);
        take(around, world, 1, new Trial.Untried());
        take(
                around,
                world,
                0,
                new Trial.Failed(
                        Scene.NOW, belay.problem.Problem.of("BACKUP:DAMAGED", "a sum is wrong")));

        clean(around, List.of(upgrade.ended(RunState.DONE, new Flow.Ran(List.of(), around))), SOON);

        assertThat(left(world)).containsExactly("2026-11-20");
        assertThat(around.below("file /belay/backups/2026-11-21/")).isEmpty();
    }

    private void take(Surroundings around, World world, int daysAgo, Trial trial) throws Fault {
        var at = Scene.NOW.minus(Duration.ofDays(daysAgo));
        var id = at.toString().substring(0, 10);
        around.put("file /belay/backups/" + id + "/home/version.txt", "Kiosk 1.0");
        world.backups()
                .put(
                        new Backup(
                                id,
                                plan.system().name(),
                                Flow.nextId(),
                                "/belay/backups/" + id,
                                at,
                                "1.0",
                                "0/1",
                                1,
                                "sum",
                                trial));
    }

    private List<String> left(World world) throws Fault {
        return world.backups().of(plan.system().name()).stream().map(Backup::id).toList();
    }

    // Tries

    @Test
    void whatATryHasLeftGoesOnceItsSystemIsGone() throws Exception {
        var upgraded = upgrade.whole();
        var around = upgraded.around();
        var runs = List.of(ofTry(upgrade.ended(RunState.DONE, upgraded)));
        around.put("file /belay/try/system.yaml", "database.port=5432\n");
        assertThat(leftovers(around, runs, SOON))
                .filteredOn(one -> one.thing() instanceof Thing.Backup)
                .isNotEmpty()
                .noneMatch(Leftover::removable);

        around.remove("file /belay/try/system.yaml");

        assertThat(leftovers(around, runs, SOON)).isNotEmpty().allMatch(Leftover::removable);
        clean(around, runs, SOON);
        assertThat(leftovers(around, runs, SOON)).isEmpty();
        assertThat(left(Scene.world(around))).isEmpty();
    }

    private static Run ofTry(Run run) {
        var order = run.order();
        return new Run(
                new Order(
                        order.id(),
                        order.system(),
                        order.purpose(),
                        order.plan(),
                        order.planHash(),
                        order.options().replace("/etc/belay/kiosk.yaml", "/belay/try/system.yaml"),
                        order.by(),
                        order.pauseLimit(),
                        order.parts()),
                run.state(),
                run.epoch(),
                run.heading(),
                run.committed(),
                run.anews(),
                run.cancel(),
                run.halt(),
                run.pickers(),
                run.created(),
                run.since(),
                run.steps());
    }

    // Deaths

    @Test
    void whoeverDiesWhileHeRemovesIsFollowedByOneWhoRemovesTheRest() throws Exception {
        var upgraded = upgrade.whole();
        var runs = List.of(upgrade.ended(RunState.DONE, upgraded));
        var whole = upgraded.around().copy();
        clean(whole, runs, LATER);

        for (int breath : IntStream.rangeClosed(1, whole.breaths()).toArray()) {
            var dying = upgraded.around().dyingAt(breath);
            try {
                clean(dying, runs, LATER);
            } catch (Death expected) {
                assertThat(dying.breaths()).isEqualTo(breath);
            }
            var after = dying.copy();
            clean(after, runs, LATER);

            assertThat(after.picture()).isEqualTo(whole.picture());
        }
    }

    private static List<Leftover> leftovers(Surroundings around, List<Run> runs, Instant now)
            throws Fault {
        return Leftovers.of(world(around, now), new StepJson(), Scene.BELAY, runs, Map.of());
    }

    private static void clean(Surroundings around, List<Run> runs, Instant now)
            throws Fault, InterruptedException {
        var cleaned =
                new Cleaning(world(around, now), new FakeJournal(() -> now, _ -> false))
                        .remove(leftovers(around, runs, now));
        assertThat(cleaned).allMatch(one -> one.problems().isEmpty());
    }

    private static World world(Surroundings around, Instant now) {
        var world = Scene.world(around);
        return new World(
                world.databases(),
                world.dumps(),
                world.sandboxes(),
                world.host(),
                world.backups(),
                world.rehearsals(),
                world.waivers(),
                world.moments(),
                () -> now);
    }
}
