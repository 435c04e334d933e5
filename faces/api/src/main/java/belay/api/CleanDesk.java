package belay.api;

import belay.clean.Cleaning;
import belay.clean.Cleaning.Cleaned;
import belay.clean.Leftover;
import belay.clean.Leftovers;
import belay.outside.Fault;
import belay.plan.PlanJson;
import belay.problem.Answer.Given;
import belay.run.Run;
import belay.run.StepCodec;
import belay.step.FollowProduction;
import belay.step.Options;
import belay.system.ProductSystem;
import belay.system.SystemFile;
import belay.system.SystemName;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Lists what runs have left, and removes what may go.
final class CleanDesk {

    private static final int MOST_RUNS = 1_000;

    private final Path home;
    private final Records records;
    private final StepCodec codec;

    CleanDesk(Path home, Records records, StepCodec codec) {
        this.home = home;
        this.records = records;
        this.codec = codec;
    }

    List<Leftover> leftovers() throws Fault, InterruptedException {
        if (!records.exist()) {
            return List.of();
        }
        var runs = records.journal().history(MOST_RUNS);
        return Leftovers.of(records.world(), codec, home, runs, systems(runs));
    }

    List<Cleaned> clean() throws Fault, InterruptedException {
        return records.exist()
                ? new Cleaning(records.world(), records.journal()).remove(leftovers())
                : List.of();
    }

    /// Nobody follows any more: a slot that stays keeps production's log until its disk is full.
    void dropSlot(Run abandoned) throws Fault, InterruptedException {
        var followed =
                abandoned.steps().stream()
                        .anyMatch(step ->
                                step.state().started()
                                        && codec.read(step.part().step())
                                                instanceof FollowProduction);
        if (followed) {
            var production = PlanJson.read(abandoned.order().plan()).system().database();
            records.world()
                    .databases()
                    .unfollow(production, "belay_" + abandoned.id().text().replace('-', '_'));
        }
    }

    /// As they are described today, by the file that the newest run was ordered with.
    private static Map<SystemName, ProductSystem> systems(List<Run> newestFirst) {
        var systems = new HashMap<SystemName, ProductSystem>();
        for (var run : newestFirst) {
            if (!systems.containsKey(run.system()) && described(run)) {
                var file = Options.read(run.order().options()).systemFile();
                if (!file.isEmpty()
                        && SystemFile.read(Path.of(file)) instanceof Given<ProductSystem>(var read)
                        && read.name().equals(run.system())) {
                    systems.put(run.system(), read);
                }
            }
        }
        return systems;
    }

    private static boolean described(Run run) {
        return switch (run.order().purpose()) {
            case TESTING, PRODUCTION, BACKUP, RESTORE, GO_BACK -> true;
            case DUMP_CHECK, DUMP_TESTING, DUMP_PRODUCTION -> false;
        };
    }
}
