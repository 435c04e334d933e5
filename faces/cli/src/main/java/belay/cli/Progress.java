package belay.cli;

import belay.api.Estimate;
import belay.api.Words;
import belay.problem.Problem;
import belay.run.Event;
import belay.run.Heading;
import belay.run.Run;
import belay.run.StepRecord;
import belay.run.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How far a run has come, as its events tell it. Holds no clock.
final class Progress {

    private final Run run;
    private final Estimate estimate;
    private final Map<Integer, Instant> started = new HashMap<>();
    private final Set<Integer> finished = new HashSet<>();
    private final Rate rate = new Rate();
    private int current = -1;
    private Event.Progress reading = new Event.Progress(-1, 0, 0, "");
    private boolean back;

    /// @param run as it is when watching begins
    Progress(Run run, Estimate estimate) {
        this.run = run;
        this.estimate = estimate;
        this.back = run.heading() instanceof Heading.Back;
        for (var step : run.steps()) {
            switch (step.state()) {
                case StepState.Waiting _ -> {}
                case StepState.Acting(var since) -> begin(step.ordinal(), since);
                case StepState.Done _ -> finished.add(step.ordinal());
                case StepState.Failed _ -> {}
            }
        }
    }

    private void begin(int ordinal, Instant at) {
        started.putIfAbsent(ordinal, at);
        current = ordinal;
        reading = new Event.Progress(ordinal, 0, 0, "");
    }

    /// What is to be said of an event for good; what only moves the display says nothing.
    List<Line> tell(Event event) {
        return switch (event.what()) {
            case Event.Started(var ordinal, _) -> {
                begin(ordinal, event.at());
                yield List.of(new Line(Kind.START, title(ordinal) + " " + place(ordinal)));
            }
            case Event.Finished(var ordinal, _) -> {
                finished.add(ordinal);
                current = -1;
                yield List.of(new Line(Kind.DONE, title(ordinal), took(ordinal, event.at())));
            }
            case Event.Failed(var ordinal, _, var problem) -> {
                current = -1;
                yield failed(Kind.FAILED, title(ordinal), problem);
            }
            case Event.Undone(var ordinal, _, var words) -> {
                finished.remove(ordinal);
                yield words.isEmpty() ? List.of(new Line(Kind.UNDONE, title(ordinal))) : List.of();
            }
            case Event.Stuck(var ordinal, _, var problem) ->
                    failed(Kind.FAILED, "taking back: " + title(ordinal), problem);
            case Event.Turned(Heading.Back(var why, _)) -> {
                back = true;
                yield List.of(new Line(Kind.NOTE, "going back: " + why.reason()));
            }
            case Event.Turned(Heading.Anew(var from, var why)) -> {
                finished.removeIf(ordinal -> ordinal >= from);
                yield List.of(new Line(Kind.NOTE, "copying anew: " + why.reason()));
            }
            case Event.Turned(Heading.Forward _) -> List.of();
            case Event.Progress moved -> {
                if (!moved.unit().equals(reading.unit()) || moved.total() != reading.total()) {
                    rate.forget();
                }
                reading = moved;
                rate.at(event.at(), moved.done());
                yield List.of();
            }
            case Event.Note(var line) -> List.of(new Line(Kind.NOTE, line));
            case Event.Asked(var wish, var by) ->
                    List.of(new Line(Kind.NOTE, by + " asks to " + wish));
            case Event.PickedUp(var epoch, var by) ->
                    epoch > 1 ? List.of(new Line(Kind.NOTE, "taken over by " + by)) : List.of();
            case Event.Stands _ -> List.of();
        };
    }

    private static List<Line> failed(Kind kind, String title, Problem problem) {
        var lines = new ArrayList<Line>();
        lines.add(new Line(kind, title));
        Screen.block(problem).forEach(line -> lines.add(new Line(Kind.MORE, line)));
        return lines;
    }

    /// A line that stays.
    record Line(Kind kind, String text, String took) {

        Line(Kind kind, String text) {
            this(kind, text, "");
        }
    }

