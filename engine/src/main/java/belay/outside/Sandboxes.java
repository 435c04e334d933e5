package belay.outside;

import belay.outside.Host.Exit;
import belay.outside.Host.Invocation;
import belay.problem.Problem;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Throw-away database servers, one for each job, each in a box that nothing leaves but through one
/// local socket. Thread-safe.
///
/// The box is the boundary, not the role and not the reader of the dump: whoever becomes superuser
/// in it has reached nothing. A call under a name that exists takes what is there as its own.
public interface Sandboxes {

    /// What a job may use.
    ///
    /// @param major of the server, e.g. `15` or `9.6`
    /// @param disk bytes for the server's data
    /// @param memory bytes for the whole box
    /// @param deadline after which the box is killed from outside, whatever it does
    record Needs(String major, long disk, long memory, Duration deadline) {}

    /// A sandbox that runs.
    ///
    /// @param owner the powerless role that owns the job's database, and the database; reached by
    ///   the socket
    /// @param missing the bounds that this machine could not set, each with what would help; empty
    ///   if all hold
    record Sandbox(String name, Needs needs, Endpoint owner, List<String> missing) {

        public Sandbox {
            missing = List.copyOf(missing);
        }
    }

    /// The majors there are programs for on this machine, the oldest first.
    List<String> majors() throws Fault;

    /// Bytes of disk for another sandbox: what those that are open were promised is theirs.
    long room() throws Fault, InterruptedException;

    /// Bytes of memory for a sandbox of which nobody says how much it needs: a quarter of the
    /// machine's, and at least 1, at most 4 GiB.
    long memory() throws Fault;

    /// Why a server of this major could not be dumped out of here; empty if it could.
    Optional<Problem> whyNoDump(String major);

    /// Starts a server with an empty database and a role without any right beyond it; one that was
    /// started under this name and lives is found again, one that is half made is made anew.
    ///
    /// @param name lower case, digits, `-`
    Sandbox open(String name, Needs needs) throws Fault, InterruptedException;

    /// How the powerless role reaches the job's database in a sandbox, whether or not it runs.
    Endpoint endpoint(String name);

    /// Copies the job's database to another one in the same sandbox, for the powerless role to read
    /// later. Already copied is fine.
    ///
    /// @throws Fault.Permanent if the sandbox does not run any more
    Endpoint duplicate(String name, String database) throws Fault, InterruptedException;

    /// Where what [#run] starts may write: its own in each sandbox, there until that is closed, and
    /// the home of whoever runs it.
    String SCRATCH = "/scratch";

    /// Runs a program on the job's database, without a shell, and waits for it to end.
    ///
    /// It runs in a box of its own beside the server's, as a user that is nobody outside and has no
    /// right: a stranger's data may make it do anything. It has no network and sees no process but
    /// its own; it writes nowhere but in [#SCRATCH] (an eighth of what the sandbox has of disk) and
    /// `/tmp`, and reads the system's programs, `folders`, and what everybody may read in them. It
    /// comes to the database as [#endpoint(String)] does. It may have as much memory as the
    /// sandbox, and no more time than is left of it.
    ///
    /// A command that ends with a status other than 0 is an answer, not a fault. What it has
    /// started and left is ended with it. One that an earlier call under this name has left, whose
    /// caller died, is ended first. Interrupting the caller ends it, too.
    ///
    /// @param command its words and environment are seen by everybody on this machine and hold no
    ///   secrets; nothing but this environment is handed on; its user is not asked for
    /// @param folders absolute; their paths are the same inside
    /// @throws Fault.Permanent if `limit` or the sandbox's time passes, its memory is not enough,
    ///   or the sandbox does not run any more
    Exit run(String name, Invocation command, List<Path> folders, Duration limit)
            throws Fault, InterruptedException;

    /// Loads a script. Tables are loaded in parallel while it is read.
    ///
    /// @param repairs hears what was left out or mended, each once
    /// @throws Fault.Permanent if a statement fails, with its line; the sandbox must then be closed
    Loaded load(Sandbox sandbox, DumpScript script, Repairs repairs, Meter meter)
            throws Fault, InterruptedException;

    /// The script of an archive, a directory or a tar, as `pg_restore` of the newest release there
    /// is writes it, in a box of its own: for [DumpFiles#open(InputStream, DumpFiles.Bounds,
    /// Meter)]. Closing it ends the program.
    ///
    /// Where the program fails, `read` throws an IOException at the end of what it wrote, with the
    /// fault as its cause: a script that is cut is never taken for a whole one.
    InputStream script(Path archive, Duration deadline) throws Fault, InterruptedException;

    /// Hears what a load had to leave out or change, so that it can be told.
    @FunctionalInterface
    interface Repairs {

        /// What the result is, measured by the script.
        enum Kind {
            /// It has it, in another way.
            MENDED,
            /// It is without it.
            LEFT_OUT
        }

        /// @param code stable, e.g. `OWNER`, `EXTENSION`, `SETTING`
        /// @param words what was mended, or what was left out
        void made(Kind kind, String code, String words);
    }

    /// What was loaded.
    record Loaded(long tables, long rows, long bytes, Duration took) {}

    /// Writes the job's database as a dump, as the powerless role.
    ///
    /// @param form how it is written, e.g. a plain script in gzip
    /// @param file written under this name with `.half` behind it first, and moved when it is
    ///   whole; a half one that somebody who died has left is written anew
    Written dump(String name, Output form, Path file, Meter meter)
            throws Fault, InterruptedException;

    /// What was written.
    ///
    /// @param sha256 of the file, lower-case hex; of a directory, over the sums of its files in the
    ///   order of their names
    record Written(long bytes, String sha256) {}

    /// How a dump is written.
    enum Output {
        SCRIPT,
        SCRIPT_GZIP,
        SCRIPT_ZSTD,
        ARCHIVE,
        DIRECTORY
    }

    /// Ends the server and removes everything it has left. Nothing there is fine.
    void close(String name) throws Fault, InterruptedException;

    /// The names of those that have left something, running or not.
    List<String> left() throws Fault;
}
