package belay.outside;

import belay.release.Files.Format;
import belay.release.Files.Merge;
import belay.release.Package.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// One machine on which nodes run and homes lie. Everything given here is resolved: no placeholders
/// are left.
///
/// Thread-safe. Every method may be called again after a crash of the caller: what it finds done,
/// it leaves.
public interface Host {

    /// A command, resolved.
    ///
    /// @param user who runs it; empty for whoever runs Belay
    record Invocation(
            List<String> words, Map<String, String> environment, Path directory, String user) {

        public Invocation {
            words = List.copyOf(words);
            environment = Map.copyOf(environment);
        }
    }

    /// How a command ended.
    ///
    /// @param output the last 64 KiB of what it wrote to both streams
    record Exit(int code, String output) {}

    /// Runs a command without a shell and waits for it and its children to end.
    ///
    /// A command that ends with a status other than 0 is an answer, not a fault. Interrupting the
    /// caller kills the command's whole process group before `InterruptedException` is thrown on.
    ///
    /// @throws Fault.Transient if `limit` passes; the group is dead by then
    /// @throws Fault.Permanent if the program, the directory or the user does not exist
    Exit run(Invocation command, Duration limit) throws Fault, InterruptedException;

    /// Starts a long-running process in a process group of its own that outlives Belay. Called
    /// twice with the same name, the second call finds the first one's process and leaves it.
    ///
    /// @param name unique on this machine; also names its process file
    /// @param log appended to
    /// @return how long `log` was when the process that runs now was started: what it writes comes
    ///   behind that; the second call gives what the first one gave
    long start(String name, Invocation command, Path log) throws Fault;

    /// Whether the process started under `name` still lives (not merely another with its number).
    boolean runs(String name) throws Fault;

    /// Ends the whole group of `name`: SIGTERM, after `within` SIGKILL. Nothing to stop is fine.
    void stop(String name, Duration within) throws Fault, InterruptedException;

    /// As asked.
    ///
    /// @param after bytes of `log` to pass over
    /// @return lines of `log` in which one of the RE2 patterns is found, at most 100
    List<String> find(Path log, long after, List<String> patterns) throws Fault;

    /// 0 where there is no such file.
    long size(Path file) throws Fault;

    boolean listens(int port) throws Fault;

    /// A port nobody listens on and that this process has not handed out before.
    int freePort() throws Fault;

    /// A request to this machine.
    ///
    /// @param path with everything that is asked for, which may be secret
    /// @param shown what stands for the path in messages and logs
    /// @param body sent as it is, empty for none
    record Call(
            String method,
            int port,
            String path,
            String shown,
            Map<String, String> headers,
            String body) {

        /// A path without secrets.
        public Call(
                String method, int port, String path, Map<String, String> headers, String body) {
            this(method, port, path, path, headers, body);
        }

        public Call {
            headers = Map.copyOf(headers);
        }
    }

    record Reply(int status, Map<String, List<String>> headers, String body) {}

    /// Asks a service on this machine (loopback only): no redirect is followed, no proxy used, at
    /// most 1 MiB of the answer is read.
    ///
    /// @throws Fault.Transient if nobody answers within `limit`
    Reply ask(Call call, Duration limit) throws Fault, InterruptedException;

    /// Brings a package's files to `home`, checking every archive entry before the first is
    /// written. A `home` that holds the package by an earlier call is left; another package adds
    /// its files, but replaces none. A jar, war or ear is put there as the file it is.
    ///
    /// @param sha256 checked when not empty
    /// @throws Fault.Permanent if the package cannot be found, has another sum, or holds a
    ///   dangerous entry
    void unpack(Source source, Path packDirectory, String sha256, int strip, Path home)
            throws Fault;

    /// The same, but only these files of the package are wanted, by their paths below `home`: no
    /// others need be written. Those that the package does not hold are left out.
    void unpackOnly(
            List<String> files,
            Source source,
            Path packDirectory,
            String sha256,
            int strip,
            Path home)
            throws Fault;

    /// What stands for the directory that a command of [#make] fills.
    String MADE = "{package}";

    /// Has a command make a package: it gets an empty directory, whose files become those of
    /// `home`. A command that was killed in between begins anew in an empty one. A `home` that
    /// holds the package by an earlier call is left.
    ///
    /// @param command in its words, environment and directory [#MADE] stands for the directory
    /// @param origin the package in words, without secrets
    /// @throws Fault.Permanent if the command fails, does not end within `limit` or makes nothing
    void make(Invocation command, Duration limit, String origin, Path home)
            throws Fault, InterruptedException;

