package belay.api;

import belay.outside.Fault;
import belay.outside.Sandboxes.Output;
import belay.plan.Wish;
import belay.problem.Answer;
import belay.run.Run;
import belay.run.RunId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What a person can do with dumps: one goes in, an upgraded one comes out. Thread-safe.
///
/// Nothing in a dump is trusted: it is read within bounds and loaded into a throw-away server that
/// nothing leaves. A job is a run like any other: it is followed, cancelled and resumed by its id.
public interface Dumps {

    /// The code of the refusal of a production job that was not tested.
    String NOT_TESTED = "DUMP:NOT_TESTED";

    /// What a file is, without loading it. Changes nothing.
    Answer<DumpFound> detect(Path file) throws Fault, InterruptedException;

    /// Starts a run that loads the dump for trial and throws it away.
    Answer<Run> check(Handed dump) throws Fault, InterruptedException;

    /// Starts a run that upgrades the dump.
    ///
    /// @return refused with [#NOT_TESTED] if it is for production and no test upgrade of the same
    ///   product, path and pack has passed in time; and for production as long as known issues of
    ///   the path are not accepted
    Answer<Run> upgrade(Job job) throws Fault, InterruptedException;

    /// Writes the dump back that a job took, as it was handed in.
    ///
    /// @param out a file that does not exist
    Answer<Restored> restore(RunId job, Path out) throws Fault, InterruptedException;

    /// A dump that is handed in.
    ///
    /// @param only the database that is taken where the file is of a whole server; empty for the
    ///   one that has tables
    /// @param name of the database, for which one job runs at a time; empty for what the dump says
    /// @param sha256 that the file must have; empty where nobody knows it
    /// @param major of the sandbox's server; empty for the one that the dump calls for
    /// @param memory bytes for the whole sandbox; 0 for what sandboxes get
    /// @param within how long the sandbox may live
    record Handed(
            Path file,
            String only,
            String name,
            String sha256,
            String major,
            long memory,
            Duration within) {}

    /// What the result of an upgrade is used for.
    enum Use {
        /// The result is neutralised, and never production.
        TESTING,
        PRODUCTION
    }

    /// An upgrade.
    ///
    /// @param product whose dump it is; empty for what is found in it
    /// @param wish where to, and what else is asked of the plan; its `from` is empty for what is
    ///   found
    /// @param code a folder with the code of each release, in folders of their names; none or one
    /// @param form of the result
    /// @param out where it is written; must not exist
    /// @param differences why differences that no hop declares are accepted; empty if they are not
    /// @param untested why it may be for production without a test; empty if it may not
    record Job(
            Handed dump,
            String product,
            Wish wish,
            Use use,
            List<Path> code,
            Output form,
            Path out,
            String differences,
            String untested) {

        public Job {
            code = List.copyOf(code);
        }
    }

    /// What was written back.
    ///
    /// @param release that the dump is of; the code that belongs to it
    record Restored(Path out, long bytes, String sha256, String release) {}
}
