package belay.cli;

import belay.api.Imported;
import belay.api.Imported.Outcome;
import belay.api.Words;
import belay.release.ImportSheet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What an import brought, in words.
final class Imports {

    private static final int MOST_NAMED = 5;

    private Imports() {}

    static List<String> words(Imported imported) {
        var lines = new ArrayList<String>();
        lines.add(
                Words.visible(imported.product())
                        + switch (imported.state()) {
                            case NEW -> " was imported";
                            case CHANGED -> " was imported anew";
                            case UNCHANGED -> ": nothing changed";
                        });
        lines.add("");
        lines.add(
                "holds  "
                        + imported.counts().entrySet().stream()
                                .map(count -> Words.number(count.getValue()) + " " + count.getKey())
                                .collect(Collectors.joining(", ")));
        lines.add("in     " + Words.visible(imported.directory()));
        lines.add("hash   " + imported.hash());
        if (!imported.changes().isEmpty()) {
            lines.add("");
            imported.changes().forEach(change -> lines.addAll(words(change)));
        } else if (imported.state() == Imported.State.CHANGED) {
            lines.add("");
            lines.add("no fact differs: only the file, its source or its date");
        }
        if (imported.kind() == ImportSheet.Kind.ISSUES) {
            lines.addAll(rows(imported));
        }
        return lines;
    }

    private static List<String> words(Imported.Change change) {
        var lines = new ArrayList<String>();
        add(lines, change.of(), "added", change.added());
        add(lines, change.of(), "removed", change.removed());
        add(lines, change.of(), "changed", change.changed());
        return lines;
    }

    private static void add(List<String> lines, String of, String what, List<String> names) {
        if (!names.isEmpty()) {
            lines.add(
                    of
                            + " "
                            + what
                            + ": "
                            + Words.number(names.size())
                            + " ("
                            + names.stream()
                                    .limit(MOST_NAMED)
                                    .map(Words::visible)
                                    .collect(Collectors.joining(", "))
                            + (names.size() > MOST_NAMED ? ", …" : "")
                            + ")");
        }
    }

    private static List<String> rows(Imported imported) {
        var counts = Table.of("ROWS OF THE FILE", "COUNT").numbers(1);
        counts.row("imported", count(imported, Outcome.IMPORTED));
        counts.row(
                "  with a condition on the system",
                Words.number(
                        imported.rows().stream()
                                .filter(row -> row.outcome() == Outcome.IMPORTED)
                                .filter(row -> !row.why().isEmpty())
                                .count()));
        counts.row(
                "  without a fix",
                Words.number(
                        imported.rows().stream()
                                .filter(row -> row.outcome() == Outcome.IMPORTED)
                                .filter(row -> row.resolved().isBlank())
                                .count()));
        counts.row("known to the pack itself", count(imported, Outcome.IN_THE_PACK));
        counts.row("not parsed", count(imported, Outcome.NOT_PARSED));
        counts.row("all", Words.number(imported.rows().size()));
        var lines = new ArrayList<String>(List.of(""));
        lines.addAll(counts.lines());
        var wrong = Table.of("NOT PARSED", "WHY", "WHERE");
        imported.rows().stream()
                .filter(row -> row.outcome() == Outcome.NOT_PARSED)
                .forEach(row -> wrong.row(row.id(), row.why(), row.place()));
        if (!wrong.isEmpty()) {
            lines.add("");
            lines.addAll(wrong.lines());
        }
        return lines;
    }

    private static String count(Imported imported, Outcome outcome) {
        return Words.number(
                imported.rows().stream().filter(row -> row.outcome() == outcome).count());
    }
}
