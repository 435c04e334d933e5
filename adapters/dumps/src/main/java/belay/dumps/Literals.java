package belay.dumps;

import java.util.Optional;

/// What a constant of SQL and a field of COPY's text format mean.
final class Literals {

    private Literals() {}

    /// The content of a text constant; empty for the kinds that no dump writes for a value (`U&`,
    /// `B`, `X`).
    static Optional<String> text(String raw, boolean conforming) {
        if (raw.startsWith("$")) {
            int tag = raw.indexOf('$', 1) + 1;
            return Optional.of(raw.substring(tag, raw.length() - tag));
        }
        char prefix = Character.toLowerCase(raw.charAt(0));
        if (prefix != '\'' && prefix != 'e' && prefix != 'n') {
            return Optional.empty();
        }
        boolean escapes = prefix == 'e' || !conforming;
        var text = new StringBuilder();
        int end = raw.lastIndexOf('\'');
        for (int at = raw.indexOf('\'') + 1; at < end; at++) {
            char letter = raw.charAt(at);
            if (letter == '\'') {
                at++;
            } else if (letter == '\\' && escapes && at + 1 < end) {
                at++;
                letter = escaped(raw.charAt(at));
            }
            text.append(letter);
        }
        return Optional.of(text.toString());
    }

    /// A field of a row (manual, COPY, text format); empty if it is NULL.
    static Optional<String> field(String raw) {
        if (raw.equals("\\N")) {
            return Optional.empty();
        }
        if (raw.indexOf('\\') < 0) {
            return Optional.of(raw);
        }
        var text = new StringBuilder();
        for (int at = 0; at < raw.length(); at++) {
            char letter = raw.charAt(at);
            if (letter == '\\' && at + 1 < raw.length()) {
                at++;
                letter = escaped(raw.charAt(at));
            }
            text.append(letter);
        }
        return Optional.of(text.toString());
    }

    private static char escaped(char letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> '\u000b';
            default -> letter;
        };
    }
}
