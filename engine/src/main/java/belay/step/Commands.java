package belay.step;

import static belay.step.UpgradeStep.host;
import static belay.step.UpgradeStep.world;

import belay.outside.Fault;
import belay.outside.Host.Exit;
import belay.release.Command;
import belay.run.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Runs the commands of a pack where the data of their stage is: on the host, or, where the data
/// came with a dump, beside it in the sandbox. The program is the operator's, but what it does may
/// be the data's choice.
final class Commands {

    private Commands() {}

    static Exit run(Site site, Stage stage, Command command, Duration limit)
            throws Fault, InterruptedException {
        var invocation = Placeholders.at(site, stage).invocation(command);
        return switch (stage.copy()) {
            case Copy.Boxed(var sandbox) ->
                    world(site).sandboxes().run(sandbox, invocation, folders(site, stage), limit);
            case Copy.Server _, Copy.Named _, Copy.None _ -> host(site).run(invocation, limit);
        };
    }

    private static List<Path> folders(Site site, Stage stage) throws Fault {
        var there = new ArrayList<Path>();
        for (var folder :
                Stream.of(stage.home(), stage.oldHome(), Options.of(site).packDirectory())
                        .filter(folder -> !folder.isEmpty())
                        .distinct()
                        .map(Path::of)
                        .toList()) {
            // The code of the release that the data came from need not be there.
            if (host(site).exists(folder)) {
                there.add(folder);
            }
        }
        return there;
    }
}
