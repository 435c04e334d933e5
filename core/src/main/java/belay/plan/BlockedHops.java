package belay.plan;

import belay.release.Grounds;
import belay.release.Known.Blocked;
import belay.release.Known.Edge;
import belay.release.Pack;
import belay.release.Release;
import belay.release.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The hops of a graph that its vendor took back, to say why a way does not go there.
final class BlockedHops {

    private static final int MOST_TOLD = 3;

    private final Map<Version, List<Blocked>> into;
    private final Set<Version> reached;

    private BlockedHops(Map<Version, List<Blocked>> into, Set<Version> reached) {
        this.into = into;
        this.reached = reached;
    }

    static BlockedHops of(Pack pack) {
        var into = pack.known().blocked().stream().collect(Collectors.groupingBy(Blocked::to));
        return new BlockedHops(
                into,
                pack.known().edges().stream()
                        .map(Edge::to)
                        .filter(into::containsKey)
                        .collect(Collectors.toSet()));
    }

    /// Why the hop between two releases is not open, if the vendor blocks it.
    Optional<Grounds> between(Release from, Release to) {
        return into.getOrDefault(to.version(), List.of()).stream()
                .filter(hop -> hop.from().equals(from.version()))
                .map(Blocked::grounds)
                .findFirst();
    }

    /// The rules that keep a release from being reached from another one, or from anywhere; those
    /// about `from` first.
    List<Grounds> against(Release from, Release to) {
        return reached.contains(to.version())
                ? between(from, to).stream().toList()
                : Stream.concat(
                                between(from, to).stream(),
                                into.getOrDefault(to.version(), List.of()).stream()
                                        .map(Blocked::grounds))
                        .distinct()
                        .limit(MOST_TOLD)
                        .toList();
    }
}
