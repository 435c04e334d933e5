package belay.step;

import belay.outside.Sandboxes;
import belay.outside.Sandboxes.Needs;
import belay.outside.Sandboxes.Output;
import belay.plan.Plan;
import belay.release.Action;
import belay.release.ReleaseId;
import belay.run.RunId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Lays out the steps that a dump goes through, all of them in a sandbox of its own.
///
/// @param belayHome where the job's files are kept
/// @param file the dump as it was handed in
/// @param sha256 that it must have; empty where nobody knows it
/// @param database that is taken of those that pg_dumpall wrote; empty where the dump is of one
/// @param needs of the sandbox
public record DumpItinerary(
        RunId run, Path belayHome, String file, String sha256, String database, Needs needs) {

    /// What is wanted of an upgrade.
    ///
    /// @param neutralise whether the result is for testing
    /// @param code a folder that has the code of each release in a folder of that name; empty if no
    ///   hop needs code
    /// @param file where the upgraded dump is written
    /// @param differences why those that no hop declares are accepted; empty if they are not
    /// @param waivers of what should have been done before
    public record Upgrade(
            Plan plan,
            boolean neutralise,
            String code,
            Output form,
            String file,
            String differences,
            List<NoteWaiver> waivers) {

        public Upgrade {
            waivers = List.copyOf(waivers);
        }
    }

    /// Load it, say what is in it, throw it away.
    public List<UpgradeStep> check() {
        var steps = loaded();
        steps.add(new CloseSandbox(sandbox()));
        steps.add(new ForgetDump(taken()));
        return steps;
    }

    /// The whole plan on the dump's data, and out again.
    public List<UpgradeStep> upgrade(Upgrade wanted) {
        var copy = new Copy.Boxed(sandbox());
        var steps = new ArrayList<UpgradeStep>(wanted.waivers());
        steps.addAll(loaded());
        steps.add(new RunScripts(RunScripts.When.AFTER_COPY, copy));
        if (wanted.neutralise()) {
            steps.add(new RunScripts(RunScripts.When.NEUTRALISE, copy));
        }
        steps.add(new CopyBefore(copy, ""));
        steps.add(new AskFacts("facts-before", stage(wanted, Stage.CURRENT), "", true));
        var hops = wanted.plan().hops();
        for (int hop = 0; hop < hops.size(); hop++) {
            for (int action = 0; action < hops.get(hop).actions().size(); action++) {
                var what = hops.get(hop).actions().get(action);
                steps.add(
                        new RunAction(
                                stage(wanted, hop),
                                action,
                                Itinerary.words(hops.get(hop).release(), what),
                                what instanceof Action.Sql));
            }
            if (!hops.get(hop).checks().isEmpty()) {
                steps.add(new CheckHop(stage(wanted, hop)));
            }
        }
        var last = stage(wanted, hops.size() - 1);
        steps.add(new AskFacts("facts-after", last, "facts-before", true));
        steps.add(RunChecks.judged(last));
        steps.add(new ProveData(copy, true, copy, false));
        steps.add(new JudgeFindings(JudgeFindings.LAST, true, wanted.differences()));
        var made = made(Path.of(wanted.file())).toString();
        steps.add(
                new WriteDump(sandbox(), wanted.form(), made, wanted.file(), wanted.neutralise()));
        steps.add(new PlaceDump(made, wanted.file()));
        steps.add(new CloseSandbox(sandbox()));
        if (wanted.neutralise()) {
            steps.add(new ConcludeRehearsal());
        }
        return steps;
    }

    private List<UpgradeStep> loaded() {
        var steps = new ArrayList<UpgradeStep>();
        steps.add(new TakeDump(file, taken(), sha256));
        steps.add(new OpenSandbox(sandbox(), needs));
        steps.add(
                new LoadDump(sandbox(), needs, database, files().resolve("unwrapped").toString()));
        return steps;
    }

    private Stage stage(Upgrade wanted, int hop) {
        return new Stage(
                hop,
                "",
                Map.of(),
                code(wanted, hop),
                code(wanted, Math.max(Stage.CURRENT, hop - 1)),
                Sandboxes.SCRATCH,
                run.text(),
                false,
                new Copy.Boxed(sandbox()));
    }

    /// The code of the release that the data have at that moment.
    private static String code(Upgrade wanted, int hop) {
        if (wanted.code().isEmpty()) {
            return "";
        }
        var plan = wanted.plan();
        var release = hop == Stage.CURRENT ? plan.from() : plan.hops().get(hop).release();
        return codeOf(wanted.code(), release).toString();
    }

    /// Where the code of a release lies.
    public static Path codeOf(String code, ReleaseId release) {
        return Path.of(code).resolve(release.text().replaceAll("[^A-Za-z0-9.~+_-]", "_"));
    }

    private String sandbox() {
        return run.text().replaceAll("[^a-z0-9-]", "-");
    }

    private String taken() {
        return files().resolve("taken").toString();
    }

    /// On the disk of the place where it is wanted, under a name of this run's own.
    private Path made(Path wanted) {
        return wanted.resolveSibling("." + wanted.getFileName() + "." + run.text());
    }

    private Path files() {
        return belayHome.resolve("runs").resolve(run.text());
    }
}
