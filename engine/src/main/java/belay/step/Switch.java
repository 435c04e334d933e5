package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;
import static belay.step.UpgradeStep.host;
import static belay.step.UpgradeStep.plan;
import static belay.step.UpgradeStep.production;
import static belay.step.UpgradeStep.settings;

import belay.outside.Fault;
import belay.problem.Problem;
import belay.release.Files.Format;
import belay.release.Files.Merge;
import belay.run.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

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
        var promotion = settings(site).promote();
        if (copy instanceof Copy.Named(var database)) {
            databases(site).rename(production(site), database, keptDatabase);
        }
        if (!link.isEmpty()) {
            tuneHome(site, places);
            host(site).relink(Path.of(link), Path.of(stage.home()), Path.of(keptHome));
        }
        for (var file : promotion.configurations()) {
            host(site)
                    .rewrite(
                            Path.of(file.file()),
                            file.format(),
                            places.secret(file.set()),
                            kept(file.file()));
        }
        describe(site);
        for (var command : promotion.hook()) {
            var exit = host(site).run(places.invocation(command), HOOK);
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

    /// The new home was prepared for its trial; its addresses become those of production.
    private void tuneHome(Site site, Placeholders places) throws Fault {
        if (stage.hop() == Stage.CURRENT) {
            return;
        }
        for (Merge merge : plan(site).hops().get(stage.hop()).files().merge()) {
            if (!merge.set().isEmpty()) {
                var file = Path.of(stage.home()).resolve(merge.path());
                host(site)
                        .rewrite(
                                file,
                                merge.format(),
                                places.secret(merge.set()),
                                kept(file.toString()));
            }
        }
    }

    /// The operator's own description must lead to the new side from now on.
    private void describe(Site site) throws Fault {
        var systemFile = Options.of(site).systemFile();
        if (systemFile.isEmpty() || copy instanceof Copy.Named) {
            return;
        }
        var database = endpoint(site, stage.copy());
        host(site)
                .rewrite(
                        Path.of(systemFile),
                        Format.YAML,
                        Map.of("database.port", Integer.toString(database.port())),
                        kept(systemFile));
    }

    void back(Site site) throws Fault, InterruptedException {
        var promotion = settings(site).promote();
        var systemFile = Options.of(site).systemFile();
        if (!systemFile.isEmpty()) {
            host(site).putBack(kept(systemFile), Path.of(systemFile));
        }
        for (var file : promotion.configurations().reversed()) {
            host(site).putBack(kept(file.file()), Path.of(file.file()));
        }
        if (!link.isEmpty()) {
            relinkOld(site);
        }
        if (copy instanceof Copy.Named(var database)) {
            databases(site).renameBack(production(site), database, keptDatabase);
        }
        for (var command : promotion.hook()) {
            host(site).run(Placeholders.at(site, stage).invocation(command), HOOK);
        }
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

    private Path kept(String file) {
        return Path.of(keptFiles).resolve("kept" + file.replace('/', '_'));
    }
}
