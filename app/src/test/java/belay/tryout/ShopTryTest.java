package belay.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import belay.api.Belay;
import belay.api.InProcess;
import belay.api.Records;
import belay.api.Shelf;
import belay.cli.TryOut;
import belay.dumps.StrangersFiles;
import belay.hosts.LocalHost;
import belay.outside.Fault;
import belay.plan.PlanJson;
import belay.postgres.Postgres;
import belay.postgres.PostgresSandboxes;
import belay.problem.Answer;
import belay.problem.Answer.Given;
import belay.problem.Answer.Refused;
import belay.problem.Problem;
import belay.run.Driver;
import belay.run.Journal;
import belay.run.Order;
import belay.run.Pace;
import belay.run.Picker;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunIds;
import belay.run.RunState;
import belay.run.Timings;
import belay.run.Watches;
import belay.step.Options;
import belay.step.StepJson;
import belay.step.World;
import belay.system.ProductSystem.Route;
import belay.testkit.FakeJournal;
import belay.testkit.FakeStep;
import belay.testkit.FakeSteps;
import belay.testkit.NoPorts;
import belay.testkit.Orders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a try says of runs that ended well.
class ShopTryTest {

    private static final Picker WORKER = new Picker("here", 1, Instant.EPOCH);

    private final Journal journal = new FakeJournal(() -> Instant.now().plusSeconds(5), _ -> false);

    /// Nobody was there to be kept out, and nobody who could have lost an order.
    @Test
    void aTryWhoseWritersAreDeadTellsNoPauseAndNoLoss(@TempDir Path home) throws Exception {
        Files.createDirectories(home.resolve("try/writers"));
        Files.writeString(
                home.resolve("try/options.json"),
                PlanJson.canonical(new TryOut.Options(1_000, false, "", Route.AUTO, false)));
        ended(Purpose.TESTING, home.resolve("try/system.yaml"));
        ended(Purpose.PRODUCTION, home.resolve("try/system.yaml"));

        var answer = tryOut(home).resume(new Silent());

        assertThat(answer).isInstanceOf(Refused.class);
        assertThat(((Refused<TryOut.Result>) answer).problems())
                .extracting(Problem::code)
                .containsExactly("TRY:WRITERS");
        assertThat(home.resolve("try")).doesNotExist();
    }

    @Test
    void allThatIsWrongWithTheOptionsIsToldTogether(@TempDir Path home) throws Exception {
        var answer =
                tryOut(home)
                        .run(
                                new TryOut.Options(7, false, "promote", Route.AUTO, false),
                                new Silent());

        assertThat(((Refused<TryOut.Result>) answer).problems())
                .extracting(Problem::code)
                .containsExactly("TRY:ROWS", "TRY:STEP");
        assertThat(answer.toString()).contains("promote-copy          Promote the copy\n");
    }

    @Test
    void aStepIsNamedByItsKeyOrByItsTitleWhereNoOtherHasIt() {
        assertThat(KillAt.named("promote-copy")).isEqualTo(Answer.of("promote-copy"));
        assertThat(KillAt.named("promote the copy")).isEqualTo(Answer.of("promote-copy"));
        assertThat(KillAt.named("Decide by what was found").toString())
                .contains("TRY:STEP", "judge-before-opening", "judge-findings")
                .doesNotContain("promote-copy");
    }

    /// A try cleans up before it begins, and its system is called as an operator's may be.
    @Test
    void aRunOfAnOperatorsShopIsNoneOfATrys(@TempDir Path home) throws Exception {
        Files.createDirectories(home.resolve("try/writers"));
        var order = order(Purpose.PRODUCTION, Path.of("/srv/shop/system.yaml"));
        assertThat(journal.create(order)).isInstanceOf(Given.class);
        var server = home.resolve("servers/" + order.id());
        Files.createDirectories(server);

        tryOut(home).clean();
        var answer =
                tryOut(home)
                        .run(new TryOut.Options(1_000, false, "", Route.AUTO, false), new Silent());

        assertThat(((Refused<TryOut.Result>) answer).problems())
                .extracting(Problem::code)
                .containsExactly("TRY:NAME_TAKEN");
        assertThat(journal.find(order.id()).orElseThrow().state()).isEqualTo(RunState.WAITING);
        assertThat(server).exists();
    }

    private static Order order(Purpose purpose, Path system) {
        var steps = new FakeSteps(FakeStep.making("all", new belay.testkit.World()));
        var any = Orders.order(ShopTry.SYSTEM.text(), purpose, steps.parts());
        return new Order(
                any.id(),
                any.system(),
                purpose,
                any.plan(),
                any.planHash(),
                new Options("", system.toString(), false, false, List.of(), List.of()).json(),
                any.by(),
                any.pauseLimit(),
                any.parts());
    }

    private void ended(Purpose purpose, Path system) throws Exception {
        var steps = new FakeSteps(FakeStep.making("all", new belay.testkit.World()));
        var order = order(purpose, system);
        assertThat(journal.create(order)).isInstanceOf(Given.class);
        var claim = journal.pickUp(order.id(), WORKER).orElseThrow();

        var state = new Driver(journal, steps, NoPorts.ports(), Pace.DEFAULT).carryOut(claim);

        assertThat(state).isEqualTo(RunState.DONE);
    }

    private ShopTry tryOut(Path home) {
        var postgres = new Postgres(home.resolve("programs"));
        var host = LocalHost.of(home.resolve("hosts"), home.resolve("cache"));
        var belay =
                new InProcess(
                        new InProcess.Person("ada", "test"),
                        home,
                        new Shelf(List.of()),
                        postgres,
                        new StrangersFiles(),
                        new PostgresSandboxes(home.resolve("boxes"), home, host::fetch),
                        host,
                        new Ended(),
                        new RunIds(Instant::now, new Random(1)),
                        List::of);
        return new ShopTry(belay, postgres, host, new KillAt(new StepJson()), home);
    }

    /// Nothing is to be carried out any more.
    private final class Ended implements Records {

        @Override
        public boolean exist() {
            return true;
        }

        @Override
        public Journal journal() {
            return journal;
        }

        @Override
        public Timings timings() {
            return journal.timings();
        }

        @Override
        public World world() {
            throw new IllegalStateException("nothing is carried out here");
        }

        @Override
        public Watches watches() {
            throw new IllegalStateException("nobody watches here");
        }

        @Override
        public void work(RunId run) {
            throw new IllegalStateException("nothing is carried out here");
        }
    }

    private final class Silent implements TryOut.Display {

        @Override
        public void stage(String title) {}

        @Override
        public void say(String line) {}

        @Override
        public Run follow(Belay belay, RunId run) throws Fault {
            return journal.find(run).orElseThrow();
        }
    }
}
