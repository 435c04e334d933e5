package belay.step;

import belay.outside.Fault;
import belay.outside.Host;
import belay.plan.Plan;
import belay.release.Action;
import belay.release.Command;
import belay.release.Serving;
import belay.system.ProductSystem.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Looks whether the operators' environment files can be read, and whether one of their variables
/// would lead a trial to production.
record EnvironmentFiles(Host host, Plan plan) {

    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "::1");

    List<Finding> findings() throws Fault {
        var findings = new ArrayList<Finding>();
        for (var node : plan.system().nodes()) {
            if (!node.environmentFile().isEmpty()) {
                findings.addAll(of(node));
            }
        }
        return findings;
    }

    private List<Finding> of(Node node) throws Fault {
        var variables = host.environment(Path.of(node.environmentFile()));
        var leading = new TreeSet<String>();
        variables.forEach((key, value) -> {
            if (namesProduction(value) && !setByPack(key)) {
                leading.add(key);
            }
        });
        if (leading.isEmpty()) {
            return List.of(
                    Finding.ok(
                            "environment",
                            node.environmentFile()
                                    + ": "
                                    + variables.size()
                                    + " variables for "
                                    + node.name()));
        }
        return List.of(
                Finding.warning(
                        "environment",
                        String.join(", ", leading)
                                + " of "
                                + node.environmentFile()
                                + ": the address of production, which the pack does not replace in a"
                                + " trial; set it in the pack's environment, from {database.host},"
                                + " {database.port} or {port.NAME}"));
    }

    private boolean namesProduction(String value) {
        var database = plan.system().database();
        var ports =
                Stream.concat(
                        Stream.of(database.port()),
                        plan.system().nodes().stream()
                                .flatMap(node -> node.ports().values().stream()));
        return ports.anyMatch(port -> namesPort(value.strip(), port))
                || (!THIS_MACHINE.contains(database.host())
                        && Pattern.compile(
                                        "(?i)(?<![a-z0-9.-])"
                                                + Pattern.quote(database.host())
                                                + "(?![a-z0-9.-])")
                                .matcher(value)
                                .find());
    }

    /// Alone, behind a colon, or as in `port=5432`: any number that is the port's.
    private static boolean namesPort(String value, int port) {
        return Pattern.compile("(?<![0-9.])" + port + "(?![0-9.])").matcher(value).find();
    }

    /// In every command that gets the file in a trial, which is started as the pack says.
    private boolean setByPack(String key) {
        var keys = commands().map(Command::environment).map(Map::keySet).toList();
        return !keys.isEmpty() && keys.stream().allMatch(of -> of.contains(key));
    }

    private Stream<Command> commands() {
        var serving =
                Stream.concat(
                        plan.current().stream(),
                        plan.hops().stream().flatMap(hop -> hop.serving().stream()));
        var acting =
                plan.hops().stream()
                        .flatMap(hop -> hop.actions().stream())
                        .filter(Action.Run.class::isInstance)
                        .map(Action.Run.class::cast)
                        .map(Action.Run::command);
        return Stream.concat(
                serving.flatMap(one -> one.processes().stream()).map(Serving.Process::command),
                acting);
    }
}
