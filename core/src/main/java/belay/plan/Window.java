package belay.plan;

import belay.problem.Problem;
import java.time.Duration;
import java.util.Optional;

/// The time that there is for a run. One that may last longer is not begun.
public record Window(Duration length) {

    /// What is wrong with it for a run that is expected to last `likely`, and at the longest
    /// `high`.
    public Optional<Problem> against(Duration likely, Duration high) {
        return length.compareTo(high) >= 0
                ? Optional.empty()
                : Optional.of(
                        Problem.of(
                                        "WINDOW:TOO_SHORT",
                                        "the upgrade may last longer than its window")
                                .value(minutes(length))
                                .expected(
                                        "at least "
                                                + minutes(high)
                                                + ", likely are "
                                                + minutes(likely))
                                .advice(
                                        "Take a longer window; rehearse, where nothing was measured"
                                                + " yet; or compare the ways with --compare"));
    }

    /// Up, so that a window is never told to be as long as what does not fit into it.
    private static String minutes(Duration length) {
        long seconds = length.plusMillis(999).toSeconds();
        return seconds < 120 ? seconds + " s" : (seconds + 59) / 60 + " min";
    }
}
