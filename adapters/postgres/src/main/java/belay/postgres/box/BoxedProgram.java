package belay.postgres.box;

import belay.outside.Fault;
import belay.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;

/// A program that runs in a box until it ends, with its streams held by the caller: for programs of
/// others that read what a stranger wrote.
///
/// @param box its directory must not be another box's
public record BoxedProgram(Box box) {

    private static final int MOST_WORDS = 64 * 1024;

    /// How it ended.
    ///
    /// @param code 128 and more if a signal ended it
    /// @param words the first 64 KiB of its standard error
    public record Ended(int code, String words) {}

    /// Writes what the program reads. A program that stops reading is no failure of this.
    @FunctionalInterface
    public interface Feed {
        Feed NOTHING = program -> {};

        void to(OutputStream program) throws IOException, Fault, InterruptedException;
    }

    /// Reads what the program writes, to its end.
    @FunctionalInterface
    public interface Taker {
        Taker NOTHING = program -> program.transferTo(OutputStream.nullOutputStream());

        void from(InputStream program) throws IOException, Fault, InterruptedException;
    }

    /// Runs it and leaves nothing of it, however it ends.
    ///
    /// A program that ends with a status other than 0 is an answer, not a fault.
    ///
    /// @throws Fault.Permanent if its time is over, or its memory was not enough
    public Ended run(Box.Contents contents, Bounds bounds, Feed feed, Taker taker)
            throws Fault, InterruptedException {
        box.remove();
        long start = System.nanoTime();
        try {
            var process = box.hold(contents, bounds);
            var words = new ByteArrayOutputStream();
            var failure = new AtomicReference<Exception>();
            var reader = Thread.ofVirtual().start(() -> first(process.getErrorStream(), words));
            var feeder = Thread.ofVirtual().start(() -> feed(feed, process, failure));
            try (var output = process.getInputStream()) {
                taker.from(output);
            }
            int code = process.waitFor();
            feeder.interrupt();
            feeder.join();
            reader.join();
            boolean late = System.nanoTime() - start >= bounds.deadline().toNanos();
            if (code != 0) {
                explain(late, bounds);
            }
            if (failure.get() instanceof Fault fault) {
                throw fault;
            }
            return new Ended(code, words.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw box.failed(e);
        } finally {
            box.remove();
        }
    }

    private void explain(boolean late, Bounds bounds) throws Fault {
        if (late) {
            throw new Fault.Permanent(
                    Problem.of("BOX:TIME", "a program in a box was ended: its time was over")
                            .expected("an end within " + bounds.deadline().toSeconds() + " s")
                            .advice("Allow more time if the file is as large as that"));
        }
        if (box.outOfMemory() > 0) {
            throw new Fault.Permanent(
                    Problem.of("BOX:MEMORY", "a program in a box was ended: it wanted more memory")
                            .expected("at most " + bounds.memory() + " bytes")
                            .advice("Allow more memory if the file is as large as that"));
        }
    }

    private static void feed(Feed feed, Process process, AtomicReference<Exception> failure) {
        try (var input = process.getOutputStream()) {
            feed.to(input);
        } catch (IOException stopped) {
            failure.set(stopped);
        } catch (Fault fault) {
            failure.set(fault);
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Reads on after the first bytes, so that the program never waits.
    private static void first(InputStream stream, ByteArrayOutputStream words) {
        try (stream) {
            words.write(stream.readNBytes(MOST_WORDS));
            stream.transferTo(OutputStream.nullOutputStream());
        } catch (IOException ended) {
            words.writeBytes(new byte[0]);
        }
    }
}
