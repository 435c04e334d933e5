package belay.plan;

import belay.release.Situation;
import belay.system.ProductSystem;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a system tells of itself, as a question to the catalogue.
public final class SystemQuestion {

    private SystemQuestion() {}

    /// @param wish with a `from`
    /// @param data what the data say to the pack's questions, by their SQL
    public static Question of(ProductSystem system, Wish wish, Map<String, String> data) {
        var asked = PlanJson.mapper().createObjectNode();
        asked.put("system", system.name().text());
        asked.put("product", system.product());
        asked.put("from", wish.from());
        asked.put("to", wish.to());
        if (!wish.whyNot().isEmpty()) {
            var whyNot = asked.putArray("why-not");
            wish.whyNot().forEach(whyNot::add);
        }
        return new Question(
                system.product(),
                List.of(wish.from()),
                wish,
                new Situation(facts(system, wish), data, nodes(system)),
                asked);
    }

    /// What was told with the question goes before what the file says, and this before what the
    /// nodes say.
    private static Map<String, String> facts(ProductSystem system, Wish wish) {
        var facts = new HashMap<>(ofNodes(system));
        facts.put("database", system.database().kind());
        facts.put("nodes", Integer.toString(system.nodes().size()));
        facts.putAll(named(system.about()));
        facts.putAll(named(wish.facts()));
        return facts;
    }

    /// A fact of which every node tells is known of the system: it has all of the values.
    private static Map<String, String> ofNodes(ProductSystem system) {
        var values = new TreeMap<String, TreeSet<String>>();
        var told = new HashMap<String, Integer>();
        for (var node : system.nodes()) {
            named(node.about())
                    .forEach((fact, value) -> {
                        values.computeIfAbsent(fact, _ -> new TreeSet<>())
                                .addAll(List.of(value.split(",", -1)));
                        told.merge(fact, 1, Integer::sum);
                    });
        }
        var facts = new HashMap<String, String>();
        values.forEach((fact, all) -> {
            if (told.getOrDefault(fact, 0) == system.nodes().size()) {
                facts.put(fact, String.join(",", all));
            }
        });
        return facts;
    }

    /// What each node tells; empty where none tells anything of its own.
    static Map<String, Map<String, String>> nodes(ProductSystem system) {
        var nodes = new HashMap<String, Map<String, String>>();
        boolean differ = system.nodes().stream().anyMatch(node -> !node.about().isEmpty());
        if (differ) {
            system.nodes().forEach(node -> nodes.put(node.name(), named(node.about())));
        }
        return nodes;
    }

    /// Names are written with `-` or `_`, values in any case, as in a [Question].
    private static Map<String, String> named(Map<String, String> written) {
        var facts = new HashMap<String, String>();
        written.forEach(
                (name, value) -> facts.put(name.replace('_', '-'), value.toLowerCase(Locale.ROOT)));
        return facts;
    }
}
