package belay.api;

import belay.api.Lines.Line;
import belay.plan.Catalogue;
import belay.plan.Question;
import belay.problem.Answer;
import belay.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/// Answers many questions, a line of JSON each, in their order. Each answer is given as soon as it
/// and those before it are there, so that another program may ask, wait and ask again.
public final class Batch {

    /// Lines that are read ahead of the answer being waited for, for each thread.
    private static final int AHEAD = 16;

    private final Catalogue catalogue;
    private final String name;
    private final int threads;

    /// @param name of the file, as it is told where a line is wrong
    /// @param threads that answer, at least 1
    public Batch(Catalogue catalogue, String name, int threads) {
        this.catalogue = catalogue;
        this.name = name;
        this.threads = threads;
    }

    /// Where answers go.
    @FunctionalInterface
    public interface Sink {

        /// @param answer a line without its end
        /// @param last whether no other answer is ready yet
        /// @return whether somebody still listens
        boolean take(String answer, boolean last);
    }

    /// @param answered lines, blank ones not counted
    /// @param notUnderstood how many of them were no questions
    public record Told(long answered, long notUnderstood) {}

    private record Spoken(String line, boolean understood, boolean end) {}

    private static final Spoken END = new Spoken("", true, true);

    /// Reads to the end, or until nobody listens any more.
    ///
    /// @throws IOException if `questions` cannot be read; what was asked before is answered
    public Told answer(InputStream questions, Sink sink) throws IOException, InterruptedException {
        var waiting = new ArrayBlockingQueue<Future<Spoken>>(AHEAD * threads);
        var pool = Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory());
        var reader =
                Thread.ofPlatform()
                        .daemon()
                        .name("questions")
                        .start(() -> read(questions, waiting, pool));
        try {
            return answer(waiting, sink);
        } finally {
            reader.interrupt();
            pool.shutdownNow();
        }
    }

    private Told answer(BlockingQueue<Future<Spoken>> waiting, Sink sink)
            throws IOException, InterruptedException {
        long answered = 0;
        long notUnderstood = 0;
        while (true) {
            var spoken = spoken(waiting.take());
            if (spoken.end()) {
                return new Told(answered, notUnderstood);
            }
            answered++;
            notUnderstood += spoken.understood() ? 0 : 1;
            var next = waiting.peek();
            if (!sink.take(spoken.line(), next == null || !next.isDone())) {
                return new Told(answered, notUnderstood);
            }
        }
    }

    private static Spoken spoken(Future<Spoken> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof UncheckedIOException unreadable) {
                throw unreadable.getCause();
            }
            throw new CompletionException(failed.getCause());
        }
    }

    private void read(InputStream questions, BlockingQueue<Future<Spoken>> waiting, Executor pool) {
        try {
            try {
                var lines = new Lines(questions);
                for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                    var one = line.get();
                    waiting.put(CompletableFuture.supplyAsync(() -> spoken(one), pool));
                }
                waiting.put(CompletableFuture.completedFuture(END));
            } catch (IOException unreadable) {
                waiting.put(CompletableFuture.failedFuture(new UncheckedIOException(unreadable)));
            }
        } catch (InterruptedException | RejectedExecutionException nobodyListens) {
            Thread.currentThread().interrupt();
        }
    }

    private Spoken spoken(Line line) {
        return switch (line.text()) {
            case Answer.Refused<String>(var problems) -> refusal("", problems, line);
            case Answer.Given<String>(var text) ->
                    switch (Question.read(text)) {
                        case Answer.Given<Question>(var question) ->
                                new Spoken(catalogue.answerLine(question), true, false);
                        case Answer.Refused<Question>(var problems) ->
                                refusal(text, problems, line);
                    };
        };
    }

    private Spoken refusal(String text, List<Problem> problems, Line line) {
        var placed =
                problems.stream()
                        .map(problem -> problem.place(name + ":" + line.number()))
                        .toList();
        return new Spoken(Catalogue.refusal(text, placed), false, false);
    }
}
