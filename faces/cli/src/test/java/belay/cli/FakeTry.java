package belay.cli;

import belay.problem.Answer;
import belay.problem.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A try that goes well, or loses something.
final class FakeTry implements TryOut {

    long lost;
    boolean killed;

    @Override
    public Answer<Result> run(Options options, Display display) {
        if (options.rows() < 1_000) {
            return Answer.refused(
                    Problem.of("TRY:ROWS", "that is no number of rows for a try")
                            .value(Long.toString(options.rows())));
        }
        display.stage("Set up a shop with " + options.rows() + " rows");
        display.say("8 writers write");
        return Answer.of(result());
    }

    @Override
    public boolean unfinished() {
        return killed;
    }

    @Override
    public Answer<Result> resume(Display display) {
        display.stage("Go on");
        return Answer.of(result());
    }

    private Result result() {
        return new Result(
                List.of("2.0", "2.3"),
                List.of(
                        new Step("Rehearsal", "Back up production", Duration.ofSeconds(12)),
                        new Step("Upgrade", "Promote the copy", Duration.ofMillis(178))),
                new Rows(67_109, 67_109 - lost, lost),
                new Pause(Duration.ofMillis(463), Duration.ofMillis(137)),
                new Proof(14, 0),
                List.of(),
                new Left(
                        Path.of("/var/lib/belay/runs/" + Sample.RUN + "/evidence.html"),
                        List.of(Sample.backupLeft())));
    }
}
