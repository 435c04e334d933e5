package belay.api;

import belay.plan.PlanJson;
import belay.run.Run;
import belay.run.StepRecord;
import belay.run.StepState;
import belay.run.UndoState;
import java.time.Instant;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Runs as JSON, the same on every face.
public final class RunJson {

    private static final JsonMapper MAPPER = PlanJson.mapper();

    private RunJson() {}

    /// The run without its steps.
    public static ObjectNode summary(Run run) {
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

    /// Its steps, in order.
    public static ArrayNode steps(Run run) {
        var steps = JsonNodeFactory.instance.arrayNode();
        run.steps().forEach(step -> steps.add(step(step)));
        return steps;
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
                    node.put("state", "ACTING")
                            .put("since", since.toString())
                            .put("done", step.done())
                            .put("total", step.total())
                            .put("unit", step.unit());
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
