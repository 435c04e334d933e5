package belay.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Fault;
import belay.run.Purpose;
import belay.system.ProductSystem.Route;
import belay.testkit.Surroundings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A product without pages, whose facts are asked while clients wait: it serves when its role can
/// log in.
class ServedTest {

    private static final List<SeeServed.Seen> BY_LOGIN =
            List.of(
                    new SeeServed.Seen("one", "a login as kiosk"),
                    new SeeServed.Seen("two", "a login as kiosk"));

    @TempDir private Path folder;

    private Flow upgrade(Route route) throws Exception {
        var scene = Scene.withDirectory();
        var plan = scene.kioskWithoutPages(route, folder);
        return Flow.of("upgrade", Purpose.PRODUCTION, plan, scene.production(plan));
    }

    @ParameterizedTest
    @EnumSource(names = {"PHYSICAL", "TEMPLATE", "LOGICAL"})
    void itIsSeenToServeByALoginBothWays(Route route) throws Exception {
        var upgrade = upgrade(route);
        var upgraded = upgrade.whole();
        var rollback = upgrade.back("rollback", upgraded);
        var back = rollback.whole();

        assertThat(seen(upgrade, upgraded)).isEqualTo(BY_LOGIN);
        assertThat(seen(rollback, back)).isEqualTo(BY_LOGIN);
        assertThat(upgrade.ordinal("see-served")).isGreaterThan(upgrade.ordinal("start-two"));
    }

    private static List<SeeServed.Seen> seen(Flow flow, Flow.Ran ran) {
        return ran.outcomes().get(flow.ordinal("see-served")).as(SeeServed.Served.class).nodes();
    }

    @ParameterizedTest
    @EnumSource(names = {"PHYSICAL", "TEMPLATE", "LOGICAL"})
    void itDoesNotServeWhileItsRoleIsShutOut(Route route) throws Exception {
        var upgrade = upgrade(route);
        var started = upgrade.until("see-served");
        started.around().below("server ").stream()
                .filter(name -> name.endsWith(" role kiosk"))
                .forEach(name -> started.around().put(name, "shut by somebody"));

        assertThatThrownBy(
                        () -> {
                            var _ = upgrade.act(started.outcomes(), started.around());
                        })
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("CLIENTS:NOT_SERVED")
                .hasMessageContaining("a login as kiosk");
    }

    @ParameterizedTest
    @EnumSource(names = {"PHYSICAL", "TEMPLATE", "LOGICAL"})
    void itsFactsAreAskedOfTheTrialBeforeAnybodyIsLetIn(Route route) throws Exception {
        var upgrade = upgrade(route);

        var upgraded = upgrade.whole();

        assertThat(upgrade.steps())
                .extracting(UpgradeStep::name)
                .containsSubsequence(
                        "fence-production",
                        "hop-2-1",
                        "facts-trial",
                        "stop-hop-2",
                        "open-to-clients",
                        "facts-after");
        assertThat(answers(upgrade, upgraded, "facts-before"))
                .isEqualTo(Map.of("notes in the database", "2"));
        assertThat(answers(upgrade, upgraded, "facts-trial"))
                .isEqualTo(answers(upgrade, upgraded, "facts-after"))
                .isEqualTo(Map.of("notes in the database", "5"));
    }

    private static Map<String, String> answers(Flow flow, Flow.Ran ran, String step) {
        return ran.outcomes().get(flow.ordinal(step)).as(AskFacts.Told.class).answers().stream()
                .collect(Collectors.toMap(AskFacts.Answered::fact, AskFacts.Answered::answer));
    }

    @ParameterizedTest
    @EnumSource(names = {"PHYSICAL", "TEMPLATE", "LOGICAL"})
    void aFactThatDoesNotHoldThereEndsTheRunWhileItCanBeTakenBack(Route route) throws Exception {
        var upgrade = upgrade(route);
        var tried = upgrade.until("facts-trial");
        copyOfNotes(tried.around()).forEach(table -> tried.around().put(table, "id integer"));

        assertThatThrownBy(
                        () -> {
                            var _ = upgrade.act(tried.outcomes(), tried.around());
                        })
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("FACT:DIFFERS");
        upgrade.takeBack(tried.outcomes(), 0, tried.around());
        assertThat(tried.around().get("server 5432 db kiosk table public.note"))
                .isEqualTo(upgrade.start().get("server 5432 db kiosk table public.note"));
        assertThat(tried.around().get("server 5432 role kiosk")).isEqualTo("login");
        assertThat(tried.around().get("server 5432 db kiosk access")).isEqualTo("all");
    }

    private static List<String> copyOfNotes(Surroundings around) {
        return around.below("server ").stream()
                .filter(name -> name.endsWith(" table public.note"))
                .filter(name -> !name.startsWith("server 5432 db kiosk "))
                .toList();
    }
}
