package belay.step;

import belay.plan.Plan;
import belay.release.Files;
import belay.release.Serving;
import belay.system.ProductSystem.Route;
import java.util.Map;
import java.util.Optional;

/// What leads clients to the new side. By the route `physical` that is another server, and the old
/// one, at the address that clients know, stays fenced.
public final class NewAddress {

    private NewAddress() {}

    /// A warning where the address changes and nothing that Belay knows of leads clients there.
    ///
    /// @param routes from which the plan's is chosen
    public static Optional<Finding> unled(Plan plan, Routes routes) {
        var database = plan.system().database();
        boolean changes =
                routes.chosen().filter(offer -> offer.route() == Route.PHYSICAL).isPresent();
        if (!changes || database.promotedPort() != 0 || toldAside(plan) || toldByPack(plan)) {
            return Optional.empty();
        }
        return Optional.of(
                Finding.warning(
                        "address",
                        "clients that name "
                                + database.address()
                                + " find nobody there after the cutover: the new server takes any"
                                + " free port of this machine, and nothing in system.yaml leads"
                                + " clients to it; name promote.configurations, a hook or a port"
                                + " under database, or promote.by: rename, which keeps the"
                                + " address"));
    }

    /// Whether the operator's files or hooks tell it.
    static boolean toldAside(Plan plan) {
        var promote = plan.system().database().promote();
        return !promote.hook().isEmpty()
                || promote.configurations().stream().anyMatch(file -> names(file.set()));
    }

    /// Whether every node of the product is told it by what the pack writes or starts.
    private static boolean toldByPack(Plan plan) {
        var nodes = plan.system().nodes();
        var hop = plan.hops().getLast();
        return toldInHome(plan, hop.files())
                || (!nodes.isEmpty()
                        && nodes.stream()
                                .map(node ->
                                        node.serving().isEmpty() ? hop.serving() : node.serving())
                                .allMatch(serving ->
                                        !serving.isEmpty()
                                                && serving.stream()
                                                        .allMatch(NewAddress::isHanded)));
    }

    private static boolean toldInHome(Plan plan, Files files) {
        return plan.system().home().isPresent()
                && files.merge().stream().anyMatch(file -> names(file.set()));
    }

    /// Whether what is started is told it.
    static boolean isHanded(Serving serving) {
        return serving.processes().stream()
                .map(Serving.Process::command)
                .anyMatch(command ->
                        names(command.environment())
                                || command.words().stream()
                                        .anyMatch(word -> word.contains("{database.")));
    }

    static boolean names(Map<String, String> values) {
        return values.values().stream().anyMatch(value -> value.contains("{database."));
    }
}
