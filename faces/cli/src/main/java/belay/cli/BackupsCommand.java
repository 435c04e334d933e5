package belay.cli;

import belay.api.Words;
import belay.outside.Fault;
import belay.plan.PlanJson;
import belay.run.Backups.Backup;
import belay.run.Backups.Trial;
import belay.system.SystemFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;

/// `belay backups`.
@Command(
        name = "backups",
        description = "Lists the backups of a system, newest first.",
        footerHeading = "%nExample:%n",
        footer = {"  belay backups system.yaml"})
final class BackupsCommand implements Callable<Integer> {

    private final Bench bench;

    BackupsCommand(Bench bench) {
        this.bench = bench;
    }

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "SYSTEM",
            defaultValue = "system.yaml",
            description = "The system; ${DEFAULT-VALUE} where none is named.")
    private Path system = Path.of("system.yaml");

    @Override
    public Integer call() throws Fault, InterruptedException {
        return bench.on(
                SystemFile.read(system),
                read -> {
                    var backups = bench.belay().backups(read.name());
                    var tree = JsonNodeFactory.instance.objectNode();
                    tree.set("backups", PlanJson.mapper().valueToTree(backups));
                    bench.screen().result(tree, words(backups));
                    return Exit.DONE;
                });
    }

    private static List<String> words(List<Backup> backups) {
        if (backups.isEmpty()) {
            return List.of("There is no backup yet. Take one with: belay backup");
        }
        var table =
                Table.of("BACKUP", "TAKEN", "RELEASE", "SIZE", "TRIAL RESTORE", "DIRECTORY")
                        .numbers(3);
        for (var backup : backups) {
            table.row(
                    backup.id(),
                    Words.moment(backup.takenAt()),
                    backup.release(),
                    Words.bytes(backup.bytes()),
                    words(backup.trial()),
                    backup.directory());
        }
        return table.lines();
    }

    private static String words(Trial trial) {
        return switch (trial) {
            case Trial.Untried _ -> "not tried";
            case Trial.Passed(_, var took) -> "passed in " + Words.duration(took);
            case Trial.Failed(_, var problem) -> "failed: " + problem.reason();
        };
    }
}
