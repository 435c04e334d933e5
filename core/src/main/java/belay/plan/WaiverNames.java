package belay.plan;

import belay.release.Known;
import belay.release.Pack;
import belay.release.Rule;
import belay.system.ProductSystem;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The names under which plans of a pack can ask somebody to answer for something, whichever way
/// they go and whatever is wished for on it: those of [Obstacle]s.
public final class WaiverNames {

    private final Pack pack;
    private final ProductSystem system;

    public WaiverNames(Pack pack, ProductSystem system) {
        this.pack = pack;
        this.system = system;
    }

    /// Each once: known issues, what is done by hand, what must be there.
    public List<String> all() {
        return Stream.of(
                        pack.issues().stream().map(issue -> issue.id()),
                        pack.clauses().stream().flatMap(clause -> byHand(clause.rule())),
                        pack.known().requirements().stream().flatMap(this::onNodes))
                .flatMap(names -> names)
                .distinct()
                .toList();
    }

    /// Background migrations that a way waits for in one place are one name, and a hotfix is named
    /// by who wants it.
    public boolean has(String name) {
        return all().contains(name)
                || (name.startsWith(Stations.BACKGROUND)
                        && background()
                                .containsAll(
                                        Arrays.asList(
                                                name.substring(Stations.BACKGROUND.length())
                                                        .split(", ", -1))))
                || name.startsWith(PlanWriter.HOTFIX);
    }

    private static Stream<String> byHand(Rule rule) {
        return switch (rule) {
            case Rule.CheckFirst first when first.asked().isEmpty() -> Stream.of(first.check());
            case Rule.StepAfter after -> Stream.of(after.step());
            case Rule.Background migration when migration.asked().isEmpty() ->
                    Stream.of(Stations.BACKGROUND + migration.name());
            default -> Stream.empty();
        };
    }

    private Set<String> background() {
        return pack.clauses().stream()
                .flatMap(clause -> byHand(clause.rule()))
                .filter(name -> name.startsWith(Stations.BACKGROUND))
                .map(name -> name.substring(Stations.BACKGROUND.length()))
                .collect(Collectors.toSet());
    }

    private Stream<String> onNodes(Known.Requirement need) {
        var nodes = SystemQuestion.nodes(system).keySet();
        return (nodes.isEmpty() ? Stream.of("") : nodes.stream().sorted())
                .map(node -> Obstacle.waiver(Requirements.name(need), node));
    }
}
