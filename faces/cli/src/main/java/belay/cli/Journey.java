package belay.cli;

import belay.api.Estimate;
import belay.api.NextStep;
import belay.api.Outlook;
import belay.api.Words;
import belay.plan.Hop;
import belay.plan.Obstacle;
import belay.plan.Plan;
import belay.plan.PlanJson;
import belay.plan.Reply;
import belay.plan.Task;
import belay.release.Action;
import belay.release.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/// The plan of a system as a traveller reads it: as the catalogue's answer, and with what only a
/// system has: what is done to its data, what is learned from its runs, and what is between the
/// plan and production.
final class Journey {

    private final Outlook outlook;
    private final Plan plan;
    private final Reply told;
    private final Replies replies;
    private final Instant now;
    private final int columns;
    private final boolean all;

    /// @param columns of the terminal
    /// @param all whether long lists are not cut
    Journey(Outlook outlook, Instant now, int columns, boolean all) {
        this.outlook = outlook;
        this.plan = outlook.plan();
        this.told = outlook.reply().orElseGet(() -> told(plan));
        this.replies = new Replies(told, columns, all);
        this.now = now;
        this.columns = columns;
        this.all = all;
    }

    /// What a saved plan holds of the answer that it was made from.
    private static Reply told(Plan plan) {
        var terms = plan.terms();
        var asked = PlanJson.mapper().createObjectNode();
        asked.put("product", plan.system().product());
        asked.put("from", plan.from().text());
        return new Reply(
                Reply.Kind.PLAN,
                terms.rulebook(),
                plan.hops().stream().map(Journey::told).toList(),
                terms.unsure(),
                List.of(),
                terms.gates(),
                terms.issues(),
                terms.requirements(),
                List.of(),
                List.of(),
                terms.estimates(),
                List.of(),
                asked);
    }

    private static Reply.Step told(Hop hop) {
        return new Reply.Step(
                hop.release().text(),
                hop.kind(),
                hop.kindBecause(),
                hop.because(),
                hop.before(),
                hop.after(),
                List.of(),
                hop.oneWay());
    }

    List<String> lines() {
        var lines = new ArrayList<>(replies.way(plan.system().name().text()));
        lines.add("");
        lines.addAll(hops());
        for (var section :
                List.of(
                        packages(),
                        replies.tasks("To do by hand", Task::byHand),
                        hotfixes(),
                        replies.tasks("What Belay asks by itself", task -> !task.byHand()),
                        replies.mayGoWrong(warnings()),
                        replies.requirements(),
                        replies.noWayBack(),
                        notCompared(),
                        routes(),
                        times(),
                        pause(),
                        replies.support(),
                        replies.notKnown(),
                        replies.wouldForbid(),
                        replies.gates(),
                        beforeProduction(),
                        state())) {
            lines.addAll(section.lines(columns, all));
        }
        lines.addAll(replies.beside());
        return lines;
    }

    private List<String> hops() {
        var table = new HopTable("DATA");
        for (var hop : plan.hops()) {
            var release = hop.release().text();
            table.row(
                    release,
                    actions(hop),
                    Replies.rule(release, hop.because()),
                    hop.because().source());
        }
        return table.lines(columns);
    }

    private static String actions(Hop hop) {
        long scripts = hop.actions().stream().filter(Action.Sql.class::isInstance).count();
        long others = hop.actions().size() - scripts;
        if (hop.actions().isEmpty()) {
            return "unchanged";
        }
        var words = new ArrayList<String>();
        if (scripts > 0) {
            words.add(Words.count(scripts, "script"));
        }
        if (others > 0) {
            words.add(Words.count(others, "act"));
        }
        return String.join(", ", words);
    }

    private Section packages() {
        var section = new Section("Packages");
        for (var hop : plan.hops()) {
            hop.packages().forEach(one -> section.add(hop.release().text(), one.source().words()));
        }
        return section;
    }

    private Section hotfixes() {
        var section = new Section("Hotfixes after the last hop");
        plan.terms().hotfixes().forEach(fix -> section.add(fix.name(), fix.what()));
        return section;
    }

    /// Those that no hop has told already.
    private List<String> warnings() {
        var ofHops =
                told.hops().stream()
                        .flatMap(hop ->
                                hop.warnings().stream().map(what -> hop.release() + ": " + what))
                        .collect(Collectors.toSet());
        return plan.warnings().stream().filter(warning -> !ofHops.contains(warning)).toList();
    }

