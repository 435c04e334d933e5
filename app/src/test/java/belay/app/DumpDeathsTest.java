package belay.app;

import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.Databases;
import belay.outside.DumpFiles;
import belay.outside.Fault;
import belay.outside.Host;
import belay.outside.Sandboxes;
import belay.run.Claim;
import belay.run.Journal;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.StepRecord;
import belay.run.StepState;
import belay.step.LoadDump;
import belay.step.World;
import belay.testkit.Death;
import belay.testkit.Leftovers;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An upgrade of a dump, on a real server in a real box, while whoever carries it out dies again
/// and again: it comes to the same end.
class DumpDeathsTest {

    private static final int ORDERS = 2_000;
    private static final int MANY_ORDERS = 3_000_000;

    /// Each of them means that the data is loaded anew, which a run may do twice.
    private static final List<Set<String>> LOADED_ANEW =
            List.of(Set.of("load-dump", "hop-1-1"), Set.of("hop-2-1", "write-dump"));

    @TempDir private Path folder;
    private DumpRig rig;
    private Path dump;
    private Path code;

    @BeforeEach
    void prepare() throws Exception {
        rig = new DumpRig();
        dump = OdooDump.write(folder.resolve("acme.sql"), ORDERS);
        code = OdooDump.code(Files.createDirectory(folder.resolve("code")), "");
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void whoDiesBetweenActingAndRecordingEndsWithTheSameResult() throws Exception {
        var undisturbed = carriedOut("undisturbed.sql", rig.journal(), _ -> rig.world());
        var names = names(rig.run(undisturbed));
        var expected = result("undisturbed.sql");
        assertThat(names).containsAll(LOADED_ANEW.getFirst()).containsAll(LOADED_ANEW.getLast());

        var died = new HashSet<String>();
        for (var some : LOADED_ANEW) {
            var deadly = new HashSet<>(names);
            LOADED_ANEW.stream().filter(others -> !others.equals(some)).forEach(deadly::removeAll);
            deadly.removeAll(died);
            var out = "dying-" + died.size() + ".sql";
            var journal = new DyingAfterActs(deadly);

            var run = carriedOut(out, journal.of(rig), _ -> rig.world());

            assertThat(rig.run(run).state()).as(failures(rig.run(run))).isEqualTo(RunState.DONE);
            assertThat(journal.left()).isEmpty();
            assertThat(result(out)).isEqualTo(expected);
            assertThat(rig.leftOf(run)).isEmpty();
            died.addAll(deadly);
        }
        assertThat(died).containsExactlyInAnyOrderElementsOf(names);
        assertThat(files())
                .containsExactlyInAnyOrder(
                        "acme.sql",
                        "code",
                        "undisturbed.sql",
                        "dying-0.sql",
                        "dying-" + (names.size() - 2) + ".sql");
    }

    @Test
    void whoDiesInsideEveryKindOfActEndsWithTheSameResult() throws Exception {
        carriedOut("undisturbed.sql", rig.journal(), _ -> rig.world());
        var expected = result("undisturbed.sql");
        var seen = new HashSet<String>();
        int runs = 0;
        for (boolean more = true; more; ) {
            var deadly = new Deadly(rig, seen);
            var out = "dying-" + ++runs + ".sql";

            var run = carriedOut(out, rig.journal(), deadly::world);

            assertThat(rig.run(run).state()).as(failures(rig.run(run))).isEqualTo(RunState.DONE);
            assertThat(result(out)).isEqualTo(expected);
            assertThat(rig.leftOf(run)).isEmpty();
            more = deadly.deaths() > 0;
        }
        assertThat(seen)
                .contains(
                        "DumpFiles.take",
                        "Sandboxes.open",
                        "Sandboxes.load",
                        "Sandboxes.duplicate",
                        "Sandboxes.run",
                        "Sandboxes.dump",
                        "Sandboxes.close",
                        "Databases.run",
                        "Databases.fingerprints");
    }

    @Test
    void aServerThatIsKilledWhileItLoadsIsReplaced() throws Exception {
        var large = OdooDump.write(folder.resolve("large.sql"), MANY_ORDERS);
        var run = rig.order(large, code, folder.resolve("large-17.sql"));
        var job = inBackground(() -> rig.carryOut(run, rig.journal(), rig.world()));
        while (!(load(run).state() instanceof StepState.Acting) || load(run).done() == 0) {
            assertThat(job.isDone()).as("it was too quick").isFalse();
            Thread.sleep(20);
        }

        postmaster(run).destroyForcibly();

        assertThat(job.get()).as(failures(rig.run(run))).isEqualTo(RunState.DONE);
        assertThat(rig.run(run).anews()).isEqualTo(1);
        assertThat(load(run).outcome().as(LoadDump.Filled.class).rows())
                .isEqualTo(MANY_ORDERS + 17);
        assertThat(rig.leftOf(run)).isEmpty();
    }

    @Test
    void whoeverTakesOverLoadsTheDatabaseThatWasChosen() throws Exception {
        var all = ServerDump.write(folder.resolve("all.sql"), dump, ServerDump.BILLING);
        var journal = new DyingAfterActs(Set.of("take-dump", "load-dump"));
        var run = rig.order(all, "acme", code, folder.resolve("new.sql"));

        carriedOut(run, journal.of(rig), _ -> rig.world());

        assertThat(journal.left()).isEmpty();
        assertThat(rig.run(run).state()).as(failures(rig.run(run))).isEqualTo(RunState.DONE);
        var filled = load(run).outcome().as(LoadDump.Filled.class);
        assertThat(filled.rows()).isEqualTo(ORDERS + 17);
        assertThat(filled.leftOut()).anyMatch(words -> words.startsWith("the database billing"));
    }

    private RunId carriedOut(String out, Journal journal, Function<RunId, World> world)
            throws Exception {
        return carriedOut(rig.order(dump, code, folder.resolve(out)), journal, world);
    }

    private RunId carriedOut(RunId run, Journal journal, Function<RunId, World> world)
            throws Exception {
        while (!rig.run(run).state().over() && rig.run(run).state() != RunState.FAILED) {
            try {
                rig.carryOut(run, journal, world.apply(run));
            } catch (Death expected) {
                assertThat(expected).hasMessageStartingWith("after ");
            }
        }
        return run;
    }

    private static <T> FutureTask<T> inBackground(Callable<T> work) {
        var task = new FutureTask<>(work);
        Thread.ofPlatform().start(task);
        return task;
    }

    private StepRecord load(RunId run) throws Exception {
        return rig.run(run).step(LoadDump.NAME).orElseThrow();
    }

    /// The one of the box's user whose parent is not.
    private ProcessHandle postmaster(RunId run) {
        var inside = Leftovers.processesOf(rig.user(run));
        return inside.stream()
                .map(path -> ProcessHandle.of(Long.parseLong(path.substring("/proc/".length()))))
                .flatMap(Optional::stream)
                .filter(process ->
                        process.parent()
                                .map(parent -> !inside.contains("/proc/" + parent.pid()))
                                .orElse(true))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(Run run) {
        return run.steps().stream().map(step -> step.part().name()).toList();
    }

    private static String failures(Run run) {
        var failures = new ArrayList<String>();
        for (var step : run.steps()) {
            if (step.state() instanceof StepState.Failed(_, _, var problem)) {
                failures.add(problem.toString());
            }
        }
        return run.state() + " " + run.heading() + " " + failures;
    }

    /// Without what differs from one dump of the same data to the next.
    private String result(String name) throws IOException {
        return Files.readString(folder.resolve(name))
                .replaceAll("(?m)^\\\\(un)?restrict .*$", "")
                .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID")
                .replaceAll("\\b\\d{8}-\\d{4}-[a-z0-9]{4}\\b", "RUN");
    }

    private Set<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    /// A journal whose process dies when one of these steps has acted, before that is written down.
    private static final class DyingAfterActs {

        private final Set<String> steps;

        DyingAfterActs(Set<String> steps) {
            this.steps = new HashSet<>(steps);
        }

        synchronized Set<String> left() {
            return Set.copyOf(steps);
        }

        Journal of(DumpRig rig) {
            return proxy(
                    Journal.class,
                    (_, method, arguments) -> {
                        if (method.getName().equals("finished")) {
                            var claim = (Claim) arguments[0];
                            die(names(rig.run(claim.run())).get((int) arguments[1]));
                        }
                        return call(rig.journal(), method, arguments);
                    });
        }

        private synchronized void die(String step) {
            if (steps.remove(step)) {
                throw new Death("after " + step);
            }
        }
    }

    /// A world in which every kind of act, once done for the first time, kills whoever did it, as
    /// long as the run may still load anew.
    private static final class Deadly {

        private static final int MOST_ANEWS = 2;

        private final DumpRig rig;
        private final Set<String> seen;
        private int deaths;
        private int anews;

        Deadly(DumpRig rig, Set<String> seen) {
            this.rig = rig;
            this.seen = seen;
        }

        int deaths() {
            return deaths;
        }

        World world(RunId run) {
            return rig.world(
                    mortal(run, Databases.class, rig.postgres()),
                    mortal(run, DumpFiles.class, rig.world().dumps()),
                    mortal(run, Sandboxes.class, rig.sandboxes()),
                    mortal(run, Host.class, rig.host()));
        }

        private <T> T mortal(RunId run, Class<T> type, T real) {
            return proxy(
                    type,
                    (_, method, arguments) -> {
                        var result = call(real, method, arguments);
                        if (method.getName().equals("under")) {
                            return mortal(run, Databases.class, (Databases) result);
                        }
                        if (!method.getName().equals("endpoint")) {
                            dieOnce(run, type.getSimpleName() + "." + method.getName());
                        }
                        return result;
                    });
        }

        private synchronized void dieOnce(RunId run, String act) throws Fault {
            if (seen.contains(act) || (loadsAnew(run) && ++anews > MOST_ANEWS)) {
                return;
            }
            seen.add(act);
            deaths++;
            throw new Death("after " + act);
        }

        private boolean loadsAnew(RunId run) throws Fault {
            return rig.run(run).steps().stream()
                    .filter(step -> step.state() instanceof StepState.Acting)
                    .map(step -> step.part().name())
                    .anyMatch(name -> LOADED_ANEW.stream().anyMatch(some -> some.contains(name)));
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
