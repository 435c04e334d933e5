package belay.postgres.load;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Relations that were left out and held no rows of the dump: what is made of them alone, e.g. a
/// view of a table of another server, is left out with them.
final class LeftOuts {

    /// More than any schema has.
    private static final int MOST = 100_000;

    private static final Pattern QUOTED = Pattern.compile("[\"«“„]([^\"»”“]{1,200})[\"»”“]");

    /// Names as they may stand in a message, in full or their last part alone → what they are here.
    private final Map<String, String> names = new HashMap<>();

    private static final Set<String> FIRST =
            Set.of("create", "alter", "comment", "refresh", "grant", "revoke");

    private static final Set<String> MADE =
            Set.of("view", "materialized", "rule", "trigger", "policy", "recursive");

    void add(Optional<Name> relation) {
        relation.filter(_ -> names.size() < MOST)
                .ifPresent(name -> {
                    var full = String.join(".", name.parts());
                    names.put(full, full);
                });
    }

    /// Whether a statement failed for want of such a relation, and makes or says nothing that could
    /// hold rows. A view that is made of one is another.
    boolean explain(String statement, SQLException e) {
        if (names.isEmpty() || missing(e).isEmpty()) {
            return false;
        }
        var words = Words.of(statement);
        var verb = words.word().map(Words.Word::text).orElse("");
        if (!FIRST.contains(verb)) {
            return false;
        }
        if (!verb.equals("create")) {
            return true;
        }
        boolean _ = words.skip("or", "replace");
        var kind = words.word().map(Words.Word::text).orElse("");
        if (!MADE.contains(kind)) {
            return false;
        }
        if (Set.of("view", "materialized", "recursive").contains(kind)) {
            boolean _ = words.skip("view");
            boolean _ = words.skip("if", "not", "exists");
            add(words.name());
        }
        return true;
    }

    private Optional<String> missing(SQLException e) {
        if (!Set.of("42P01", "42704").contains(Failures.state(e))) {
            return Optional.empty();
        }
        var message = Failures.server(e).map(said -> String.valueOf(said.getMessage())).orElse("");
        var quoted = QUOTED.matcher(message);
        var candidates = new HashSet<String>();
        while (quoted.find()) {
            candidates.add(quoted.group(1));
        }
        return candidates.stream().filter(names::containsKey).findFirst();
    }

    String words(String statement, SQLException e) {
        return Failures.shown(statement)
                + ": it is made of "
                + Failures.visible(missing(e).orElse("what"), 127)
                + ", which was left out";
    }
}
