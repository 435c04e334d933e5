package belay.api;

import belay.plan.PlanJson;
import belay.run.Carrier;
import belay.run.Picker;
import belay.run.Run;
import belay.run.StepRecord;
import belay.run.StepState;
import belay.run.UndoState;
import belay.run.Watches.Watching;
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

    /// Which side serves.
    public static ObjectNode clients(Clients clients) {
        var node = JsonNodeFactory.instance.objectNode();
        switch (clients) {
            case Clients.Source(_, var release, var address) ->
                    node.put("side", "SOURCE").put("release", release).put("address", address);
            case Clients.Target(_, var release, var address) ->
                    node.put("side", "TARGET").put("release", release).put("address", address);
            case Clients.RolledBack(var now, var by) ->
                    node.setAll(clients(now)).put("rolledBackBy", by.text());
            case Clients.Superseded(var now, var by) ->
                    node.setAll(clients(now)).put("supersededBy", by.text());
            case Clients.NoWayBack(var now, var why) ->
                    node.setAll(clients(now)).put("noWayBack", why);
            case Clients.OtherVersion(var now) ->
                    node.setAll(clients(now)).put("otherVersion", true);
            case Clients.Unknown(var why) -> node.put("side", "UNKNOWN").put("because", why);
            case Clients.KeptOut(var since) ->
                    node.put("side", "NONE").put("keptOutSince", since.toString());
            case Clients.Nobody(var why) -> node.put("side", "NONE").put("because", why);
            case Clients.Removed(var file) -> node.put("side", "NONE").put("removed", file);
            case Clients.Both() -> node.put("side", "BOTH");
            case Clients.NotConcerned() -> node.put("side", "NOT_CONCERNED");
        }
        return node.put("words", clients.sentence());
    }

    /// How a run stands: for clients, in whose hand, what it needs.
    public static ObjectNode standing(Standing standing) {
        var tree = summary(standing.run());
        tree.set("clients", clients(standing.clients()));
        tree.put("need", standing.need());
        var carrier = tree.putObject("carrier");
        switch (standing.carrier()) {
            case Carrier.Nobody() -> carrier.put("state", "NOBODY");
            case Carrier.Alive(var who, var since, var beat) ->
                    carrier(carrier.put("state", "ALIVE"), who, since, beat);
            case Carrier.Silent(var who, var since, var beat) ->
                    carrier(carrier.put("state", "SILENT"), who, since, beat);
            case Carrier.Dead(var who, var since, var beat) ->
                    carrier(carrier.put("state", "DEAD"), who, since, beat);
        }
        standing.watchers().stream()
                .filter(Watching::stands)
                .forEach(watching ->
                        tree.putObject("watchdog")
                                .put("machine", watching.who().machine())
                                .put("pid", watching.who().pid())
                                .put("since", watching.since().toString()));
        return tree;
    }

    private static void carrier(ObjectNode node, Picker who, Instant since, Instant beat) {
        node.put("machine", who.machine())
                .put("pid", who.pid())
                .put("since", since.toString())
                .put("heartbeat", beat.toString());
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
