package belay.cli;

import belay.api.Words;
import belay.clean.Cleaning.Cleaned;
import belay.clean.Leftover;
import belay.outside.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `belay clean`.
@Command(
        name = "clean",
        description =
                "Lists what runs have left behind, why it is kept, and removes what no run needs.",
        footerHeading = "%nExample:%n",
        footer = {"  belay clean          removes nothing", "  belay clean --yes"})
final class CleanCommand implements Callable<Integer> {

    private final Bench bench;

    CleanCommand(Bench bench) {
        this.bench = bench;
    }

    @Option(names = "--yes", description = "Remove what is listed as removable.")
    private boolean yes;

    @Override
    public Integer call() throws Fault, InterruptedException {
        return yes ? clean() : list();
    }

    private int list() throws Fault, InterruptedException {
        var leftovers = bench.belay().leftovers();
        var tree = JsonNodeFactory.instance.objectNode();
        var array = tree.putArray("leftovers");
        leftovers.forEach(one -> put(array, one));
        bench.screen().result(tree, words(leftovers));
        return Exit.DONE;
    }

    private List<String> words(List<Leftover> leftovers) {
        if (leftovers.isEmpty()) {
            return List.of("Nothing was left behind.");
        }
        var table =
                Table.of("REMOVE", "KIND", "SYSTEM", "RUN", "AGE", "SIZE", "NAME", "WHY")
                        .numbers(5);
        for (var one : leftovers) {
            table.row(
                    one.removable() ? "yes" : "no",
                    one.thing().kind(),
                    one.system(),
                    one.run(),
                    Words.duration(age(one)),
                    one.bytes() == 0 ? "-" : Words.bytes(one.bytes()),
                    one.thing().name(),
                    one.verdict().why());
        }
        var lines = new ArrayList<>(table.lines());
        var removable = leftovers.stream().filter(Leftover::removable).toList();
        lines.add("");
        lines.add("Total: " + total(leftovers) + ".");
        lines.add(
                removable.isEmpty()
                        ? "Nothing can be removed now."
                        : "Can be removed: "
                                + total(removable)
                                + ". To remove it: belay clean --yes");
        return lines;
    }

    private static String total(List<Leftover> leftovers) {
        return Words.count(leftovers.size(), "thing")
                + ", "
                + Words.bytes(leftovers.stream().mapToLong(Leftover::bytes).sum());
    }

    private Duration age(Leftover one) {
        return Duration.between(one.since(), bench.clock().instant());
    }

    private int clean() throws Fault, InterruptedException {
        var cleaned = bench.belay().clean();
        var tree = JsonNodeFactory.instance.objectNode();
        var array = tree.putArray("removed");
        var lines = new ArrayList<String>();
        for (var one : cleaned) {
            if (one.problems().isEmpty()) {
                put(array, one.leftover());
                lines.add("removed " + one.leftover().thing().kind() + " " + name(one));
            }
        }
        var removed =
                cleaned.stream()
                        .filter(one -> one.problems().isEmpty())
                        .map(Cleaned::leftover)
                        .toList();
        lines.add(
                removed.isEmpty() ? "Nothing could be removed." : "Total: " + total(removed) + ".");
        bench.screen().result(tree, lines);
        var problems = cleaned.stream().flatMap(one -> one.problems().stream()).toList();
        if (!problems.isEmpty()) {
            bench.screen().problems(problems);
            return Exit.FAILED;
        }
        return Exit.DONE;
    }

    private static String name(Cleaned one) {
        return one.leftover().thing().name();
    }

    private static void put(ArrayNode array, Leftover one) {
        ObjectNode node = array.addObject();
        node.put("kind", one.thing().kind());
        node.put("name", one.thing().name());
        node.put("system", one.system());
        node.put("run", one.run());
        node.put("since", one.since().toString());
        node.put("bytes", one.bytes());
        node.put("removable", one.removable());
        node.put("why", one.verdict().why());
    }
}
