package belay.api.evidence;

import belay.api.Evidence;
import belay.plan.PlanJson;
import belay.run.Run;
import belay.run.StepRecord;
import belay.run.StepState;
import belay.run.UndoState;

import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;

/// The evidence as JSON: the same content as the page, for programs.
public final class EvidenceJson {

    private static final JsonMapper MAPPER = PlanJson.mapper();

    private static final ObjectWriter WRITER =
            MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT);

    private EvidenceJson() {}

    public static String json(Evidence evidence) {
        return WRITER.writeValueAsString(tree(evidence)) + "\n";
    }

    /// For a face that puts it into something larger.
    public static ObjectNode tree(Evidence evidence) {
        var tree = JsonNodeFactory.instance.objectNode();
        tree.put("belay", evidence.by());
        tree.put("at", evidence.at().toString());
        tree.set("run", run(evidence.run()));
        evidence.pause()
                .ifPresent(pause ->
                        tree.putObject("pause")
                                .put("from", pause.from().toString())
                                .put("until", pause.until().toString())
                                .put("tookMs", pause.took().toMillis())
                                .put("scriptsMs", pause.scripts().toMillis()));
        var steps = tree.putArray("steps");
        evidence.run().steps().forEach(step -> steps.add(step(step)));
        tree.set("checks", MAPPER.valueToTree(evidence.checks()));
        tree.set("backups", MAPPER.valueToTree(evidence.backups()));
        tree.set("facts", MAPPER.valueToTree(evidence.facts()));
        evidence.proof()
                .ifPresent(proof ->
                        tree.set(
                                "proof",
                                MAPPER.<ObjectNode>valueToTree(proof).put("holds", proof.holds())));
        evidence.losses().forEach(loss -> tree.set("loss", MAPPER.valueToTree(loss)));
        tree.set("problems", MAPPER.valueToTree(evidence.problems()));
        evidence.plan().ifPresent(plan -> tree.set("plan", MAPPER.valueToTree(plan)));
        tree.set("log", MAPPER.valueToTree(evidence.log()));
        return tree;
    }

    private static ObjectNode run(Run run) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", run.id().text())
                .put("system", run.system().text())
                .put("purpose", run.order().purpose().name())
                .put("state", run.state().name())
                .put("by", run.order().by())
                .put("created", run.created().toString())
                .put("since", run.since().toString())
                .put("committed", run.committed())
                .put("pauseLimitMs", run.order().pauseLimit().toMillis())
                .put("planHash", run.order().planHash());
    }

    private static ObjectNode step(StepRecord step) {
        var node =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("name", step.part().name())
                        .put("kind", step.part().kind())
                        .put("title", step.part().title());
        switch (step.state()) {
            case StepState.Waiting _ -> node.put("state", "WAITING");
            case StepState.Acting(var since) ->
                    node.put("state", "ACTING").put("since", since.toString());
            case StepState.Done(var since, var until, var outcome) -> {
                times(node.put("state", "DONE"), since, until);
                node.set("outcome", MAPPER.readTree(outcome.json()));
            }
            case StepState.Failed(var since, var until, var problem) -> {
                times(node.put("state", "FAILED"), since, until);
                node.set("problem", MAPPER.valueToTree(problem));
            }
        }
        switch (step.undo()) {
            case UndoState.Kept _ -> {}
            case UndoState.Undone(var at, var words) ->
                    node.put("takenBack", at.toString()).put("takenBackWords", words);
            case UndoState.Stuck(var at, var problem) -> {
                node.put("stuck", at.toString());
                node.set("stuckProblem", MAPPER.valueToTree(problem));
            }
        }
        return node;
    }

    private static void times(ObjectNode node, Instant since, Instant until) {
        node.put("since", since.toString())
                .put("until", until.toString())
                .put("tookMs", until.toEpochMilli() - since.toEpochMilli());
    }
}
