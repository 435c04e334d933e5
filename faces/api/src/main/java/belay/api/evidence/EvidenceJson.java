package belay.api.evidence;

import belay.api.DumpReport;
import belay.api.Evidence;
import belay.api.Outturn;
import belay.api.RunJson;
import belay.plan.PlanJson;
import belay.proof.Proof;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The evidence as JSON: the same content as the page, for programs.
public final class EvidenceJson {

    private static final JsonMapper MAPPER = PlanJson.mapper();

    private static final ObjectWriter WRITER =
            MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT);

    private EvidenceJson() {}

    public static String json(Evidence evidence) {
        return WRITER.writeValueAsString(tree(evidence)) + "\n";
    }

    /// What it does not prove and what it found come first, in numbers.
    private static ObjectNode proof(Proof proof) {
        var node =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("holds", proof.holds())
                        .put("tablesNotProved", proof.notProved().size())
                        .put("differencesFound", proof.differences().size())
                        .put("tablesCompared", proof.compared().size())
                        .put("tablesDeclared", proof.notCompared().size());
        var declarations = node.putArray("declarations");
        proof.differences().forEach(difference -> declarations.add(difference.declaration()));
        return node.setAll(MAPPER.<ObjectNode>valueToTree(proof));
    }

    /// For a face that puts it into something larger.
    public static ObjectNode tree(Evidence evidence) {
        var tree = JsonNodeFactory.instance.objectNode();
        tree.put("belay", evidence.by());
        tree.put("at", evidence.at().toString());
        tree.set("run", RunJson.summary(evidence.run()));
        tree.set("clients", RunJson.clients(evidence.clients()));
        evidence.pause()
                .ifPresent(pause ->
                        tree.putObject("pause")
                                .put("from", pause.from().toString())
                                .put("until", pause.until().toString())
                                .put("tookMs", pause.took().toMillis())
                                .put("scriptsMs", pause.scripts().toMillis())
                                .put("startsMs", pause.starts().toMillis()));
        var forecasts = tree.putArray("forecasts");
        Outturn.of(evidence)
                .forEach(outturn ->
                        forecasts
                                .addObject()
                                .put("of", outturn.forecast().of())
                                .put("lowMs", outturn.forecast().low().toMillis())
                                .put("likelyMs", outturn.forecast().likely().toMillis())
                                .put("highMs", outturn.forecast().high().toMillis())
                                .put("tookMs", outturn.took().toMillis())
                                .put("errorPercent", outturn.errorPercent()));
        tree.set("steps", RunJson.steps(evidence.run()));
        tree.set("checks", MAPPER.valueToTree(evidence.checks()));
        tree.set("backups", MAPPER.valueToTree(evidence.backups()));
        tree.set("facts", MAPPER.valueToTree(evidence.facts()));
        evidence.proof().ifPresent(proof -> tree.set("proof", proof(proof)));
        evidence.losses().forEach(loss -> tree.set("loss", MAPPER.valueToTree(loss)));
        var dump = DumpReport.of(evidence.run());
        if (!dump.taken().isEmpty()) {
            tree.set("dump", MAPPER.valueToTree(dump));
        }
        tree.set("problems", MAPPER.valueToTree(evidence.problems()));
        evidence.plan().ifPresent(plan -> tree.set("plan", MAPPER.valueToTree(plan)));
        tree.set("log", MAPPER.valueToTree(evidence.log()));
        return tree;
    }
}
