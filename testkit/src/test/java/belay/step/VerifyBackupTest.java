package belay.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.run.Backups.Backup;
import belay.run.Backups.Trial;
import belay.run.Purpose;
import belay.system.ProductSystem.Route;
import belay.testkit.Surroundings;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A damaged backup is found before a restore takes time for another one, and is known as damaged.
class VerifyBackupTest {

    private final Scene scene = Scene.withDirectory();
    private Surroundings around = new Surroundings();
    private Flow restore;

    @BeforeEach
    void backUp() throws Exception {
        var plan = scene.kiosk(Route.PHYSICAL);
        around = Flow.of("backup", Purpose.BACKUP, plan, scene.production(plan)).whole().around();
        restore = Flow.of("restore", Purpose.RESTORE, Scene.restoring(plan), around);
    }

    @Test
    void whatWasDamagedSinceItsTrialIsFoundFirstAndRemembered() throws Exception {
        assertThat(backup().trial()).isInstanceOf(Trial.Passed.class);
        damageFound();

        assertThat(restore.ordinal(STEP)).isLessThan(restore.ordinal(TakeBackup.NAME));
        assertThat(backup().trial())
                .isInstanceOfSatisfying(
                        Trial.Failed.class,
                        failed -> assertThat(failed.problem().code()).isEqualTo("BACKUP:CHANGED"));
    }

    @Test
    void whatIsWholeAgainIsNotCalledDamaged() throws Exception {
        var whole = around.get(file());
        damageFound();
        around.put(file(), whole);
        var checked = restore.until(STEP);

        var _ = restore.act(checked.outcomes(), around);

        assertThat(backup().trial()).isInstanceOf(Trial.Untried.class);
    }

    private static final String STEP = "verify-backup";

    private void damageFound() throws Exception {
        around.put(file(), "damaged");
        var checked = restore.until(STEP);
        assertThatThrownBy(() -> restore.act(checked.outcomes(), around))
                .hasMessageContaining("BACKUP:CHANGED");
    }

    private Backup backup() throws Exception {
        List<Backup> backups = Scene.world(around).backups().of(restore.plan().system().name());
        return backups.getFirst();
    }

    private String file() throws Exception {
        return "backup " + backup().directory() + " db kiosk table public.note";
    }
}
