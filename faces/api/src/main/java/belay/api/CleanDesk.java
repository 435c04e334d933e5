package belay.api;

import belay.clean.Cleaning;
import belay.clean.Cleaning.Cleaned;
import belay.clean.Leftover;
import belay.clean.Leftovers;
import belay.outside.Fault;
import belay.plan.PlanJson;
import belay.problem.Answer.Given;
import belay.run.Backups.Backup;
import belay.run.Run;
import belay.run.StepCodec;
import belay.step.FollowProduction;
import belay.step.Options;
import belay.step.SlotPressure;
import belay.step.World;
import belay.system.ProductSystem;
import belay.system.ProductSystem.DatabaseSettings;
import belay.system.SystemFile;
import belay.system.SystemName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import tools.jackson.core.JacksonException;

/// Lists what runs have left, and removes what may go.
final class CleanDesk {

    private static final int MOST_RUNS = 1_000;
    private static final int MOST_WATCHED = 100;

    /// For all of them together: whoever asks for the status wants it now.
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);

    private final Path home;
    private final Records records;
    private final StepCodec codec;
    private final Duration answersWithin;

    CleanDesk(Path home, Records records, StepCodec codec) {
        this(home, records, codec, ANSWERS_WITHIN);
    }

    CleanDesk(Path home, Records records, StepCodec codec, Duration answersWithin) {
        this.home = home;
        this.records = records;
        this.codec = codec;
        this.answersWithin = answersWithin;
    }

    List<Leftover> leftovers() throws Fault, InterruptedException {
        if (!records.exist()) {
            return List.of();
        }
        var runs = records.journal().history(MOST_RUNS);
        return Leftovers.of(records.world(), codec, home, runs, systems(runs));
    }

    /// With the room that each takes now: files that were shared with another one are its own once
    /// that one has been removed. One that lies elsewhere takes what it took when it was made.
    List<Backup> backups(SystemName system) throws Fault, InterruptedException {
        var world = records.world();
        var measured = new ArrayList<Backup>();
        for (var backup : world.backups().of(system)) {
            long now = world.host().usedBytes(Path.of(backup.directory()));
            measured.add(now > 0 ? backup.taking(now) : backup);
        }
        return measured;
    }

    List<Cleaned> clean() throws Fault, InterruptedException {
        return records.exist()
                ? new Cleaning(records.world(), records.journal()).remove(leftovers())
                : List.of();
    }

    /// Nobody follows any more: a slot that stays keeps production's log until its disk is full.
    void dropSlot(Run abandoned) throws Fault, InterruptedException {
        if (follows(abandoned)) {
            var production = production(abandoned);
            records.world()
                    .databases()
                    .unfollow(production, "belay_" + abandoned.id().text().replace('-', '_'));
        }
    }

    /// What may stop production, as [Belay] promises it.
    List<String> alarms() throws Fault, InterruptedException {
        if (!records.exist()) {
            return List.of();
        }
        var asked = new HashSet<DatabaseSettings>();
        var runs = new ArrayList<Run>();
        var unread = new ArrayList<String>();
        for (var run : records.journal().history(MOST_WATCHED)) {
            if (mayHoldASlot(run)) {
                var other = new OtherVersion(codec).of(run);
                if (other.isPresent()) {
                    unread.add(unasked(run, other.get().reason()));
                } else if (asked.add(production(run))) {
                    runs.add(run);
                }
            }
        }
        var alarms = new ArrayList<>(runs.isEmpty() ? List.<String>of() : alarms(runs));
        alarms.addAll(unread);
        return alarms;
    }

    private List<String> alarms(List<Run> runs) throws Fault, InterruptedException {
        var world = records.world();
        var answers =
                SideBySide.ask(
                        runs.stream()
                                .<Callable<List<String>>>map(run -> () -> alarms(world, run))
                                .toList(),
                        answersWithin);
        var late = "it has not answered within " + answersWithin.toSeconds() + " s";
        var alarms = new ArrayList<String>();
        for (int i = 0; i < runs.size(); i++) {
            alarms.addAll(answers.get(i).orElse(List.of(unasked(runs.get(i), late))));
        }
        return alarms;
    }

    private static List<String> alarms(World world, Run run) {
        try {
            return SlotPressure.of(world, production(run)).stream()
                    .map(slot -> run.system() + ": slot " + slot.slot() + " " + slot.words())
                    .toList();
        } catch (Fault silent) {
            return List.of(unasked(run, silent.problem().reason()));
        }
    }

    private static String unasked(Run run, String why) {
        return run.system()
                + ": cannot ask production's server whether a slot fills its disk: "
                + why;
    }

    private boolean mayHoldASlot(Run run) {
        return switch (run.state()) {
            case RUNNING, HALTED, FAILED, ABANDONED -> follows(run);
            case WAITING, DONE, UNDONE, CANCELLED -> false;
        };
    }

    private boolean follows(Run run) {
        return run.steps().stream()
                .anyMatch(step ->
                        step.state().started()
                                && step.part()
                                        .kind()
                                        .equals(FollowProduction.class.getSimpleName()));
    }

    private static DatabaseSettings production(Run run) {
        return PlanJson.read(run.order().plan()).system().database();
    }

    /// As they are described today, by the file that the newest run was ordered with.
    private static Map<SystemName, ProductSystem> systems(List<Run> newestFirst) {
        var systems = new HashMap<SystemName, ProductSystem>();
        for (var run : newestFirst) {
            if (!systems.containsKey(run.system()) && described(run)) {
                var file = systemFile(run);
                if (!file.isEmpty()
                        && SystemFile.read(Path.of(file)) instanceof Given<ProductSystem>(var read)
                        && read.name().equals(run.system())) {
                    systems.put(run.system(), read);
                }
            }
        }
        return systems;
    }

    /// Empty where another version of Belay wrote it.
    private static String systemFile(Run run) {
        try {
            return Options.read(run.order().options()).systemFile();
        } catch (JacksonException other) {
            return "";
        }
    }

    private static boolean described(Run run) {
        return switch (run.order().purpose()) {
            case TESTING, PRODUCTION, BACKUP, RESTORE, GO_BACK -> true;
            case DUMP_CHECK, DUMP_TESTING, DUMP_PRODUCTION -> false;
        };
    }
}
