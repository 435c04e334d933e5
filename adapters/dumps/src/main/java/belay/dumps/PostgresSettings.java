package belay.dumps;

import belay.dumps.PostgresLexer.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The two settings of a session that change how its script is read. What cannot be followed with
/// certainty is refused.
final class PostgresSettings {

    static final String CONFORMING = "standard_conforming_strings";
    private static final String ENCODING = "client_encoding";

    private boolean conforming = true;
    private Encoding encoding = new Encoding.Utf8();
    private Optional<Turn> turn = Optional.empty();
    private boolean turned;
    private String wideName = "";
    private boolean transaction;

    /// From here on the script is in an encoding with several bytes for a letter.
    record Turn(String name, Encoding.Wide wide) {}

    /// Such a turn, if the last statement made one.
    Optional<Turn> turn() {
        var now = turn;
        turn = Optional.empty();
        return now;
    }

    boolean conforming() {
        return conforming;
    }

    Encoding encoding() {
        return encoding;
    }

    /// Another session begins, in which nothing is set.
    void fresh() {
        conforming = true;
        transaction = false;
        if (!turned) {
            encoding = new Encoding.Utf8();
        }
    }

    /// Takes note of a statement.
    ///
    /// @param first its first word, in upper case
    /// @return whether the server should see it
    boolean note(String first, Tokens tokens) throws Refused {
        return switch (first) {
            case "SET" -> set(tokens);
            case "RESET" -> reset(tokens);
            case "DISCARD" -> discard(tokens);
            case "SELECT" -> select(tokens);
            case "BEGIN", "START" -> {
                transaction = true;
                yield true;
            }
            case "COMMIT", "END", "ROLLBACK", "ABORT" -> {
                transaction = false;
                yield true;
            }
            default -> true;
        };
    }

    private boolean set(Tokens tokens) throws Refused {
        tokens.take();
        boolean local = tokens.takes("LOCAL");
        if (!local) {
            tokens.takes("SESSION");
        }
        if (tokens.takes("NAMES")) {
            encode(tokens.value().orElse("UTF8"), local);
            return false;
        }
        String name = tokens.name().orElse("");
        if (!tokens.takes("TO")) {
            tokens.take();
        }
        if (name.equals(ENCODING)) {
            String value = tokens.takes("DEFAULT") ? "UTF8" : tokens.value().orElse("UTF8");
            encode(value, local);
            return false;
        }
        if (name.equals(CONFORMING)) {
            conform(tokens.takes("DEFAULT") ? "on" : tokens.value().orElse("on"), local);
        }
        return true;
    }

    private boolean reset(Tokens tokens) throws Refused {
        tokens.take();
        String name = tokens.name().orElse("");
        if (name.equals(ENCODING) || name.equals("all")) {
            back();
        }
        if (name.equals(CONFORMING) || name.equals("all")) {
            conform("on", false);
        }
        return !name.equals(ENCODING);
    }

    private boolean discard(Tokens tokens) throws Refused {
        tokens.take();
        if (tokens.takes("ALL")) {
            back();
            conform("on", false);
        }
        return true;
    }

    /// `set_config('name', 'value', false)`, as pg_dump writes it for the search path.
    private boolean select(Tokens tokens) throws Refused {
        while (tokens.more()) {
            if (tokens.takes("set_config") && tokens.takes(Kind.OPEN)) {
                String name = tokens.value().orElse("").toLowerCase(Locale.ROOT);
                tokens.takes(Kind.COMMA);
                String value = tokens.value().orElse("");
                boolean local =
                        tokens.takes(Kind.COMMA)
                                && !List.of("false", "f")
                                        .contains(
                                                tokens.value().orElse("").toLowerCase(Locale.ROOT));
                if (name.equals(CONFORMING)) {
                    conform(value, local);
                } else if (name.equals(ENCODING)) {
                    boolean same =
                            turned
                                    ? value.equalsIgnoreCase(wideName)
                                    : known(value).name().equals(encoding.name());
                    requireLasting(!same, true, ENCODING);
                }
            } else {
                tokens.take();
            }
        }
        return true;
    }

    /// To the encoding of who reads. Behind the end of a dump comes little: where several bytes
    /// were a letter before, only ASCII may.
    private void back() throws Refused {
        if (turned) {
            encoding = new Encoding.Ascii();
        } else {
            encode("UTF8", false);
        }
    }

    private void encode(String name, boolean local) throws Refused {
        var wide = Encoding.wide(name);
        if (turned) {
            again(name);
            return;
        }
        if (wide.isPresent()) {
            requireLasting(true, local, ENCODING);
            turn = Optional.of(new Turn(name, wide.get()));
            turned = true;
            wideName = name;
            encoding = new Encoding.Utf8();
            return;
        }
        Encoding next = known(name);
        requireLasting(!next.name().equals(encoding.name()), local, ENCODING);
        encoding = next;
    }

    /// What comes was made UTF-8 already, as the script said first.
    private void again(String name) throws Refused {
        if (!name.equalsIgnoreCase(wideName)) {
            throw Refused.of(
                            "SETTING",
                            "the script changes its encoding on the way",
                            "make the dump with pg_dump, which sets it once, at the beginning")
                    .value(name);
        }
    }

    private static Encoding known(String name) throws Refused {
        Optional<Encoding> known = Encoding.of(name);
        if (known.isEmpty()) {
            throw Encoding.unknown(name);
        }
        return known.get();
    }

    private void conform(String value, boolean local) throws Refused {
        Optional<Boolean> next = truth(value);
        if (next.isPresent()) {
            requireLasting(next.get() != conforming, local, CONFORMING);
            conforming = next.get();
        }
    }

    /// A value that ends with a transaction, or that a ROLLBACK would take back, cannot be followed
    /// without carrying the script out.
    private void requireLasting(boolean changes, boolean local, String name) throws Refused {
        if (changes && (local || transaction)) {
            throw Refused.of(
                            "SETTING",
                            "the script changes "
                                    + name
                                    + " for a part of its transactions, so nobody can tell from"
                                    + " outside where its texts end",
                            "make the dump with pg_dump, which sets it once, at the beginning")
                    .value(name);
        }
    }

    /// As the server reads it: any beginning that is clear.
    static Optional<Boolean> truth(String value) {
        String word = value.toLowerCase(Locale.ROOT);
        if (word.isEmpty()) {
            return Optional.empty();
        }
        if ("true".startsWith(word)
                || "yes".startsWith(word)
                || word.equals("on")
                || word.equals("1")) {
            return Optional.of(true);
        }
        if ("false".startsWith(word)
                || "no".startsWith(word)
                || word.equals("off")
                || word.equals("of")
                || word.equals("0")) {
            return Optional.of(false);
        }
        return Optional.empty();
    }
}
