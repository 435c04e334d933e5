package belay.step;

import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.Fault;
import belay.plan.Plan;
import belay.run.Outcome;
import belay.run.Purpose;
import belay.system.ProductSystem.Route;
import belay.testkit.Death;
import belay.testkit.Surroundings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every step promises, tried on each step of each kind of run, against a world in memory: a
/// second time is as good as once, whoever dies between two changes is followed by somebody who
/// ends at the same, and what is taken back is as it was.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryStepTest {

    private static final String GONE = "nothing";

    private final List<Moment> moments = new ArrayList<>();

    /// A step that is about to be carried out.
    ///
    /// @param done outcomes of those before it
    record Moment(Flow flow, List<Outcome> done, Surroundings before) {

        UpgradeStep step() {
            return flow.steps().get(done.size());
        }

        List<Outcome> with(Outcome outcome) {
            return Stream.concat(done.stream(), Stream.of(outcome)).toList();
        }

        @Override
        public String toString() {
            return flow.name() + ": " + step().name();
        }
    }

    // The runs

    @BeforeAll
    void layOut(@TempDir Path folder) throws Exception {
        var linked = Scene.withLink(folder);
        for (var route : List.of(Route.PHYSICAL, Route.TEMPLATE, Route.LOGICAL)) {
            upgrade("kiosk by " + route, linked, linked.kiosk(route));
            upgrade("notes by " + route, linked, Scene.notes(route));
        }
        var unlinked = Scene.withDirectory();
        upgrade("kiosk without a link", unlinked, unlinked.kiosk(Route.PHYSICAL));
        upgrade("kiosk at a port that is known", linked, linked.kioskAt(7_001));
        upgrade("kiosk without pages", linked, linked.kioskWithoutPages(Route.PHYSICAL, folder));
        restore(linked, linked.kiosk(Route.PHYSICAL));
        restore(linked, linked.kioskAt(7_002));
        restoreWhatIsDown(linked, linked.kiosk(Route.PHYSICAL));
        dumps();
    }

    private void upgrade(String name, Scene scene, Plan plan) throws Exception {
        var start = scene.production(plan);
        run("rehearsal of " + name, Purpose.TESTING, plan, start);
        var upgraded = run("upgrade of " + name, Purpose.PRODUCTION, plan, start);
        back("rollback of " + name, upgraded);
        if (plan.system().database().route() == Route.PHYSICAL) {
            var down = down(upgraded, newServer(upgraded.ran().around()));
            back(
                    "rollback of what is down, " + name,
                    new Finished(upgraded.flow(), new Flow.Ran(upgraded.ran().outcomes(), down)));
        }
    }

    /// Its nodes have gone down with the server.
    private static Surroundings down(Finished run, String serverRuns) {
        var down = run.ran().around().copy();
        down.remove(serverRuns);
        down.removeBelow("process ");
        down.removeBelow("listens ");
        return down;
    }

    /// Gone where the server that an upgrade has made production is down.
    private static String newServer(Surroundings around) {
        return around.below("server ").stream()
                .filter(fact -> fact.endsWith(" runs") && !fact.equals(Scene.SERVER_RUNS))
                .findFirst()
                .orElseThrow();
    }

    private void restore(Scene scene, Plan plan) throws Exception {
        var backedUp = run("backup", Purpose.BACKUP, plan, scene.production(plan));
        var restored =
                run("restore", Purpose.RESTORE, Scene.restoring(plan), backedUp.ran().around());
        back("rollback of a restore", restored);
    }

    private void restoreWhatIsDown(Scene scene, Plan plan) throws Exception {
        var backedUp = run("backup", Purpose.BACKUP, plan, scene.production(plan));
        run(
                "restore of what is down",
                Purpose.RESTORE,
                Scene.restoring(plan),
                down(backedUp, Scene.SERVER_RUNS));
    }

    private record Finished(Flow flow, Flow.Ran ran) {}

    private Finished run(String name, Purpose purpose, Plan plan, Surroundings start)
            throws Exception {
        return add(Flow.of(name, purpose, plan, start));
    }

    private void back(String name, Finished forward) throws Exception {
        add(forward.flow().back(name, forward.ran()));
    }

    private void dumps() throws Exception {
        var plan = Scene.notes(Route.AUTO);
        var start = Scene.withDirectory().production(plan);
        for (var purpose :
                List.of(Purpose.DUMP_CHECK, Purpose.DUMP_TESTING, Purpose.DUMP_PRODUCTION)) {
            add(Flow.ofDump("dump " + purpose, purpose, plan, start));
        }
    }

    /// Carries it out once, and remembers how it was before each step.
    private Finished add(Flow flow) throws Exception {
        var around = flow.start().copy();
        var done = new ArrayList<Outcome>();
        for (var step : flow.steps()) {
            moments.add(new Moment(flow, List.copyOf(done), around.copy()));
            try {
                done.add(flow.act(done, around));
            } catch (Fault fault) {
                throw new AssertionError(flow.name() + " fails at " + step.name(), fault);
            }
        }
        return new Finished(flow, new Flow.Ran(List.copyOf(done), around));
    }

    private Stream<Moment> everyStep() {
        return moments.stream();
    }

    private Stream<Moment> everyStepThatIsDoneAgain() {
        return moments.stream().filter(moment -> moment.step().anewFrom().isEmpty());
    }

    private Stream<Moment> everyStepThatCanBeTakenBack() {
        return moments.stream().filter(moment -> moment.done().size() < moment.flow().commit());
    }

    private Stream<Moment> everyStepThatCommits() {
        return moments.stream().filter(moment -> moment.step().commits());
    }

    // What they promise

    @Test
    void noKindOfStepIsLeftOut() {
        assertThat(moments.stream().map(moment -> moment.step().kind()).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(UpgradeStep.class.getPermittedSubclasses())
                                .map(Class::getSimpleName)
                                .toList());
    }

    /// One that starts anew is never simply done again.
    @ParameterizedTest
    @MethodSource("everyStepThatIsDoneAgain")
    void aSecondTimeIsAsGoodAsOnce(Moment moment) throws Exception {
        var once = moment.before().copy();
        var outcome = moment.flow().act(moment.done(), once);

        var twice = once.copy();
        var again = moment.flow().act(moment.done(), twice);

        assertThat(differences(settled(once), settled(twice))).isEmpty();
        assertThat(settled(again)).isEqualTo(settled(outcome));
    }

    @ParameterizedTest
    @MethodSource("everyStep")
    void aStepIsReadBackAsItWasWritten(Moment moment) {
        var codec = new StepJson();

        assertThat(codec.read(codec.write(moment.step()))).isEqualTo(moment.step());
    }

    @ParameterizedTest
    @MethodSource("everyStep")
    void whoeverDiesBetweenTwoChangesIsFollowedByTheSameEnd(Moment moment) throws Exception {
        var whole = moment.before().copy();
        var outcome = moment.flow().act(moment.done(), whole);

        for (var left : deaths(moment)) {
            var again = left.copy();
            if (moment.step().anewFrom().isEmpty()) {
                assertThat(settled(moment.flow().act(moment.done(), again)))
                        .isEqualTo(settled(outcome));
                assertThat(differences(settled(whole), settled(again))).isEmpty();
            } else if (moment.flow().purpose().onCopy()) {
                assertThat(settled(anew(moment, again))).isEqualTo(settled(outcome));
                assertThat(differences(settled(whole), settled(again))).isEmpty();
            } else {
                moment.flow().takeBack(moment.with(Outcome.NOTHING), 0, again);
                assertThat(leftBy(moment.flow(), again)).isEmpty();
            }
        }
    }

    /// As the driver starts anew.
    private static Outcome anew(Moment moment, Surroundings around) throws Exception {
        var flow = moment.flow();
        int from = flow.ordinal(moment.step().anewFrom().orElseThrow());
        flow.takeBack(moment.with(Outcome.NOTHING), from, around);
        var done = new ArrayList<>(moment.done().subList(0, from));
        while (done.size() < moment.done().size()) {
            done.add(flow.act(done, around));
        }
        return flow.act(done, around);
    }

    @ParameterizedTest
    @MethodSource("everyStepThatCanBeTakenBack")
    void takenBackWithAllBeforeItEverythingIsAsItWas(Moment moment) throws Exception {
        var whole = moment.before().copy();
        var outcome = moment.flow().act(moment.done(), whole);

        moment.flow().takeBack(moment.with(outcome), 0, whole);

        assertThat(leftBy(moment.flow(), whole)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("everyStepThatCanBeTakenBack")
    void whatWasHalfDoneIsTakenBackToo(Moment moment) throws Exception {
        for (var half : deaths(moment)) {
            moment.flow().takeBack(moment.with(Outcome.NOTHING), 0, half);

            assertThat(leftBy(moment.flow(), half)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("everyStepThatCanBeTakenBack")
    void takenBackTwiceOrByTwoIsAsGoodAsOnce(Moment moment) throws Exception {
        var flow = moment.flow();
        var whole = moment.before().copy();
        var outcome = flow.act(moment.done(), whole);
        var once = whole.copy();
        flow.undo(moment.done(), outcome, once);

        var twice = once.copy();
        flow.undo(moment.done(), outcome, twice);

        assertThat(differences(settled(once), settled(twice))).isEmpty();
        for (var half : deaths(whole, around -> flow.undo(moment.done(), outcome, around))) {
            flow.undo(moment.done(), outcome, half);
            assertThat(differences(settled(once), settled(half))).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("everyStepThatCommits")
    void noIsSaidOfACommitOnlyWhereNothingOfItIsThere(Moment moment) throws Exception {
        var whole = moment.before().copy();
        assertThat(moment.flow().took(moment.done(), whole)).isFalse();

        moment.flow().act(moment.done(), whole);

        assertThat(moment.flow().took(moment.done(), whole)).isTrue();
        for (var half : deaths(moment)) {
            if (!moment.flow().took(moment.done(), half)) {
                assertThat(half.picture()).isEqualTo(moment.before().picture());
            }
        }
    }

    // Deaths

    private interface Act {
        void on(Surroundings around) throws Fault, InterruptedException;
    }

    /// What is left by whoever dies before each change that the step makes.
    private static List<Surroundings> deaths(Moment moment) throws Exception {
        return deaths(
                moment.before(),
                around -> {
                    var _ = moment.flow().act(moment.done(), around);
                });
    }

    private static List<Surroundings> deaths(Surroundings before, Act act) throws Exception {
        var left = new ArrayList<Surroundings>();
        var counted = before.copy();
        act.on(counted);
        for (int breath : IntStream.rangeClosed(1, counted.breaths()).toArray()) {
            var around = before.dyingAt(breath);
            try {
                act.on(around);
            } catch (Death death) {
                left.add(around.copy());
            }
        }
        assertThat(left).hasSize(counted.breaths());
        return left;
    }

    // What is compared

    /// Only what differs is told.
    private static List<String> differences(
            NavigableMap<String, String> was, NavigableMap<String, String> is) {
        return Stream.concat(was.keySet().stream(), is.keySet().stream())
                .distinct()
                .filter(name -> !was.getOrDefault(name, GONE).equals(is.getOrDefault(name, GONE)))
                .map(name ->
                        name
                                + ": was "
                                + was.getOrDefault(name, GONE)
                                + ", is "
                                + is.getOrDefault(name, GONE))
                .toList();
    }

    /// What a run that was taken back has changed.
    private static List<String> leftBy(Flow flow, Surroundings around) {
        return differences(kept(flow, flow.start()), kept(flow, around));
    }

    /// Without what is another each time: how long it took.
    private static String settled(Outcome outcome) {
        return settled(outcome.json());
    }

    private static String settled(String text) {
        return text.replaceAll("\"(seconds|took)\":[^,}]*", "\"$1\":0");
    }

    private static NavigableMap<String, String> settled(Surroundings around) {
        var picture = around.picture();
        picture.replaceAll((_, what) -> settled(what));
        return picture;
    }

    /// Without what a run leaves on purpose when it is taken back: its backup, the files of others
    /// as they were before it, what it has shown. A home that was a directory stays a link to it.
    private static NavigableMap<String, String> kept(Flow flow, Surroundings around) {
        var picture = settled(around);
        picture.keySet()
                .removeIf(name ->
                        name.startsWith("backup")
                                || name.startsWith("rehearsal ")
                                || name.startsWith("file " + Scene.BELAY + "/backups/")
                                || name.startsWith(
                                        "file " + Scene.BELAY + "/runs/" + flow.id() + "/kept/"));
        var left = new TreeMap<>(picture);
        picture.forEach((name, what) -> {
            if (name.startsWith("link ") && what.contains(".before-" + flow.id())) {
                left.remove(name);
                around.below("file " + what + "/")
                        .forEach(file -> {
                            left.remove(file);
                            left.put(
                                    "file "
                                            + name.substring("link ".length())
                                            + file.substring(("file " + what).length()),
                                    around.get(file));
                        });
            }
        });
        return left;
    }
}
