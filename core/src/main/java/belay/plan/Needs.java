package belay.plan;

import belay.problem.Problem;
import belay.system.ProductSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What a plan mentions and the system has to name: ports, secrets, runtimes.
///
/// Looked for in the plan's JSON, so that no place where a name can stand is forgotten.
final class Needs {

    private static final Pattern NAMED =
            Pattern.compile("\\{(port|secret)\\.([a-z0-9][a-z0-9._-]*)}");

    private final Set<String> ports = new TreeSet<>();
    private final Set<String> secrets = new TreeSet<>();

    private Needs() {}

    /// All that is missing, in a fixed order.
    static List<Problem> missing(Plan plan) {
        var needs = new Needs();
        var problems = new ArrayList<Problem>();
        for (var part :
                List.of(
                        plan.hops(),
                        plan.current(),
                        plan.currentFiles(),
                        plan.facts(),
                        plan.checks())) {
            needs.collect(PlanJson.mapper().valueToTree(part));
        }
        needs.missingPorts(plan.system(), problems);
        needs.missingSecrets(plan.system(), problems);
        boolean packServes =
                plan.system().nodes().stream().anyMatch(node -> node.serving().isEmpty());
        if (packServes) {
            missingRuntimes(plan, problems);
        }
        return problems;
    }

    private void collect(JsonNode node) {
        if (node.isString()) {
            var matcher = NAMED.matcher(node.asString());
            while (matcher.find()) {
                (matcher.group(1).equals("port") ? ports : secrets).add(matcher.group(2));
            }
        } else if (node.isObject()) {
            var port = node.path("port");
            if (port.isString()) {
                ports.add(port.asString());
            }
        }
        node.forEach(this::collect);
    }

    private void missingPorts(ProductSystem system, List<Problem> problems) {
        for (var node : system.nodes()) {
            for (var port : ports) {
                if (!node.ports().containsKey(port)) {
                    problems.add(
                            Problem.of(
                                            "SYSTEM:PORT_MISSING",
                                            "the node " + node.name() + " has no port of this name")
                                    .value(port)
                                    .expected(
                                            "one of "
                                                    + String.join(
                                                            ", ",
                                                            new TreeSet<>(node.ports().keySet())))
                                    .advice("name it in system.yaml under ports, with its number"));
                }
            }
        }
    }

    private void missingSecrets(ProductSystem system, List<Problem> problems) {
        for (var secret : secrets) {
            if (!system.secrets().containsKey(secret)) {
                problems.add(
                        Problem.of("SYSTEM:SECRET_MISSING", "no file is named for this secret")
                                .value(secret)
                                .advice(
                                        "name the file that holds it in system.yaml under secrets"));
            }
        }
    }

    private static void missingRuntimes(Plan plan, List<Problem> problems) {
        var needed = new TreeSet<String>();
        plan.runtimes().forEach((name, version) -> needed.add(name + " " + version));
        plan.hops()
                .forEach(hop ->
                        hop.runtimes()
                                .forEach((name, version) -> needed.add(name + " " + version)));
        for (var runtime : needed) {
            var words = runtime.split(" ", 2);
            var known = plan.system().runtimes().getOrDefault(words[0], Map.of());
            if (!known.containsKey(words[1])) {
                problems.add(
                        Problem.of(
                                        "SYSTEM:RUNTIME_MISSING",
                                        "a runtime that is needed on the way is not known")
                                .value(runtime)
                                .advice(
                                        "install it and name its directory in system.yaml: runtimes: {"
                                                + words[0]
                                                + ": {\""
                                                + words[1]
                                                + "\": DIRECTORY}}"));
            }
        }
    }
}
