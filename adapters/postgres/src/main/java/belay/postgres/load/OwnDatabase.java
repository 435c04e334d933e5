package belay.postgres.load;

import belay.postgres.load.Sort.OfDatabase;
import java.util.Optional;

/// The database that a script of `pg_dump --create` makes: it stands for the one that is loaded. It
/// is made before anything is loaded, and there is one: what concerns others is none of a dump's.
final class OwnDatabase {

    private Optional<String> name = Optional.empty();
    private boolean made;
    private boolean begun;

    /// Takes note of a statement that is about to run.
    void passes(Sort sort) {
        begun |=
                switch (sort) {
                    case Sort.Setting _,
                            OfDatabase _,
                            Sort.Owner _,
                            Sort.LeftOut _,
                            Sort.ResetAll _,
                            Sort.ReplicationRole _,
                            Sort.Refused _ ->
                            false;
                    case Sort.Aside _,
                            Sort.Transaction _,
                            Sort.Insert _,
                            Sort.TriggersOf _,
                            Sort.Index _,
                            Sort.Change _,
                            Sort.OfIndex _,
                            Sort.Table _,
                            Sort.OfConstraint _,
                            Sort.Ordered _,
                            Sort.Dispensable _,
                            Sort.Extension _,
                            Sort.Policy _,
                            Sort.Publication _,
                            Sort.Foreign _,
                            Sort.Refresh _,
                            Sort.Schema _,
                            Sort.Language _ ->
                            true;
                };
    }

    /// Rows are about to come.
    void begins() {
        begun = true;
    }

    /// Whether a statement is about the script's own database.
    boolean is(OfDatabase of) {
        boolean same = name.isEmpty() || name.get().equals(of.database());
        return switch (of.verb()) {
            case DROP, CREATE -> {
                boolean first = same && !begun && !made;
                name = first ? Optional.of(of.database()) : name;
                made |= first && of.verb() == OfDatabase.Verb.CREATE;
                yield first;
            }
            case ALTER, COMMENT -> same && made;
        };
    }
}
