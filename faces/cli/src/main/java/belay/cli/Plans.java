package belay.cli;

import belay.api.Checked;
import belay.api.Estimate;
import belay.api.Outlook;
import belay.api.Words;
import belay.plan.PlanJson;
import belay.plan.Reply;
import belay.step.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Plans as JSON, and what gates say, in words too.
final class Plans {

    private Plans() {}

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
        tree.put("route", plan.system().database().route().name().toLowerCase(Locale.ROOT));
        tree.set("routes", PlanJson.mapper().valueToTree(outlook.routes()));
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
        var steps = tree.putArray("pauseSteps");
        for (var factor : estimate.factors()) {
            if (factor.pause()) {
                var step =
                        steps.addObject().put("step", factor.step()).put("title", factor.title());
                factor.span().ifPresent(span -> span(step, span));
            }
        }
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
                            + Words.oneLine(finding.problems().isEmpty() ? finding.found() : ""));
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
            case BLOCKS_PRODUCTION -> "blocks production";
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