    enum Kind {
        START,
        DONE,
        FAILED,
        UNDONE,
        NOTE,
        /// Goes on with the line before.
        MORE
    }

    private String title(int ordinal) {
        return step(ordinal).map(step -> step.part().title()).orElse("step " + ordinal);
    }

    private Optional<StepRecord> step(int ordinal) {
        return run.steps().stream().filter(step -> step.ordinal() == ordinal).findFirst();
    }

    private String place(int ordinal) {
        return "(" + (ordinal + 1) + " of " + run.steps().size() + ")";
    }

    private String took(int ordinal, Instant until) {
        var since = started.get(ordinal);
        return since == null ? "" : Words.duration(between(since, until));
    }

    private static Duration between(Instant from, Instant until) {
        return until.isBefore(from) ? Duration.ZERO : Duration.between(from, until);
    }

    // The moment

    /// The step at work; empty between two steps.
    Optional<String> now() {
        return current < 0 ? Optional.empty() : Optional.of(title(current) + " " + place(current));
    }

    Duration elapsed(Instant now) {
        var since = started.get(current);
        return since == null ? Duration.ZERO : between(since, now);
    }

    Duration whole(Instant now) {
        return between(run.created(), now);
    }

    /// The part that is done, where the step knows how much there is.
    Optional<Double> part() {
        return measured()
                ? Optional.of((double) reading.done() / reading.total())
                : Optional.empty();
    }

    private boolean measured() {
        return reading.ordinal() == current && reading.total() > 0;
    }

    /// `561 MB of 1.3 GB, 110 MB/s`; empty where nothing was reported.
    String amount() {
        if (reading.ordinal() != current || reading.done() == 0) {
            return "";
        }
        var unit = reading.unit();
        var done =
                reading.total() == 0
                        ? Words.amount(reading.done(), unit)
                        : Words.progress(reading.done(), reading.total(), unit);
        if (unit.startsWith("second")) {
            return done;
        }
        return done
                + rate.perSecond()
                        .map(speed -> ", " + Words.amount(Math.round(speed), unit) + "/s")
                        .orElse("");
    }

    /// What the step still takes: by its own speed and by what it took before, whichever is longer,
    /// since a step may have more to do than what it counts just now. Empty where nobody knows.
    Optional<Duration> left(Instant now) {
        var measured = measuredLeft();
        var usual =
                likely(current)
                        .map(likely -> likely.minus(elapsed(now)))
                        .filter(left -> !left.isNegative());
        if (measured.isPresent() && usual.isPresent()) {
            return measured.get().compareTo(usual.get()) > 0 ? measured : usual;
        }
        return measured.or(() -> usual);
    }

    private Optional<Duration> measuredLeft() {
        if (!measured() || reading.done() >= reading.total()) {
            return Optional.empty();
        }
        return rate.perSecond()
                .map(speed -> (reading.total() - reading.done()) * 1000 / speed)
                .map(millis -> Duration.ofMillis(Math.round(millis)));
    }

    private Optional<Duration> likely(int ordinal) {
        return step(ordinal)
                .flatMap(step ->
                        estimate.factors().stream()
                                .filter(f -> f.step().equals(step.part().name()))
                                .findFirst())
                .flatMap(Estimate.Factor::span)
                .map(Estimate.Span::likely);
    }

    /// What the whole run still takes; empty unless something is known of every step that is left.
    Optional<Duration> wholeLeft(Instant now) {
        if (back) {
            return Optional.empty();
        }
        var sum = Duration.ZERO;
        for (var step : run.steps()) {
            int ordinal = step.ordinal();
            if (finished.contains(ordinal)) {
                continue;
            }
            var left = ordinal == current ? left(now) : likely(ordinal);
            if (left.isEmpty()) {
                return Optional.empty();
            }
            sum = sum.plus(left.get());
        }
        return Optional.of(sum);
    }

    int done() {
        return finished.size();
    }

    int steps() {
        return run.steps().size();
    }

    boolean goingBack() {
        return back;
    }
}
