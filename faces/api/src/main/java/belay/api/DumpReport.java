package belay.api;

import belay.run.Run;
import belay.run.StepRecord;
import belay.run.StepState;
import belay.step.LoadDump;
import belay.step.NoteWaiver;
import belay.step.OpenSandbox;
import belay.step.RunScripts;
import belay.step.TakeDump;
import belay.step.WriteDump;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What became of a dump in one run, from the outcomes of its steps. Lists of none or one stand for
/// what has not come so far.
public record DumpReport(
        List<TakeDump.Taken> taken,
        List<OpenSandbox.Opened> opened,
        List<LoadDump.Filled> filled,
        List<RunScripts.Ran> disabled,
        List<WriteDump.Result> written,
        List<NoteWaiver.Noted> waived) {

    public static DumpReport of(Run run) {
        return new DumpReport(
                outcomes(run, TakeDump.class, TakeDump.Taken.class),
                outcomes(run, OpenSandbox.class, OpenSandbox.Opened.class),
                outcomes(run, LoadDump.class, LoadDump.Filled.class),
                disabled(run),
                outcomes(run, WriteDump.class, WriteDump.Result.class),
                outcomes(run, NoteWaiver.class, NoteWaiver.Noted.class));
    }

    private static List<RunScripts.Ran> disabled(Run run) {
        return run
                .step(RunScripts.NEUTRALISE)
                .filter(step -> step.state() instanceof StepState.Done)
                .map(step -> step.outcome().as(RunScripts.Ran.class))
                .filter(ran -> !ran.scripts().isEmpty())
                .stream()
                .toList();
    }

    private static <T extends Record> List<T> outcomes(Run run, Class<?> step, Class<T> type) {
        return run.steps().stream()
                .filter(record -> record.part().kind().equals(step.getSimpleName()))
                .filter(record -> record.state() instanceof StepState.Done)
                .map(StepRecord::outcome)
                .map(outcome -> outcome.as(type))
                .toList();
    }

    /// Name → value, for people.
    public Map<String, String> lines() {
        var lines = new LinkedHashMap<String, String>();
        for (var one : taken) {
            lines.put(
                    "Dump",
                    Path.of(one.file()).getFileName()
                            + ", "
                            + DumpFound.form(one.head())
                            + ", "
                            + Words.bytes(one.bytes())
                            + ", SHA-256 "
                            + one.sha256());
        }
        for (var one : filled) {
            lines.put(
                    "Loaded",
                    Words.count(one.rows(), "row")
                            + " in "
                            + Words.count(one.tables(), "table")
                            + opened.stream()
                                    .map(box -> ", PostgreSQL " + box.major())
                                    .collect(Collectors.joining()));
        }
        for (var one : disabled) {
            lines.put("Disabled", String.join("; ", one.scripts()));
        }
        for (var one : written) {
            lines.put(
                    "Result",
                    one.file() + ", " + Words.bytes(one.bytes()) + ", SHA-256 " + one.sha256());
            if (one.neutralised()) {
                lines.put("For", "tests only: the result is neutralised and marked as such");
            }
        }
        for (var one : waived) {
            lines.put(
                    "Waiver",
                    one.by() + " answers for " + one.what() + " that was left out: " + one.why());
        }
        return lines;
    }

    /// What the result is without.
    public List<String> leftOut() {
        return filled.stream().flatMap(one -> one.leftOut().stream()).toList();
    }

    /// What had to be mended, and which bounds could not be set.
    public List<String> mended() {
        return Stream.concat(
                        filled.stream().flatMap(one -> one.repairs().stream()),
                        opened.stream()
                                .flatMap(one -> one.missing().stream())
                                .map(missing -> "the sandbox was without a bound: " + missing))
                .toList();
    }
}
