package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.world;

import belay.outside.Fault;
import belay.outside.Sandboxes.Output;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.nio.file.Path;
import java.util.Optional;

/// Writes the upgraded data as a dump, beside the place where it is wanted.
///
/// @param made where it is written; nobody else writes there
/// @param file where it is wanted
/// @param neutralised whether it is marked as one that must not become production
public record WriteDump(String sandbox, Output form, String made, String file, boolean neutralised)
        implements UpgradeStep {

    public static final String NAME = "write-dump";

    /// What was written, and where it will be.
    public record Result(String file, long bytes, String sha256, boolean neutralised) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Write the upgraded dump";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var database = world(site).sandboxes().endpoint(sandbox);
        databases(site).unmark(database);
        if (neutralised) {
            databases(site).markNeutralised(database, site.run().id().text());
        }
        var written = world(site).sandboxes().dump(sandbox, form, Path.of(made), site.meter());
        return Outcome.of(new Result(file, written.bytes(), written.sha256(), neutralised));
    }

    @Override
    public Optional<String> anewFrom() {
        return Optional.of(OpenSandbox.NAME);
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> {
            world(site).host().remove(Path.of(made));
            world(site).host().remove(Path.of(made + ".half"));
        });
    }
}
