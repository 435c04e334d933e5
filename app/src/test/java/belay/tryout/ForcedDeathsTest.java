package belay.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import belay.run.Carrier;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.StepCodec;
import belay.run.Watches.Watching;
import belay.step.StepJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Belay as a user starts it, on a shop under load: its processes are killed and stopped while
/// clients are kept out, and clients are let in again, on one side, without anybody's help.
///
/// Upgrade and rollback take turns, so that each begins where the one before has ended. In the
/// profile `soak`, or with `-Dbelay.deaths=3`.
@EnabledIfSystemProperty(named = "belay.deaths", matches = "\\d+")
class ForcedDeathsTest {

    private static final int DEATHS = Integer.getInteger("belay.deaths", 3);

    private static final long SEED = Long.getLong("belay.seed", System.nanoTime());
    private static final Duration PAUSE_LIMIT = Duration.ofSeconds(60);

    /// A worker that lives turns back at the limit.
    private static final Duration WAY_BACK = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int MOST_MILLIS_INTO_A_STEP = 60;

    /// Who dies, and how.
    private enum Kind {
        WORKER_KILLED,
        WORKER_STOPPED,
        COMMAND_HUNG_UP,
        WORKER_AND_WATCHDOG_KILLED,
        WATCHDOG_KILLED,
        COMMAND_KILLED
    }

    private final Random random = new Random(SEED);
    private final StepCodec codec = new StepJson();
    private final List<String> told = new ArrayList<>();
    private Rig rig;
    private Doors doors;

    @BeforeEach
    void setUp() throws Exception {
        rig = new Rig();
        doors =
                new Doors(
                        List.of(rig.home().resolve("servers"), rig.home().resolve("try")),
                        rig.home().resolve("try/shop.password"));
    }

    @AfterEach
    void tearDown() throws Exception {
        rig.killBelay();
        doors.close();
        rig.close();
    }

    @Test
    void whoeverDiesWhileClientsAreKeptOutTheyAreLetInAgainOnOneSide() throws Exception {
        List<Run> upgrade = List.of();
        for (int death = 0; death < DEATHS; death++) {
            var kind = Kind.values()[death % Kind.values().length];
            var purpose = upgrade.isEmpty() ? Purpose.PRODUCTION : Purpose.GO_BACK;
            var run = dying(kind, rig.order(purpose, upgrade, PAUSE_LIMIT));
            if (run.state() == RunState.DONE) {
                upgrade = purpose == Purpose.PRODUCTION ? List.of(run) : List.of();
            }
        }
    }

