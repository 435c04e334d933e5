package belay.postgres.box;

import belay.outside.Fault;
import belay.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// A program that runs in a box until it ends, with its streams held by the caller: for programs of
/// others that read what a stranger wrote. What it may read lies in its contents.
///
/// @param box its directory must not be another box's
public record BoxedProgram(Box box) {

    public static final Path NO_INPUT = Path.of("/dev/null");

    private static final int MOST_WORDS = 64 * 1024;

    /// How it ended.
    ///
    /// @param code 128 and more if a signal ended it
    /// @param words what it said, at most 64 KiB of it
    public record Ended(int code, String words) {}

    /// A bound that a program came to.
    public enum Met {
        NONE,
        TIME,
        MEMORY
    }

    /// How a program ended that was run to its end.
    ///
    /// @param met the bound that ended it
    public record Run(Ended ended, Met met) {}

    /// Says what a failed program's end means.
    @FunctionalInterface
    public interface Judge {
        Problem problem(Ended ended);
    }

    /// Starts it. It reads nothing but its contents and `input`.
    ///
    /// Where it ends with a status other than 0, its time is over or its memory was not enough, the
    /// last `read` throws an IOException whose cause is the fault. Closing the stream ends the
    /// program and leaves nothing of it.
    ///
    /// @param input its standard input, which Belay opens for it: so it need not be let near the
    ///   place where the file lies
    public InputStream read(Box.Contents contents, Path input, Bounds bounds, Judge judge)
            throws Fault, InterruptedException {
        box.remove();
        long start = System.nanoTime();
        var process = box.hold(contents, bounds, input);
        var words = words(process);
        return new BoxedOutput(
                process.getInputStream(),
                () -> {
                    int code = process.waitFor();
                    if (code != 0) {
                        var ended = new Ended(code, text(words));
                        throw new Fault.Permanent(
                                problem(met(code, start, bounds), ended, bounds, judge));
                    }
                },
                box);
    }

    /// Runs it to its end. It reads nothing but its contents. What it has started and left ends
    /// with it, an interrupt ends all of it, and nothing of the box is left in any case.
    ///
    /// @return with the last 64 KiB of its standard output
    public Run run(Box.Contents contents, Bounds bounds) throws Fault, InterruptedException {
        box.remove();
        try {
            long start = System.nanoTime();
            var process = box.hold(contents, bounds, NO_INPUT);
            var words = words(process);
            var output = said(process.getInputStream(), BoxedProgram::last);
            int code = process.waitFor();
            return new Run(new Ended(code, text(words) + text(output)), met(code, start, bounds));
        } finally {
            box.remove();
        }
    }

    /// A program may end well although one that it had started was killed.
    private Met met(int code, long start, Bounds bounds) throws Fault {
        if (code != 0 && System.nanoTime() - start >= bounds.deadline().toNanos()) {
            return Met.TIME;
        }
        return box.outOfMemory() > 0 ? Met.MEMORY : Met.NONE;
    }

    private static Problem problem(Met met, Ended ended, Bounds bounds, Judge judge) {
        return switch (met) {
            case TIME ->
                    Problem.of("BOX:TIME", "a program in a box was ended: its time was over")
                            .expected("an end within " + bounds.deadline().toSeconds() + " s")
                            .advice("Allow more time if the data is as large as that");
            case MEMORY ->
                    Problem.of("BOX:MEMORY", "a program in a box was ended: it wanted more memory")
                            .expected("at most " + bounds.memory() + " bytes")
                            .advice("Allow more memory if the data is as large as that");
            case NONE -> judge.problem(ended);
        };
    }

    private static CompletableFuture<String> words(Process process) {
        return said(process.getErrorStream(), BoxedProgram::first);
    }

    @FunctionalInterface
    private interface Part {
        byte[] of(InputStream stream) throws IOException;
    }

    /// Reads on beside the part that is kept, so that the program never waits.
    private static CompletableFuture<String> said(InputStream stream, Part part) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return new String(part.of(stream), StandardCharsets.UTF_8);
                    } catch (IOException killed) {
                        return "";
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    private static byte[] first(InputStream stream) throws IOException {
        var first = stream.readNBytes(MOST_WORDS);
        stream.transferTo(OutputStream.nullOutputStream());
        return first;
    }

    private static byte[] last(InputStream stream) throws IOException {
        var last = new byte[0];
        for (var more = stream.readNBytes(MOST_WORDS);
                more.length > 0;
                more = stream.readNBytes(MOST_WORDS)) {
            int kept = Math.min(last.length, MOST_WORDS - more.length);
            var both = Arrays.copyOfRange(last, last.length - kept, last.length + more.length);
            System.arraycopy(more, 0, both, kept, more.length);
            last = both;
        }
        return last;
    }

    private static String text(CompletableFuture<String> words) throws InterruptedException {
        try {
            return words.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
