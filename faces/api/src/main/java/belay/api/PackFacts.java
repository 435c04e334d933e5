package belay.api;

import belay.release.Clause;
import belay.release.Condition;
import belay.release.Issue;
import belay.release.Known.Risk;
import belay.release.Pack;
import belay.release.ReleaseId;
import belay.release.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The facts of a pack by name, so that two packs of one product can be counted and compared.
final class PackFacts {

    private final Map<String, Map<String, String>> facts = new LinkedHashMap<>();

    private PackFacts() {}

    static PackFacts of(Pack pack) {
        var found = new PackFacts();
        pack.releases()
                .forEach(release ->
                        found.add(
                                "releases",
                                release.id().text(),
                                release.state() + " " + release.date()));
        pack.clauses().forEach(clause -> found.add("rules", name(clause), clause.toString()));
        pack.known()
                .edges()
                .forEach(edge ->
                        found.add(
                                "hops",
                                edge.from() + " → " + edge.to(),
                                edge.risks().stream()
                                        .map(Risk::toString)
                                        .sorted()
                                        .collect(Collectors.joining())));
        pack.known()
                .blocked()
                .forEach(hop ->
                        found.add(
                                "blocked hops",
                                hop.from() + " → " + hop.to(),
                                hop.grounds().because()));
        pack.issues().forEach(issue -> found.add("issues", issue.id(), words(issue)));
        pack.known()
                .unread()
                .forEach(row -> found.add("issues not parsed", row.id(), row.affected()));
        return found;
    }

    private void add(String of, String name, String text) {
        facts.computeIfAbsent(of, _ -> new TreeMap<>()).merge(name, text, (a, b) -> a + "; " + b);
    }

    private static String name(Clause clause) {
        return switch (clause.rule()) {
            case Rule.Stop stop -> "stop at " + stop.at() + (stop.optional() ? ", optional" : "");
            default -> clause.rule().grounds().because();
        };
    }

    private static String words(Issue issue) {
        return issue.affects()
                + " "
                + issue.from()
                + " "
                + issue.when().stream().map(Condition::words).toList()
                + " "
                + issue.fixed().stream().map(ReleaseId::text).toList();
    }

    /// How many there are of each kind.
    Map<String, Integer> counts() {
        var counts = new LinkedHashMap<String, Integer>();
        facts.forEach((of, named) -> counts.put(of, named.size()));
        return counts;
    }

    /// What these have that `before` had not, and the other way round.
    List<Imported.Change> since(PackFacts before) {
        var kinds = new ArrayList<>(facts.keySet());
        before.facts.keySet().stream().filter(of -> !kinds.contains(of)).forEach(kinds::add);
        return kinds.stream()
                .map(of ->
                        change(
                                of,
                                before.facts.getOrDefault(of, Map.of()),
                                facts.getOrDefault(of, Map.of())))
                .filter(change ->
                        !change.added().isEmpty()
                                || !change.removed().isEmpty()
                                || !change.changed().isEmpty())
                .toList();
    }

    private static Imported.Change change(
            String of, Map<String, String> before, Map<String, String> after) {
        return new Imported.Change(
                of,
                after.keySet().stream().filter(name -> !before.containsKey(name)).toList(),
                before.keySet().stream().filter(name -> !after.containsKey(name)).toList(),
                after.keySet().stream()
                        .filter(name ->
                                before.containsKey(name)
                                        && !after.getOrDefault(name, "")
                                                .equals(before.getOrDefault(name, "")))
                        .toList());
    }
}
