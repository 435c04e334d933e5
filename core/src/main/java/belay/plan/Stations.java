package belay.plan;

import belay.release.Condition.Verdict;
import belay.release.Issue;
import belay.release.Known;
import belay.release.Release;
import belay.release.Rule;
import belay.release.Version.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Tells of each hop of a way which package it takes, what comes before and after it, and whether
/// it is one way.
final class Stations {

    /// What a hop takes where nothing smaller fits.
    static final String FULL = "full";

    /// Begins the name of what waits for migrations in the background.
    static final String BACKGROUND = "background migrations ";

    private final Book book;
    private final Reasons reasons;
    private final Ways ways;
    private final List<Pauses.Pause> pauses;
    private final Release from;
    private final List<Release> way;

    Stations(Book book, Reasons reasons, Ways ways, Release from, List<Release> way, boolean down) {
        this.book = book;
        this.reasons = reasons;
        this.ways = ways;
        this.pauses = book.pauses(from, way.getLast(), down);
        this.from = from;
        this.way = way;
    }

    List<Reply.Step> steps() {
        var steps = new ArrayList<Reply.Step>();
        for (int i = 0; i < way.size(); i++) {
            steps.add(step(i));
        }
        return steps;
    }

    private Reply.Step step(int at) {
        var left = at == 0 ? from : way.get(at - 1);
        var here = way.get(at);
        var kind = kind(left, here);
        var tasks = new Tasks();
        for (var rule : ways.told(left, here)) {
            reasons.noteUnsure(rule);
            if (!(rule instanceof Rule.StepAfter step) || !isDone(step, at)) {
                tasks.add(rule);
            }
        }
        for (var pause : pauses) {
            if (at == 0 && pause.at().version().equals(left.version())) {
                tasks.before.addAll(waits(pause));
            }
            if (pause.at().version().equals(here.version())) {
                tasks.after.addAll(waits(pause));
            }
        }
        return new Reply.Step(
                here.id().text(),
                kind.kind(),
                kind.because(),
                at + 1 == way.size()
                        ? reasons.arrival(here)
                        : reasons.because(ways, left, here, way.get(at + 1), way.getLast()),
                tasks.before,
                tasks.after,
                tasks.warnings,
                String.join("; ", tasks.oneWay));
    }

    /// Whether an earlier hop of the way has it done for good.
    private boolean isDone(Rule.StepAfter step, int at) {
        return step.once()
                && IntStream.range(0, at)
                        .anyMatch(hop ->
                                ways.told(hop == 0 ? from : way.get(hop - 1), way.get(hop)).stream()
                                        .anyMatch(step::equals));
    }

    /// What the rules say of one hop.
    private static final class Tasks {

        private final List<Task> before = new ArrayList<>();
        private final List<Task> after = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();
        private final List<String> oneWay = new ArrayList<>();

        void add(Rule rule) {
            var because = rule.grounds().because();
            switch (rule) {
                case Rule.CheckFirst(var check, var asked, _, _, _, var grounds) ->
                        before.add(new Task(check, check, grounds.cited(), asked));
                case Rule.StepAfter(var step, _, _, _, _, var grounds) ->
                        after.add(
                                new Task(step, step + ": " + because, grounds.cited(), List.of()));
                case Rule.Warn _ -> warnings.add(because);
                case Rule.OneWay _ -> oneWay.add(because);
                default -> {}
            }
        }
    }

    /// What Belay can ask for and what a person has to look at are two.
    private static List<Task> waits(Pauses.Pause pause) {
        var asked = pause.migrations().stream().filter(any -> !any.asked().isEmpty()).toList();
        var byHand = pause.migrations().stream().filter(any -> any.asked().isEmpty()).toList();
        var tasks = new ArrayList<Task>();
        for (var migrations : List.of(asked, byHand)) {
            if (!migrations.isEmpty()) {
                var what =
                        BACKGROUND
                                + migrations.stream()
                                        .map(Rule.Background::name)
                                        .collect(Collectors.joining(", "));
                tasks.add(
                        new Task(
                                what,
                                "wait for the " + what,
                                migrations.getFirst().grounds().cited(),
                                migrations.stream().flatMap(any -> any.asked().stream()).toList()));
            }
        }
        return tasks;
    }

    // Packages

    private record Kind(String kind, String because) {}

    /// The first that fits and is not known to be broken, else the full one.
    private Kind kind(Release left, Release here) {
        var fitting =
                book.pack().known().kinds().stream()
                        .filter(kind ->
                                kind.to().holds(here.version())
                                        && kind.from().holds(left.version()))
                        .filter(kind -> !kind.kind().equals("cumulative") || !goesBack(left, here))
                        .toList();
        var broken = new ArrayList<String>();
        for (var kind : fitting) {
            var issue = against(kind, left, here);
            if (issue.isEmpty()) {
                return new Kind(kind.kind(), join(broken, kind.grounds().because()));
            }
            broken.add(
                    "not the "
                            + kind.kind()
                            + " package: known issue "
                            + issue.get().id()
                            + ": "
                            + issue.get().grounds().because());
        }
        return new Kind(FULL, String.join("; ", broken));
    }

    /// What holds only the files that are new takes nothing back.
    private static boolean goesBack(Release left, Release here) {
        return left.version().against(here.version()) == Order.AFTER;
    }

    private static String join(List<String> broken, String because) {
        return broken.isEmpty() ? because : String.join("; ", broken) + "; " + because;
    }

    private Optional<Issue> against(Known.Kind kind, Release left, Release here) {
        return kind.kind().equals(FULL)
                ? Optional.empty()
                : book.pack().issues().stream()
                        .filter(issue -> issue.kinds().contains(kind.kind()))
                        .filter(issue -> Book.concerns(issue, left, here))
                        .filter(issue -> !book.accepts(issue.id()))
                        .filter(issue -> book.verdict(issue) != Verdict.DOES_NOT)
                        .findFirst();
    }
}
