package belay.postgres.box;

import belay.outside.Fault;
import belay.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
    /// @param words the first 64 KiB of its standard error
    public record Ended(int code, String words) {}

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
                        boolean late = System.nanoTime() - start >= bounds.deadline().toNanos();
                        throw new Fault.Permanent(
                                problem(new Ended(code, text(words)), late, bounds, judge));
                    }
                },
                box);
    }

    private Problem problem(Ended ended, boolean late, Bounds bounds, Judge judge) throws Fault {
        if (late) {
            return Problem.of("BOX:TIME", "a program in a box was ended: its time was over")
                    .expected("an end within " + bounds.deadline().toSeconds() + " s")
                    .advice("Allow more time if the data is as large as that");
        }
        if (box.outOfMemory() > 0) {
            return Problem.of("BOX:MEMORY", "a program in a box was ended: it wanted more memory")
                    .expected("at most " + bounds.memory() + " bytes")
                    .advice("Allow more memory if the data is as large as that");
        }
        return judge.problem(ended);
    }

    /// Reads on after the first bytes, so that the program never waits.
    private static CompletableFuture<String> words(Process process) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (var errors = process.getErrorStream()) {
                        var first = errors.readNBytes(MOST_WORDS);
                        errors.transferTo(OutputStream.nullOutputStream());
                        return new String(first, StandardCharsets.UTF_8);
                    } catch (IOException killed) {
                        return "";
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    private static String text(CompletableFuture<String> words) throws InterruptedException {
        try {
            return words.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
