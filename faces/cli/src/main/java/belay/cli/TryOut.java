package belay.cli;

import belay.api.Belay;
import belay.clean.Leftover;
import belay.outside.Fault;
import belay.problem.Answer;
import belay.run.Run;
import belay.run.RunId;
import belay.system.ProductSystem.Route;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The main job on a production of our own making, for whoever wants to see it: `belay try`.
public interface TryOut {

    /// Sets a production up, upgrades it under load, and says what came of it. A second call starts
    /// clean.
    ///
    /// @return refused if this machine lacks something, or an option is wrong
    Answer<Result> run(Options options, Display display) throws Fault, InterruptedException;

    /// Whether a try was killed before its end: then `belay resume` without a run goes on with it.
    boolean unfinished();

    /// Goes on with the try that was killed.
    Answer<Result> resume(Display display) throws Fault, InterruptedException;

    /// What the person asked for.
    ///
    /// @param rows that production is filled with
    /// @param goBack whether to go back after the promotion
    /// @param killAt step at which Belay kills itself with SIGKILL; empty for none
    /// @param route of the data to the new side
    /// @param keep whether the servers are left running
    record Options(long rows, boolean goBack, String killAt, Route route, boolean keep) {}

    /// How the try shows what it is at.
    interface Display {

        /// A headline: what comes next.
        void stage(String title);

        /// A line below it.
        void say(String line);

        /// Shows a run live until it is over, halted or failed.
        ///
        /// @return the run as it stands then
        Run follow(Belay belay, RunId run) throws Fault, InterruptedException;
    }

    /// What came of it.
    ///
    /// @param path releases in the order in which they were reached
    /// @param steps of all runs together, in order
    /// @param losses what going back lost; none or one
    record Result(
            List<String> path,
            List<Step> steps,
            Rows rows,
            Pause pause,
            Proof proof,
            List<GoneBack> losses,
            Left left) {

        public Result {
            path = List.copyOf(path);
            steps = List.copyOf(steps);
            losses = List.copyOf(losses);
        }
    }

    /// What stays afterwards.
    ///
    /// @param evidence the HTML page
    /// @param things what tries have made besides; `belay clean` lists them too
    record Left(Path evidence, List<Leftover> things) {

        public Left {
            things = List.copyOf(things);
        }
    }

    /// One step of one run.
    ///
    /// @param stage which run it belongs to, e.g. `Rehearsal`
    record Step(String stage, String title, Duration took) {}

    /// What the writers were told was written, and what is there.
    ///
    /// @param acknowledged to the writers
    /// @param found in production at the end
    record Rows(long acknowledged, long found, long lost) {}

    /// How long writers stood still.
    ///
    /// @param longest that any writer saw
    /// @param scripts the part of it that the hops' own scripts took
    record Pause(Duration longest, Duration scripts) {}

    record Proof(int tables, int differences) {}

    /// What going back has cost.
    ///
    /// @param announced acknowledged writes that going back would lose, as said beforehand
    /// @param lost those that it did lose
    record GoneBack(long announced, long lost) {

        /// Each writer may have one order in hand when it is cut off: counted, not acknowledged.
        private static final int IN_HAND = 8;

        boolean right() {
            return announced >= lost && announced - lost <= IN_HAND;
        }
    }
}
