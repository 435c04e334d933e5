package belay.cli;

import belay.api.Checked;
import belay.api.Estimate;
import belay.api.Outlook;
import belay.api.Words;
import belay.plan.Hop;
import belay.plan.Obstacle;
import belay.plan.Plan;
import belay.plan.PlanJson;
import belay.plan.Reply;
import belay.release.Action;
import belay.step.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Plans and what gates say, in words and as JSON.
final class Plans {

    private Plans() {}

    static List<String> words(Outlook outlook, Instant now, int columns) {
        var plan = outlook.plan();
        var lines = new ArrayList<String>();
        var stops =
                plan.hops().stream()
                        .limit(Math.max(0, plan.hops().size() - 1L))
                        .map(hop -> hop.release().text())
                        .toList();
        lines.add(
                Words.visible(
                        plan.system().name()
                                + " "
                                + plan.from()
                                + " → "
                                + plan.to()
                                + (stops.isEmpty()
                                        ? ""
                                        : " by way of " + String.join(", ", stops))));
        lines.add("");
        var table = new HopTable("DATA");
        plan.hops()
                .forEach(hop ->
                        table.row(
                                hop.release().text(),
                                actions(hop),
                                hop.because().rule()
                                        + (hop.oneWay().isEmpty()
                                                ? ""
                                                : " (one way: " + hop.oneWay() + ")"),
                                hop.because().source()));
        lines.addAll(table.lines(columns));
        lines.add("");
        if (!plan.terms().rulebook().isEmpty()) {
            lines.add("rulebook   " + Words.visible(plan.terms().rulebook()));
        }
        plan.warnings().forEach(warning -> lines.add("warning    " + Words.visible(warning)));
        lines.addAll(terms(plan));
        lines.add("duration   " + words(outlook.estimate(), false));
        lines.add("pause      " + words(outlook.estimate(), true));
        lines.add("rehearsal  " + rehearsal(outlook, now));
        lines.add("plan       " + outlook.hash());
        outlook.changes().forEach(change -> lines.add("stale      " + Words.visible(change)));
        return lines;
    }

    /// What Belay asks by itself, and what keeps the plan from production.
    private static List<String> terms(Plan plan) {
        var lines = new ArrayList<String>();
        for (var hop : plan.hops()) {
            Stream.concat(hop.before().stream(), hop.after().stream())
                    .filter(task -> !task.byHand())
                    .forEach(task -> lines.add("asked      " + hop.release() + ": " + task.what()));
        }
        plan.terms().allowed().forEach(name -> lines.add("accepted   " + name));
        Obstacle.of(plan).stream()
                .map(obstacle ->
                        obstacle.problem().reason()
                                + (obstacle.problem().value().isEmpty()
                                        ? ""
                                        : ": " + obstacle.problem().value()))
                .forEach(what -> lines.add("closed     " + what));
        plan.terms().unsure().forEach(problem -> lines.add("not known  " + problem));
        return lines.stream().map(Words::visible).toList();
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

    private static String words(Estimate estimate, boolean pause) {
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

    private static String rehearsal(Outlook outlook, Instant now) {
        return outlook.rehearsal()
                .map(found ->
                        (found.passed() ? "passed " : "failed ")
                                + Words.duration(Duration.between(found.at(), now))
                                + " ago, run "
                                + found.run())
                .orElse("none of exactly this plan yet: belay rehearse");
    }

    static ObjectNode json(Outlook outlook) {
        var plan = outlook.plan();
        var tree =
                outlook.reply()
                        .map(Reply::json)
                        .orElseGet(JsonNodeFactory.instance::objectNode)
                        .put("system", plan.system().name().text())
                        .put("from", plan.from().text())
                        .put("to", plan.to().text());
        var path = tree.putArray("path");
        plan.hops().forEach(hop -> path.add(hop.release().text()));
        tree.put("hash", outlook.hash());
        tree.set("forecast", json(outlook.estimate()));
        outlook.rehearsal()
                .ifPresent(found ->
                        tree.putObject("rehearsal")
                                .put("run", found.run().text())
                                .put("at", found.at().toString())
                                .put("passed", found.passed()));
        tree.set("stale", PlanJson.mapper().valueToTree(outlook.changes()));
        tree.set("plan", PlanJson.mapper().valueToTree(plan));
        return tree;
    }

    private static JsonNode json(Estimate estimate) {
        var tree = JsonNodeFactory.instance.objectNode();
        estimate.duration().ifPresent(span -> span(tree.putObject("duration"), span));
        estimate.downtime().ifPresent(span -> span(tree.putObject("pause"), span));
        tree.put("stepsWithoutTiming", estimate.unknown().size());
        return tree;
    }

    private static void span(ObjectNode node, Estimate.Span span) {
        node.put("lowMs", span.low().toMillis())
                .put("likelyMs", span.likely().toMillis())
                .put("highMs", span.high().toMillis());
    }

    // Findings

    static List<String> words(List<Finding> findings) {
        var lines = new ArrayList<String>();
        int width =
                findings.stream().mapToInt(finding -> Columns.of(finding.gate())).max().orElse(0);
        for (var finding : findings) {
            lines.add(
                    Columns.padded(sign(finding), 9)
                            + Columns.padded(Words.visible(finding.gate()), width)
                            + "  "
                            + Words.visible(finding.problems().isEmpty() ? finding.found() : ""));
            finding.problems()
                    .forEach(problem ->
                            Screen.block(problem).forEach(line -> lines.add(" ".repeat(9) + line)));
        }
        return lines.stream().map(String::stripTrailing).toList();
    }

    private static String sign(Finding finding) {
        return switch (finding.verdict()) {
            case OK -> "ok";
            case WARNING -> "warning";
            case REFUSED -> "refused";
        };
    }

    static ObjectNode json(List<Finding> findings) {
        var tree = JsonNodeFactory.instance.objectNode();
        tree.set("findings", PlanJson.mapper().valueToTree(findings));
        return tree;
    }

    static ObjectNode json(Checked checked) {
        return json(checked.findings())
                .put("open", checked.open())
                .put("hash", checked.outlook().hash());
    }
}
