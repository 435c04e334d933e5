package belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import belay.api.Estimate;
import belay.run.Event;
import belay.run.RunState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private long number;

    private static Estimate.Factor factor(int step, int seconds) {
        var span =
                new Estimate.Span(
                        Duration.ofSeconds(seconds - 1),
                        Duration.ofSeconds(seconds),
                        Duration.ofSeconds(seconds + 5));
        return new Estimate.Factor("step-" + step, "", false, false, 3, List.of(span));
    }

    private static Progress progress(Estimate.Factor... factors) {
        return new Progress(Sample.run(RunState.RUNNING, 0), new Estimate(List.of(factors)));
    }

    private Event event(double second, Event.What what) {
        return new Event(++number, at(second), what);
    }

    private static Instant at(double second) {
        return Sample.START.plusMillis(Math.round(second * 1000));
    }

    private static Event.Progress moved(long done, long total) {
        return new Event.Progress(1, done, total, "bytes");
    }

    @Test
    void tellsRateAndRestByWhatIsMeasured() {
        var progress = progress();
        progress.tell(event(0, new Event.Started(1, "step-1")));
        progress.tell(event(1, moved(100_000_000, 1_000_000_000)));
        progress.tell(event(3, moved(300_000_000, 1_000_000_000)));

        assertThat(progress.amount()).isEqualTo("300 MB of 1.0 GB, 100 MB/s");
        assertThat(progress.left(at(3))).contains(Duration.ofSeconds(7));
        assertThat(progress.part()).contains(0.3);
    }

    @Test
    void promisesNothingWhereNothingIsKnown() {
        var progress = progress();
        progress.tell(event(0, new Event.Started(1, "step-1")));

        assertThat(progress.left(at(9))).isEmpty();
        assertThat(progress.wholeLeft(at(9))).isEmpty();
        assertThat(progress.amount()).isEmpty();

        progress.tell(event(1, moved(1_000, 1_000)));
        assertThat(progress.left(at(9))).isEmpty();
    }

    @Test
    void takesTheLongerOfSpeedAndExperience() {
        var progress = progress(factor(1, 60));
        progress.tell(event(0, new Event.Started(1, "step-1")));
        progress.tell(event(1, moved(400, 1_000)));
        progress.tell(event(3, moved(900, 1_000)));

        assertThat(progress.left(at(10))).contains(Duration.ofSeconds(50));
        assertThat(progress.left(at(70))).contains(Duration.ofMillis(400));
    }

    @Test
    void addsTheRestOfTheRunOnlyIfAllOfItIsKnown() {
        var progress = progress(factor(0, 2), factor(1, 60), factor(2, 8));
        progress.tell(event(0, new Event.Started(0, "step-0")));
        progress.tell(event(2, new Event.Finished(0, "step-0")));
        progress.tell(event(2, new Event.Started(1, "step-1")));

        assertThat(progress.wholeLeft(at(12))).contains(Duration.ofSeconds(58));
        assertThat(progress.wholeLeft(at(99))).isEmpty();
    }

    @Test
    void theBlockOnTheScreenIsDrawnOverAndFitsTheScreen() {
        var bytes = new ByteArrayOutputStream();
        var stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        var display = new LiveDisplay(new Terminal(stream, stream, true, false, true, () -> 60));
        var progress = progress();

        display.tell(at(0), progress.tell(event(0, new Event.Started(1, "step-1"))));
        progress.tell(event(1, moved(100_000_000, 1_000_000_000)));
        progress.tell(event(3, moved(300_000_000, 1_000_000_000)));
        display.moment(progress, at(3));
        display.tell(at(11), progress.tell(event(11, new Event.Finished(1, "step-1"))));
        display.close();

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        ⠋ Back up production (2 of 3)
                          [███████░░░░░░░░░░░░░░░░░] 30 %  300 MB of 1.0 GB, 100 M…
                          0 of 3 steps done, 3.0 s in all
                        \u001b[3F\u001b[J✓ Back up production                                 11 s
                        """);
    }

    @Test
    void aTableOfWideLettersAligns() {
        var table = Table.of("NAME", "ROWS").numbers(1);
        table.row("資料", "1");
        table.row("e\u0301te\u0301", "1,000");

        assertThat(table.lines())
                .containsExactly("NAME   ROWS", "資料      1", "e\u0301te\u0301   1,000");
    }
}
