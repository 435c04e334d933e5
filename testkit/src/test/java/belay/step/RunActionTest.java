package belay.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Databases;
import belay.outside.DumpFiles;
import belay.outside.Fault;
import belay.outside.Host;
import belay.outside.Host.Call;
import belay.outside.Host.Exit;
import belay.outside.Host.Invocation;
import belay.outside.Host.Reply;
import belay.outside.Meter;
import belay.outside.Sandboxes.Needs;
import belay.outside.Sandboxes.Output;
import belay.plan.Plan;
import belay.plan.PlanJson;
import belay.plan.Planner;
import belay.plan.Proposal;
import belay.plan.Wish;
import belay.problem.Answer.Given;
import belay.release.Pack;
import belay.release.Packs;
import belay.run.Backups;
import belay.run.Heading;
import belay.run.Order;
import belay.run.Part;
import belay.run.Purpose;
import belay.run.Rehearsals;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.Site;
import belay.run.StepRecord;
import belay.run.Waivers;
import belay.system.ProductSystem;
import belay.system.ProductSystem.DatabaseSettings;
import belay.system.ProductSystem.Policy;
import belay.system.ProductSystem.Promotion;
import belay.system.ProductSystem.Route;
import belay.system.SystemName;
import belay.testkit.FakeHost;
import belay.testkit.FakeSandboxes;
import belay.testkit.Surroundings;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunActionTest {

    private static final RunId RUN = new RunId("20261121-0903-k7q2");
    private static final String SANDBOX = RUN.text();
    private static final Needs NEEDS = new Needs("15", 1 << 30, 1 << 30, Duration.ofHours(1));
    private static final Path PACK = Path.of("../packs/odoo");

    private final Surroundings around = new Surroundings();
    private final FakeSandboxes sandboxes = new FakeSandboxes(around, new Upgrading());
    private final List<Invocation> ran = new ArrayList<>();
    private Exit end = new Exit(0, "");

    /// What is there in the sandbox.
    private final class Upgrading implements FakeHost.Programs {

        @Override
        public Exit run(Invocation command) {
            ran.add(command);
            return end;
        }

        @Override
        public List<Integer> start(Invocation command) {
            throw new IllegalStateException("nothing is started in a sandbox");
        }

        @Override
        public Reply answer(String process, Call call) {
            throw new IllegalStateException("nothing is asked in a sandbox");
        }
    }

    @BeforeEach
    void open() {
        sandboxes.open(SANDBOX, NEEDS);
    }

    /// The host of this test can tell what is there, and run nothing.
    @Test
    void codeOnADumpsDataIsRunInItsSandboxAndNeverOnTheHost() throws Exception {
        end = new Exit(0, "upgraded\n");

        var outcome = hop().act(site());

        assertThat(outcome.as(RunAction.Done.class).lines()).containsExactly("upgraded");
        assertThat(ran).hasSize(1);
        assertThat(ran.getFirst().words()).containsExactly("/code/16.0/upgrade", "16.0");
        assertThat(ran.getFirst().environment())
                .containsEntry("PGHOST", sandboxes.endpoint(SANDBOX).host())
                .containsEntry("PGPASSWORD", "");
        assertThat(around.get("box " + SANDBOX + " code"))
                .endsWith(" with [/code/16.0, /code/15.0, " + PACK.toAbsolutePath() + "]");
    }

    @Test
    void whatFailsThereSaysWhatASandboxIsWithout() {
        end = new Exit(126, "Permission denied");

        assertThatThrownBy(() -> hop().act(site()))
                .isInstanceOfSatisfying(
                        Fault.Permanent.class,
                        fault -> {
                            assertThat(fault.problem().code()).isEqualTo("HOP:COMMAND");
                            assertThat(fault.problem().value())
                                    .contains("126", "Permission denied");
                            assertThat(fault.problem().advice())
                                    .contains("without network", "everybody may read");
                        });
    }

    private static UpgradeStep hop() {
        return steps().stream().filter(RunAction.class::isInstance).findFirst().orElseThrow();
    }

    private static List<UpgradeStep> steps() {
        return new DumpItinerary(RUN, Path.of("/belay"), "/dump.sql", "", "", NEEDS)
                .upgrade(
                        new DumpItinerary.Upgrade(
                                plan(), true, "/code", Output.SCRIPT, "/out.sql", "", List.of()));
    }

    private Site site() {
        var codec = new StepJson();
        var order =
                new Order(
                        RUN,
                        plan().system().name(),
                        Purpose.DUMP_TESTING,
                        PlanJson.write(plan()),
                        plan().hash(),
                        new Options(
                                        PACK.toAbsolutePath().toString(),
                                        "",
                                        false,
                                        false,
                                        List.of(),
                                        List.of())
                                .json(),
                        "test",
                        Policy.DEFAULT.pauseLimit(),
                        steps().stream().map(step -> Part.of(step, codec)).toList());
        var run =
                new Run(
                        order,
                        RunState.RUNNING,
                        1,
                        new Heading.Forward(),
                        false,
                        0,
                        false,
                        false,
                        List.of(),
                        Instant.EPOCH,
                        Instant.EPOCH,
                        List.<StepRecord>of());
        return new Site(world(), run, () -> {}, Meter.SILENT, _ -> {});
    }

    private World world() {
        return new World(
                nobody(Databases.class),
                nobody(DumpFiles.class),
                sandboxes,
                nobody(Host.class),
                nobody(Backups.class),
                nobody(Rehearsals.class),
                nobody(Waivers.class),
                new Moments(),
                InstantSource.fixed(Instant.EPOCH));
    }

    private static <T> T nobody(Class<T> port) {
        return port.cast(
                Proxy.newProxyInstance(
                        port.getClassLoader(),
                        new Class<?>[] {port},
                        (_, method, _) -> {
                            if (method.getName().equals("exists")) {
                                return true;
                            }
                            throw new IllegalStateException("not here: " + method.getName());
                        }));
    }

    private static Plan plan() {
        var pack = ((Given<Pack>) Packs.read(PACK)).value();
        return ((Proposal.Planned) Planner.plan(pack, system(), Wish.to("15.0", "16.0"))).plan();
    }

    private static ProductSystem system() {
        return new ProductSystem(
                new SystemName("dump-acme"),
                "odoo",
                List.of(),
                Map.of(),
                new DatabaseSettings(
                        "postgresql",
                        "",
                        0,
                        "dump-acme",
                        "",
                        "",
                        "",
                        "",
                        Route.AUTO,
                        new Promotion(List.of(), List.of()),
                        "",
                        0),
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                Policy.DEFAULT);
    }
}
