package belay.step;

import static org.assertj.core.api.Assertions.assertThat;

import belay.run.Purpose;
import belay.system.ProductSystem.Route;
import belay.testkit.Death;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What is done to prepare a home costs no more than it must.
class PrepareHomeTest {

    @Test
    void aPackageThatACommandMakesIsMadeInAnEmptyDirectory() throws Exception {
        var scene = Scene.withDirectory();
        var plan = Scene.madeBy(scene.kiosk(Route.PHYSICAL), "build");
        var start = scene.production(plan);
        start.put("program build", "");
        var upgrade = Flow.of("rehearsal", Purpose.TESTING, plan, start);
        var before = upgrade.until("prepare-home-1-one");

        var around = before.around().copy();
        var outcome = upgrade.act(before.outcomes(), around).as(PrepareHome.Prepared.class);

        assertThat(around.has("file " + outcome.home() + "/built.txt")).isTrue();
        assertThat(outcome.unsummed()).containsExactly("command build");
    }

    /// Looked at between any two changes, for it is gone when the step ends.
    @Test
    void ofTheRunningReleaseOnlyWhatIsMergedIsUnpackedAnew() throws Exception {
        var scene = Scene.withDirectory();
        var plan = scene.kiosk(Route.PHYSICAL);
        var upgrade = Flow.of("upgrade", Purpose.PRODUCTION, plan, scene.production(plan));
        var before = upgrade.until("prepare-home-1-one");
        var whole = before.around().copy();
        var outcome = upgrade.act(before.outcomes(), whole).as(PrepareHome.Prepared.class);

        var unpacked = new TreeSet<String>();
        for (int breath = 1; breath <= whole.breaths(); breath++) {
            var around = before.around().dyingAt(breath);
            try {
                var _ = upgrade.act(before.outcomes(), around);
            } catch (Death death) {
                unpacked.addAll(around.below("file " + outcome.home() + ".before/"));
            }
        }

        assertThat(outcome.merged()).containsExactly("conf/kiosk.properties");
        assertThat(unpacked)
                .containsExactly("file " + outcome.home() + ".before/conf/kiosk.properties");
    }
}
