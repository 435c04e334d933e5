package belay.step;

import static belay.step.UpgradeStep.host;
import static belay.step.UpgradeStep.plan;

import belay.outside.Fault;
import belay.outside.Host.Carried;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.nio.file.Path;
import java.util.List;

/// Puts the home that a backup holds beside the present one, which stays as it is. What names the
/// database in it leads to the restored one: the address that was right then is that of a server
/// which is shut.
///
/// @param backup its id, for the report
/// @param directory of the backup
/// @param kept directory for the configuration as the backup has it
public record RestoreHome(String backup, String directory, Stage stage, String kept)
        implements UpgradeStep {

    static final String NAME = "restore-home";

    /// What the step found.
    public record Restored(String home, int files, long bytes) {}

    /// The home in a backup's directory.
    static Path in(String directory) {
        return Path.of(directory).resolve("home");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Restore the home " + Path.of(stage.home()).getFileName();
    }

    @Override
    public Outcome act(Site site) throws Fault {
        var home = Path.of(stage.home());
        Carried carried = host(site).carry(in(directory), home, List.of("**"), List.of());
        address(site, home);
        return Outcome.of(new Restored(stage.home(), carried.files(), carried.bytes()));
    }

    private void address(Site site, Path home) throws Fault {
        var places = Placeholders.at(site, stage);
        for (var merge : plan(site).hops().get(stage.hop()).files().merge()) {
            if (!merge.set().isEmpty() && host(site).exists(home.resolve(merge.path()))) {
                host(site)
                        .rewrite(
                                home.resolve(merge.path()),
                                merge.format(),
                                places.secret(merge.set()),
                                Path.of(kept).resolve(merge.path()));
            }
        }
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> {
            host(site).remove(Path.of(stage.home()));
            host(site).remove(Path.of(kept));
        });
    }
}
