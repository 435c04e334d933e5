package belay.cli;

import belay.api.Batch;
import belay.api.Words;
import belay.document.GivenFile;
import belay.document.TextFile;
import belay.outside.Fault;
import belay.problem.Problem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Answers a file of questions on standard output.
final class Batches {

    static final int MOST_THREADS = 256;
    private static final String STANDARD_INPUT = "-";

    private final Bench bench;
    private final int threads;

    Batches(Bench bench, int threads) {
        this.bench = bench;
        this.threads = threads;
    }

    int answer(String file) throws Fault, InterruptedException {
        if (file.equals(STANDARD_INPUT)) {
            return answer("stdin", bench.screen().terminal().in());
        }
        var path = Path.of(file);
        if (Files.isDirectory(path)) {
            return unreadable("this is a folder, no file of questions", file);
        }
        try (var in = GivenFile.open(path)) {
            return answer(file, in);
        } catch (IOException absent) {
            return unreadable(
                    "there is no file of questions here that can be read",
                    file + ": " + TextFile.instead(path, absent));
        }
    }

    private int unreadable(String reason, String found) {
        return bench.refused(
                List.of(
                        Problem.of("BATCH:NO_FILE", reason)
                                .value(found)
                                .expected("a file with a question on each line, as JSON")
                                .advice("name a file, or - for standard input")));
    }

    private int answer(String name, InputStream in) throws Fault, InterruptedException {
        var catalogue = bench.belay().catalogue();
        bench.screen().also(catalogue.broken());
        var out = new Answers(bench.screen().terminal().out());
        try {
            return done(new Batch(catalogue, name, threads).answer(in, out));
        } catch (IOException unreadable) {
            throw lost(name, unreadable);
        } finally {
            out.flush();
        }
    }

    private int done(Batch.Told told) {
        if (told.notUnderstood() == 0) {
            return Exit.DONE;
        }
        bench.screen()
                .say(
                        Words.count(told.notUnderstood(), "line")
                                + " of "
                                + Words.number(told.answered())
                                + " could not be understood; each answer says why");
        return Exit.REFUSED;
    }

    private static Fault lost(String name, IOException why) {
        return new Fault.Permanent(
                Problem.of("BATCH:LOST", "the questions cannot be read on: " + why)
                        .value(name)
                        .advice("what was asked before is answered"),
                why);
    }

    /// Always UTF-8, as JSON lines are; written through when nobody else is about to be answered.
    private static final class Answers implements Batch.Sink {

        private static final int BUFFER = 1 << 16;

        private final PrintStream out;
        private final BufferedOutputStream buffer;

        Answers(PrintStream out) {
            this.out = out;
            this.buffer = new BufferedOutputStream(out, BUFFER);
        }

        @Override
        public boolean take(String answer, boolean last) {
            try {
                buffer.write(answer.getBytes(StandardCharsets.UTF_8));
                buffer.write('\n');
            } catch (IOException closed) {
                return false;
            }
            if (last) {
                flush();
            }
            return !out.checkError();
        }

        void flush() {
            try {
                buffer.flush();
            } catch (IOException closed) {
                // PrintStream swallows it; nobody listens, which take says
            }
        }
    }
}
