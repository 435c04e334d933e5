package belay.dumps;

import belay.dumps.PostgresLexer.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The tokens of one statement, to be asked in order.
final class Tokens {

    /// @param raw as it stands in the file, each byte one letter where it is none of UTF-8
    record Token(Kind kind, String raw) {

        boolean is(String word) {
            return kind == Kind.WORD && raw.equalsIgnoreCase(word);
        }
    }

    private static final Token NONE = new Token(Kind.END, "");

    private final List<Token> all;
    private int next;

    private Tokens(List<Token> all) {
        this.all = all;
    }

    /// @param most tokens that are looked at
    static Tokens of(byte[] bytes, int from, int to, boolean conforming, int most)
            throws IOException {
        var window = new Window(bytes, from, to);
        var lexer = new PostgresLexer(window);
        lexer.conforming = conforming;
        List<Token> all = new ArrayList<>();
        while (all.size() < most) {
            Kind kind = lexer.next();
            if (kind == Kind.END || kind == Kind.CUT) {
                break;
            }
            if (kind != Kind.COMMENT && kind != Kind.RULE && kind != Kind.TRAILER) {
                all.add(
                        new Token(
                                kind,
                                new String(
                                        bytes,
                                        window.token,
                                        window.at - window.token,
                                        StandardCharsets.UTF_8)));
            }
        }
        return new Tokens(all);
    }

    boolean more() {
        return next < all.size();
    }

    Token peek() {
        return more() ? all.get(next) : NONE;
    }

    Token take() {
        Token token = peek();
        next++;
        return token;
    }

    /// Takes these words if they come.
    boolean takes(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (next + i >= all.size() || !all.get(next + i).is(words[i])) {
                return false;
            }
        }
        next += words.length;
        return true;
    }

    boolean takes(Kind kind) {
        if (peek().kind != kind) {
            return false;
        }
        next++;
        return true;
    }

    /// Takes a name, as the server would fold it.
    Optional<String> name() {
        Token token = peek();
        return switch (token.kind) {
            case WORD -> {
                next++;
                yield Optional.of(token.raw.toLowerCase(Locale.ROOT));
            }
            case NAME -> {
                next++;
                String raw = token.raw.substring(token.raw.indexOf('"') + 1);
                yield Optional.of(raw.substring(0, raw.length() - 1).replace("\"\"", "\""));
            }
            default -> Optional.empty();
        };
    }

    /// Takes `name` or `schema.name`.
    Optional<Table> table() {
        var first = name();
        if (first.isEmpty() || !takes(Kind.DOT)) {
            return first.map(name -> new Table("", name));
        }
        return name().map(name -> new Table(first.get(), name));
    }

    /// @param schema empty where the statement leaves it to the search path
    record Table(String schema, String name) {}

    /// Takes `(name, …)`; empty if there is no such list.
    List<String> names() {
        if (!takes(Kind.OPEN)) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        do {
            name().ifPresent(names::add);
        } while (takes(Kind.COMMA));
        takes(Kind.CLOSE);
        return names;
    }

    /// Takes one value of a setting: a text, a word or a number.
    Optional<String> value() {
        Token token = peek();
        return switch (token.kind) {
            case WORD, NUMBER, TEXT -> {
                next++;
                yield Optional.of(
                        token.kind == Kind.TEXT
                                ? Literals.text(token.raw, true).orElse("")
                                : token.raw);
            }
            case NAME -> name();
            default -> Optional.empty();
        };
    }
}