    /// Said before anything runs: a proof that holds says nothing of them.
    private Section notCompared() {
        var section = new Section("What the proof does not compare");
        for (var hop : plan.hops()) {
            hop.changes().stream()
                    .filter(change -> change.kind() == Change.Kind.ROWS)
                    .forEach(change ->
                            section.add(
                                    change.table(),
                                    "no rows of it, for "
                                            + hop.release()
                                            + " declares rows: any: "
                                            + change.because()));
        }
        return section;
    }

    private Section routes() {
        var section = new Section("How the data is copied");
        for (var finding : outlook.routes()) {
            section.add(
                    finding.gate().replace("route ", ""),
                    finding.problems().isEmpty()
                            ? finding.found()
                            : finding.problems().getFirst().toString());
        }
        return section;
    }

    /// What was measured goes before what the pack says.
    private Section times() {
        if (!outlook.estimate().measured()) {
            return replies.times();
        }
        var section = new Section("How long it takes");
        section.add("duration", span(false));
        section.add("pause", span(true));
        return section;
    }

    /// What was measured of it, the steps that weigh each by itself.
    private Section pause() {
        var section = new Section("What the pause takes, step by step");
        var pause = outlook.estimate().pause();
        if (pause.sum().isEmpty()) {
            return section;
        }
        section.add("together", pause.sum().map(Journey::interval).orElse(""));
        for (var factor : all ? outlook.estimate().factors() : pause.weighty()) {
            if (factor.pause()) {
                section.add(
                        factor.title(),
                        factor.span().map(Journey::interval).orElse("never measured"));
            }
        }
        if (!all) {
            pause.sumOfLight()
                    .ifPresent(span ->
                            section.add(
                                    Words.count(pause.light().size(), "shorter step"),
                                    interval(span)));
            if (!pause.unknown().isEmpty()) {
                section.add(Words.count(pause.unknown().size(), "other step"), "never measured");
            }
        }
        return section;
    }

    private static String interval(Estimate.Span span) {
        return Words.duration(span.likely())
                + " ("
                + Words.duration(span.low())
                + " to "
                + Words.duration(span.high())
                + ")";
    }

    /// By kind, and each by the name by which somebody answers for it: what it is stands above.
    private Section beforeProduction() {
        var section = new Section("What keeps it from production");
        var names = new LinkedHashMap<String, List<String>>();
        Obstacle.of(plan).stream()
                .filter(obstacle -> !obstacle.waiver().isEmpty())
                .forEach(obstacle ->
                        names.computeIfAbsent(obstacle.kind(), _ -> new ArrayList<>())
                                .add(obstacle.waiver()));
        names.forEach((kind, open) ->
                section.add(
                        kind,
                        open.stream().distinct().collect(Collectors.joining("; "))
                                + ": "
                                + opens(kind)));
        return section;
    }

    private static String opens(String kind) {
        return switch (kind) {
            case "issues" -> "accept with --allow and rehearse, or aim at another release";
            case "requirements" -> "install what is lacking, and correct system.yaml";
            default -> "see to it, and say so with belay waive";
        };
    }

    private Section state() {
        var section = new Section("This plan");
        section.add("rehearsal", rehearsal());
        if (outlook.rehearsals().isEmpty()) {
            section.add(
                    "next",
                    NextStep.command(
                            "rehearse", NextStep.arguments(outlook.file().systemFile(), plan)));
        }
        section.add("plan", outlook.hash());
        outlook.changes().forEach(change -> section.add("stale", change));
        return section;
    }

    private String span(boolean pause) {
        var estimate = outlook.estimate();
        var span = pause ? estimate.downtime() : estimate.duration();
        if (span.isEmpty()) {
            return "not known before a rehearsal";
        }
        long unknown =
                estimate.unknown().stream().filter(factor -> !pause || factor.pause()).count();
        return Words.duration(span.get().likely())
                + " ("
                + Words.duration(span.get().low())
                + " to "
                + Words.duration(span.get().high())
                + (estimate.measured() ? ", by earlier runs)" : ", by what the pack says)")
                + (unknown == 0 || !estimate.measured()
                        ? ""
                        : ", without " + Words.count(unknown, "step") + " never measured");
    }

    private String rehearsal() {
        return outlook.rehearsal()
                .map(found ->
                        (found.passed() ? "passed " : "failed ")
                                + Words.duration(Duration.between(found.at(), now))
                                + " ago, run "
                                + found.run())
                .orElse("none of exactly this plan yet");
    }
}
