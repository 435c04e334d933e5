package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;
import static belay.step.UpgradeStep.host;
import static belay.step.UpgradeStep.plan;
import static belay.step.UpgradeStep.production;
import static belay.step.UpgradeStep.settings;

import belay.outside.Databases;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.problem.Problem;
import belay.release.Files.Format;
import belay.release.Files.Merge;
import belay.run.Site;
import belay.system.ProductSystem.DatabaseSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything that tells clients where production is, turned to the new side, and turned back.
///
/// @param stage where production is to be found afterwards
/// @param copy the data as the steps before knew it
/// @param keptDatabase what the old database is called after a change of names
/// @param link the home as the operator names it; empty for a product without files of its own
/// @param keptHome where a home that was no link is moved to
/// @param keptFiles directory for the files as they were before
public record Switch(
        Stage stage,
        Copy copy,
        String keptDatabase,
        String link,
        String keptHome,
        String keptFiles) {

    private static final Duration HOOK = Duration.ofSeconds(30);

    void turn(Site site) throws Fault, InterruptedException {
        var places = Placeholders.at(site, stage);
        if (copy instanceof Copy.Named(var database)) {
            databases(site).rename(production(site), database, keptDatabase);
        }
        if (!link.isEmpty()) {
            tuneHome(site, places);
            host(site).relink(Path.of(link), Path.of(stage.home()), Path.of(keptHome));
        }
        for (var file : written(site)) {
            host(site).rewrite(file.path(), file.format(), file.set(), kept(file.path()));
        }
        callHooks(site, places);
    }

    /// @throws Fault.Permanent if a file is not as the switch needs it
    void requirePossible(Site site) throws Fault {
        for (var file : written(site)) {
            host(site).requireRewritable(file.path(), file.format(), file.set());
        }
    }

    /// Whether production's name leads to other data afterwards, at the same address.
    boolean exchangesNames() {
        return copy instanceof Copy.Named;
    }

    /// Why nobody can be led back: what was production before is gone, or does not answer. With
    /// clients out it would be too late to find that.
    public Optional<Problem> noOldSide(Databases databases, DatabaseSettings production)
            throws Fault {
        var old =
                new Endpoint(
                        production.host(),
                        production.port(),
                        exchangesNames() ? keptDatabase : production.name(),
                        production.admin(),
                        production.adminPasswordFile());
        try {
            return databases.remains(production).databases().stream()
                            .anyMatch(stored -> stored.name().equals(old.database()))
                    ? Optional.empty()
                    : Optional.of(noOldSide(old, "there is no such database any more"));
        } catch (Fault.Transient silent) {
            return Optional.of(noOldSide(old, silent.problem().reason()));
        }
    }

    private static Problem noOldSide(Endpoint old, String found) {
        return Problem.of("ROLLBACK:NO_OLD_SIDE", "there is no old side to go back to")
                .value(found)
                .expected("the database " + old)
                .advice(
                        "Start its server if it is only stopped, and roll back again; if it was"
                                + " removed, what is left are the backups: belay backups");
    }

    private static void callHooks(Site site, Placeholders places)
            throws Fault, InterruptedException {
        for (var command : settings(site).promote().hook()) {
            var exit = host(site).run(places.apart(command), HOOK);
            if (exit.code() != 0) {
                throw new Fault.Permanent(
                        Problem.of("SWITCH:HOOK", "a hook of the switch failed")
                                .value(
                                        "exit code "
                                                + exit.code()
                                                + ": "
                                                + Questions.last(exit.output()))
                                .expected("exit code 0"));
            }
        }
    }

    /// A file of the operator's in which the switch sets keys.
    private record Written(Path path, Format format, Map<String, String> set) {}

    /// The named configurations, and last the operator's own description, which must lead to the
    /// new side from then on.
    private List<Written> written(Site site) throws Fault {
        var places = Placeholders.at(site, stage);
        var files = new ArrayList<Written>();
        for (var file : settings(site).promote().configurations()) {
            files.add(new Written(Path.of(file.file()), file.format(), places.secret(file.set())));
        }
        var systemFile = Options.of(site).systemFile();
        if (!systemFile.isEmpty() && !(copy instanceof Copy.Named)) {
            var port = Integer.toString(endpoint(site, stage.copy()).port());
            files.add(new Written(Path.of(systemFile), Format.YAML, Map.of("database.port", port)));
        }
        return files;
    }

    /// Keys that hold neither what the switch wrote nor what was there before: somebody has changed
    /// them since, and taking them back would lose that. Values may be secret and are not told.
    List<String> changedSince(Site site) throws Fault {
        var changed = new ArrayList<String>();
        for (var file : written(site)) {
            host(site)
                    .changedSince(file.path(), file.format(), file.set(), kept(file.path()))
                    .forEach(key -> changed.add(key + " in " + file.path()));
        }
        return changed;
    }

    /// The new home was prepared for its trial; its addresses become those of production.
    private void tuneHome(Site site, Placeholders places) throws Fault {
        if (stage.hop() == Stage.CURRENT) {
            return;
        }
        for (Merge merge : plan(site).hops().get(stage.hop()).files().merge()) {
            if (!merge.set().isEmpty()) {
                var file = Path.of(stage.home()).resolve(merge.path());
                host(site).rewrite(file, merge.format(), places.secret(merge.set()), kept(file));
            }
        }
    }

    void back(Site site) throws Fault, InterruptedException {
        for (var file : written(site).reversed()) {
            host(site)
                    .takeBack(file.path(), file.format(), file.set(), kept(file.path()))
                    .forEach(key ->
                            site.notes()
                                    .add(
                                            "left as somebody has changed it since: "
                                                    + key
                                                    + " in "
                                                    + file.path()));
        }
        if (!link.isEmpty()) {
            relinkOld(site);
        }
        if (copy instanceof Copy.Named(var database)) {
            databases(site).renameBack(production(site), database, keptDatabase);
        }
        callHooks(site, Placeholders.at(site, oldStage()));
    }

    /// Where production was before the switch.
    private Stage oldStage() {
        return new Stage(
                Stage.CURRENT,
                stage.node(),
                stage.ports(),
                stage.oldHome(),
                stage.oldHome(),
                stage.logs(),
                stage.process(),
                stage.production(),
                new Copy.None());
    }

    /// A home that was a directory and not a link has been moved; if it has not, nothing was
    /// relinked.
    private void relinkOld(Site site) throws Fault {
        var wasDirectory = stage.oldHome().equals(link);
        if (!wasDirectory) {
            host(site).relink(Path.of(link), Path.of(stage.oldHome()), Path.of(keptHome));
        } else if (host(site).exists(Path.of(keptHome))) {
            host(site).relink(Path.of(link), Path.of(keptHome), Path.of(keptHome + ".unused"));
        }
    }

    private Path kept(Path file) {
        return Path.of(keptFiles).resolve("kept" + file.toString().replace('/', '_'));
    }
}
