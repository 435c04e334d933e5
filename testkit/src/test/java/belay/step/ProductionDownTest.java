package belay.step;

import static org.assertj.core.api.Assertions.assertThat;

import belay.run.Purpose;
import belay.system.ProductSystem.Route;
import belay.testkit.Surroundings;
import org.junit.jupiter.api.Test;

/// A production that is down is taken as shut, as long as it is.
class ProductionDownTest {

    private final Scene scene = Scene.withDirectory();

    @Test
    void whatAnswersAgainIsFencedBeforeClientsAreLedElsewhere() throws Exception {
        var restore = restore();
        var ran = restore.until(SwitchClients.NAME);
        ran.around().put(Scene.SERVER_RUNS, "");

        var _ = restore.act(ran.outcomes(), ran.around());

        assertThat(fenced(restore, ran.around())).isTrue();
    }

    @Test
    void whatAnswersAgainAfterTheOpeningIsFencedToo() throws Exception {
        var restore = restore();
        var ran = restore.until("watch-old-side");
        ran.around().put(Scene.SERVER_RUNS, "");

        var _ = restore.act(ran.outcomes(), ran.around());

        assertThat(fenced(restore, ran.around())).isTrue();
    }

    @Test
    void noBackupIsTakenOfIt() throws Exception {
        assertThat(restore().steps()).noneMatch(TakeBackup.class::isInstance);
    }

    private Flow restore() throws Exception {
        var plan = scene.kiosk(Route.PHYSICAL);
        var down = Flow.of("backup", Purpose.BACKUP, plan, scene.production(plan)).whole().around();
        down.remove(Scene.SERVER_RUNS);
        return Flow.of("restore", Purpose.RESTORE, Scene.restoring(plan), down);
    }

    private static boolean fenced(Flow restore, Surroundings around) throws Exception {
        var databases = Scene.world(around).databases();
        return databases.fenced(
                databases.endpoint(restore.plan().system().database()), restore.id().text());
    }
}
