package belay.dumps;

import belay.archive.Counted;
import belay.outside.DumpFiles;
import belay.outside.DumpHead;
import belay.outside.DumpScript;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.problem.Safe;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// Reads the dump files that strangers hand in.
public final class StrangersFiles implements DumpFiles {

    @Override
    public Answer<DumpHead> look(Path file) throws Fault {
        try {
            return Answer.of(head(file));
        } catch (Refused refused) {
            return Answer.refused(refused.in(name(file)));
        } catch (IOException wrong) {
            throw fault("look at", file, wrong);
        }
    }

    private static DumpHead head(Path file) throws IOException {
        Found found = new Look(file, Bounds.USUAL, Meter.SILENT).found();
        Promise.requireKept(file, found);
        return found.head(Folder.bytes(file));
    }

    @Override
    public Taken take(Path file, Path copy, String sha256, Meter meter)
            throws Fault, InterruptedException {
        try {
            return new Taking(file, copy, meter).take(sha256);
        } catch (IOException wrong) {
            throw fault("take", file, wrong);
        }
    }

    @Override
    public DumpScript open(Path file, Bounds bounds, Meter meter) throws Fault {
        try {
            Found found = new Look(file, bounds, Meter.SILENT).found();
            if (found.form() != DumpHead.Form.SCRIPT) {
                throw Refused.of(
                        "NOT_A_SCRIPT",
                        "the dump is an archive, which pg_restore loads, not a script",
                        "unwrap it and give it to pg_restore");
            }
            return script(found.inside().open(bounds, meter), bounds, file);
        } catch (IOException wrong) {
            throw fault("read", file, wrong);
        }
    }

    @Override
    public List<Contained> databases(Path file, String last, Bounds bounds)
            throws Fault, InterruptedException {
        var cluster = Cluster.begin();
        try (var script = script(file, cluster, bounds, Meter.SILENT)) {
            return cluster.read(script, last);
        }
    }

    @Override
    public DumpScript open(Path file, String database, Bounds bounds, Meter meter) throws Fault {
        var cluster = Cluster.begin();
        return new OneDatabase(
                script(file, cluster, bounds, meter),
                cluster,
                database,
                wrong -> fault("read", file, wrong));
    }

    private static DumpScript script(Path file, Cluster cluster, Bounds bounds, Meter meter)
            throws Fault {
        try {
            Found found = new Look(file, bounds, Meter.SILENT).found();
            if (found.form() != DumpHead.Form.CLUSTER) {
                throw Refused.of(
                        "NOT_A_CLUSTER",
                        "the dump is of one database, and not what pg_dumpall writes of a server",
                        "hand it in without the name of a database");
            }
            return new PostgresScript(
                    found.inside().open(bounds, meter),
                    bounds.statement(),
                    cluster,
                    wrong -> fault("read", file, wrong));
        } catch (IOException wrong) {
            throw fault("read", file, wrong);
        }
    }

    @Override
    public DumpScript open(InputStream script, Bounds bounds, Meter meter) throws Fault {
        var counted = new Counted(script, Long.MAX_VALUE);
        var gauge = new Gauge(counted, counted::count, 0, bounds, meter);
        return script(gauge, bounds, Path.of("the script"));
    }

    private static DumpScript script(InputStream script, Bounds bounds, Path file) {
        return new PostgresScript(script, bounds.statement(), wrong -> fault("read", file, wrong));
    }

    @Override
    public Path unwrap(Path file, Path directory, Bounds bounds, Meter meter) throws Fault {
        try {
            return new Unwrapping(file, directory, bounds, meter).unwrap();
        } catch (IOException wrong) {
            throw fault("unwrap", file, wrong);
        }
    }

    @Override
    public List<List<String>> read(DumpScript script, List<Sign> signs)
            throws Fault, InterruptedException {
        return new SignReader(signs).read(script);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static Fault fault(String doing, Path file, IOException wrong) {
        if (wrong.getCause() instanceof Fault fault) {
            return fault;
        }
        if (wrong instanceof Refused refused) {
            return new Fault.Permanent(refused.in(name(file)), refused);
        }
        IOException cause =
                wrong instanceof Stored.Trouble && wrong.getCause() instanceof IOException inner
                        ? inner
                        : wrong;
        String words = "cannot " + doing + " the dump: ";
        return switch (cause) {
            case NoSuchFileException _, FileNotFoundException _ ->
                    permanent(
                            "MISSING",
                            words + "it is not there",
                            file,
                            "see whether its path is right");
            case AccessDeniedException _ ->
                    permanent(
                            "DENIED",
                            words + "no right to",
                            file,
                            "let its owner give the right to read it");
            case FileSystemException broken when isNowhere(broken) ->
                    permanent(
                            "MISSING",
                            words + broken.getReason(),
                            file,
                            "see whether its path is right");
            default ->
                    Gauge.isFull(cause)
                            ? permanent(
                                    "NO_SPACE",
                                    words + cause.getMessage(),
                                    file,
                                    "free space, or let BELAY_HOME name another disk")
                            : new Fault.Transient(
                                    Problem.of("DUMP:IO", words + cause.getMessage())
                                            .value(Safe.name(file.toString()))
                                            .advice("see to the disk and the rights"),
                                    cause);
        };
    }

    /// A link that leads to itself, a name that is too long, a file where a folder should be: no
    /// other try finds a file there.
    private static boolean isNowhere(FileSystemException broken) {
        return broken.getFile() != null && !Files.exists(Path.of(broken.getFile()));
    }

    private static Fault permanent(String code, String reason, Path file, String advice) {
        return new Fault.Permanent(
                Problem.of("DUMP:" + code, reason)
                        .value(Safe.name(file.toString()))
                        .advice(advice));
    }
}