    /// Whether there is the program that a command begins with. Runs nothing.
    boolean finds(Invocation command) throws Fault;

    /// Copies files with their rights, owners and times; verified by hash. A pattern that meets a
    /// directory means all of it. A new home that is not there is made; as root, it goes to the
    /// owner of the old one.
    ///
    /// @return how many files, of how many bytes, were carried
    /// @throws Fault.Permanent if a link that leads out of the old home is to be carried
    Carried carry(Path oldHome, Path newHome, List<String> carry, List<String> leave) throws Fault;

    record Carried(int files, long bytes) {}

    /// Copies all of `home` to where nobody will write. A file that `earlier` holds with the same
    /// content, rights, owner and time gets one more name instead of a copy.
    ///
    /// @param earlier made by this method; need not exist
    /// @return how many files are there now; the bytes are those that had to be written
    Carried keep(Path home, Path to, Path earlier) throws Fault;

    /// Merges one configuration file three ways. The new default is kept beside `newHome` at the
    /// first call; later calls begin from it again, so a conflict can be decided and merged anew.
    ///
    /// Keys are paths: `a.b` in TOML, YAML, JSON and INI (its section first); in XML also
    /// `a.b@attribute` and `a.b[name=x]`. Lists are one value. In `how.moved`, `a.*` means all keys
    /// below `a`. A conflict in a TEXT is called `line 12`.
    ///
    /// @param oldDefault the file as the old package shipped it; empty text if it had none
    /// @param set written in every case
    /// @return empty when merged; else what a person must decide
    List<Conflict> merge(
            Path oldDefault, Path mine, Path newHome, Merge how, Map<String, String> set)
            throws Fault;

    record Conflict(String file, String key, String was, String mine, String now) {}

    /// Sets keys in a configuration file in place, atomically; the original is kept at `original`
    /// once.
    void rewrite(Path file, Format format, Map<String, String> set, Path original) throws Fault;

    /// Whether `rewrite` could set these keys. Writes nothing.
    ///
    /// @throws Fault.Permanent as `rewrite` would
    void requireRewritable(Path file, Format format, Map<String, String> set) throws Fault;

    /// Takes back, key by key, what `rewrite` has set: a key it added goes, another gets the value
    /// it had at `original`. What somebody has changed in the file since stays. Nothing kept is
    /// fine.
    ///
    /// @param set what `rewrite` was given
    /// @return keys that hold neither what was set nor what was there before; they are left
    List<String> takeBack(Path file, Format format, Map<String, String> set, Path original)
            throws Fault;

    /// The answer that `takeBack` would give; changes nothing.
    List<String> changedSince(Path file, Format format, Map<String, String> set, Path original)
            throws Fault;

    /// Makes the symbolic link `link` point to `target`, atomically. A directory at `link` is moved
    /// to `keptAs` first.
    void relink(Path link, Path target, Path keptAs) throws Fault;

    /// The first line-ends-trimmed content of a small file (at most 64 KiB).
    String read(Path file) throws Fault;

    /// The variables of an operator's file, as `EnvironmentFile=` of systemd.exec(5) reads it.
    /// Their values are secrets.
    ///
    /// @throws Fault.Permanent if there is no such file, or it holds what systemd would ignore or
    ///   take otherwise than a shell does
    Map<String, String> environment(Path file) throws Fault;

    boolean exists(Path path) throws Fault;

    /// Moves a file or a directory that Belay made to where nothing is, on the same disk; one that
    /// was moved before is left.
    ///
    /// @return false if something else is there, which is not touched
    boolean place(Path made, Path there) throws Fault;

    /// Removes what [#place] has put there, and nothing else. Nothing there is fine.
    void displace(Path made, Path there) throws Fault;

    long freeBytes(Path directory) throws Fault;

    /// Names the file system on which `directory` lies, or would lie: what is put on the same one
    /// shares its room.
    String disk(Path directory) throws Fault;

    /// The room that a directory, or one file, takes on disk: in whole blocks, a file with several
    /// names once. 0 where nothing is; what vanishes meanwhile or may not be read is not counted.
    long usedBytes(Path path) throws Fault;

    /// Removes a directory that Belay made. Nothing there is fine.
    void remove(Path directory) throws Fault;
}
