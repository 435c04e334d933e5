package belay.dumps;

import belay.archive.Counted;
import belay.outside.DumpFiles;
import belay.outside.DumpHead;
import belay.outside.DumpScript;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.problem.Answer;
import belay.problem.Problem;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
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
        String words = "cannot " + doing + " the dump: " + cause.getMessage();
        return switch (cause) {
            case NoSuchFileException _, FileNotFoundException _ ->
                    permanent("MISSING", "cannot " + doing + " the dump: it is not there", file);
            case AccessDeniedException _ ->
                    permanent("DENIED", "cannot " + doing + " the dump: no right to", file);
            default ->
                    Gauge.isFull(cause)
                            ? permanent("NO_SPACE", words, file)
                            : new Fault.Transient(
                                    Problem.of("DUMP:IO", words).value(file.toString()), cause);
        };
    }

    private static Fault permanent(String code, String reason, Path file) {
        return new Fault.Permanent(Problem.of("DUMP:" + code, reason).value(file.toString()));
    }
}
