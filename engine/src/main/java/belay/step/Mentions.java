package belay.step;

import belay.plan.Hop;
import belay.proof.TableName;
import belay.release.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Where the hops of a plan mention a table: there a person looks first for what made a difference.
///
/// A mention is no proof. A script may change a table through a trigger or a function, and what a
/// product does when it starts is written nowhere. So it is told as what it is, and nothing where
/// there is none.
final class Mentions {

    private Mentions() {}

    /// As the end of a sentence; empty if no hop mentions it.
    static String of(List<Hop> hops, TableName table) {
        var mentions =
                hops.stream()
                        .map(hop -> of(hop, table))
                        .filter(mention -> !mention.isEmpty())
                        .collect(Collectors.joining("; "));
        return mentions.isEmpty() ? "" : " (mentioned by the hop " + mentions + ")";
    }

    private static String of(Hop hop, TableName table) {
        var where = new ArrayList<String>();
        for (var action : hop.actions()) {
            if (action instanceof Action.Sql(var name, var text) && names(text, table)) {
                where.add(name);
            }
        }
        if (hop.changes().stream().anyMatch(change -> change.covers(table.toString()))) {
            where.add("changes");
        }
        return where.isEmpty() ? "" : "to " + hop.release() + ": " + String.join(", ", where);
    }

    private static boolean names(String script, TableName table) {
        return Pattern.compile(
                        "(?<![\\w$])" + Pattern.quote(table.name()) + "(?![\\w$])",
                        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS)
                .matcher(script)
                .find();
    }
}