    /// @return the run, which is over
    private Run dying(Kind kind, RunId id) throws Exception {
        long lost = rig.shop.orders().lost();
        int source = rig.production().port();
        doors.measureAnew();
        var command = belay("resume", id.text());
        int moment = moment(id);
        until(
                "step " + moment,
                () -> rig.run(id).steps().get(moment).state().started() || over(id));
        TimeUnit.MILLISECONDS.sleep(random.nextInt(MOST_MILLIS_INTO_A_STEP));
        var worker = worker(id);
        told.add(
                kind
                        + " in "
                        + rig.run(id).order().parts().get(moment).name()
                        + " of "
                        + rig.run(id).order().purpose()
                        + " "
                        + id);
        strike(kind, id, command);
        boolean alone = kind == Kind.WORKER_AND_WATCHDOG_KILLED && !over(id);
        if (alone) {
            assertThatNobodyCarries(id);
            assertThat(belay("resume", id.text()).waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } else if (kind == Kind.WORKER_KILLED) {
            assertThatWhoIsNamedLives(id, worker);
        }
        until("the run is over", () -> over(id));
        var shut = doors.longestShut();
        var run = rig.run(id);
        told.add("  " + run.state() + "; nobody could write for " + shut.toMillis() + " ms");
        assertThat(run.state()).as(told()).isIn(RunState.DONE, RunState.UNDONE);
        assertThat(alone ? Duration.ZERO : shut).as(told()).isLessThan(PAUSE_LIMIT.plus(WAY_BACK));
        if (kind == Kind.WORKER_STOPPED) {
            wake(worker);
        }
        assertThat(doors.bothOpen()).as(told()).isEmpty();
        assertThat(doors.open()).as(told()).containsExactly(rig.production().port());
        assertThat(rig.production().port() == source)
                .as(told())
                .isEqualTo(run.state() == RunState.UNDONE);
        if (run.order().purpose() == Purpose.PRODUCTION) {
            assertThat(rig.shop.orders().lost()).as(told()).isEqualTo(lost);
        }
        assertThat(command.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return run;
    }

    /// One of the steps in which clients are kept out, up to the point of no return.
    private int moment(RunId id) throws Exception {
        var parts = rig.run(id).order().parts();
        int from = 0;
        while (!codec.read(parts.get(from).step()).opensPause()) {
            from++;
        }
        int to = from;
        while (!parts.get(to).commits()) {
            to++;
        }
        return from + random.nextInt(to - from + 1);
    }

    private void strike(Kind kind, RunId id, Process command) throws Exception {
        switch (kind) {
            case WORKER_KILLED -> signal("KILL", worker(id));
            case WORKER_STOPPED -> signal("STOP", worker(id));
            case COMMAND_HUNG_UP -> signal("HUP", List.of(command.pid()));
            case COMMAND_KILLED -> signal("KILL", List.of(command.pid()));
            case WATCHDOG_KILLED -> signal("KILL", watchdog(id));
            case WORKER_AND_WATCHDOG_KILLED -> {
                var both = new ArrayList<>(watchdog(id));
                both.addAll(worker(id));
                signal("KILL", both);
            }
        }
    }

    private static void signal(String name, List<Long> processes) throws Exception {
        var words = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(process -> words.add(process.toString()));
        if (!processes.isEmpty()) {
            new ProcessBuilder(words).start().waitFor();
        }
    }

    private List<Long> worker(RunId id) throws Exception {
        return rig.store.journal().carrier(id) instanceof Carrier.Alive(var who, _, _)
                ? List.of(who.pid())
                : List.of();
    }

    private List<Long> watchdog(RunId id) throws Exception {
        return rig.store.watches().of(id).filter(Watching::stands).stream()
                .map(watching -> watching.who().pid())
                .toList();
    }

    private void assertThatNobodyCarries(RunId id) throws Exception {
        var status = status(id);
        assertThat(status.at("/carrier/state").asString()).as(told()).isEqualTo("DEAD");
        assertThat(status.path("need").asString())
                .as(told())
                .contains("Nobody carries this run out");
        assertThat(status.at("/clients/side").asString().equals("NONE"))
                .as(told() + status)
                .isEqualTo(doors.open().isEmpty());
    }

    private void assertThatWhoIsNamedLives(RunId id, List<Long> worker) throws Exception {
        var carrier = status(id).path("carrier");
        if (carrier.path("state").asString().equals("ALIVE")) {
            assertThat(worker).as(told()).doesNotContain(carrier.path("pid").asLong());
        }
    }

    private JsonNode status(RunId id) throws Exception {
        var out = rig.home().resolve("status.json").toFile();
        var status =
                rig.belay("status", "-o", "json", id.text())
                        .redirectOutput(out)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(status.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return JsonMapper.shared().readTree(out);
    }

    /// Whoever was stopped goes on, finds the run taken, and leaves.
    private void wake(List<Long> stopped) throws Exception {
        signal("CONT", stopped);
        until(
                "the worker that was stopped leaves",
                () ->
                        stopped.stream()
                                .flatMap(process -> ProcessHandle.of(process).stream())
                                .noneMatch(ProcessHandle::isAlive));
    }

    private boolean over(RunId id) throws Exception {
        return switch (rig.run(id).state()) {
            case WAITING, RUNNING -> false;
            case HALTED, FAILED, DONE, UNDONE, CANCELLED, ABANDONED -> true;
        };
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private void until(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not in time: " + what + told());
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private Process belay(String... words) throws IOException {
        return rig.belay(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(words().toFile()))
                .start();
    }

    private Path words() {
        return rig.home().resolve("words.txt");
    }

    private String told() throws IOException {
        return "\nseed "
                + SEED
                + "\n"
                + String.join("\n", told)
                + "\n"
                + (Files.exists(words()) ? Files.readString(words()) : "");
    }
}
