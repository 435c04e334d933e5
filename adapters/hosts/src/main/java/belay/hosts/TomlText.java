package belay.hosts;

import belay.outside.Fault;

/// The strings of TOML; its basic ones are also what JSON and YAML call double-quoted.
final class TomlText {

    private TomlText() {}

    static String quoted(String text) {
        var raw = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            switch (one) {
                case '"', '\\' -> raw.append('\\').append(one);
                case '\n' -> raw.append("\\n");
                case '\r' -> raw.append("\\r");
                case '\t' -> raw.append("\\t");
                default ->
                        raw.append(
                                one < ' ' || one == 127
                                        ? String.format("\\u%04X", (int) one)
                                        : one);
            }
        }
        return raw.append('"').toString();
    }

    /// @param line in which it begins
    static String decoded(String raw, int line) throws Fault {
        boolean large = raw.startsWith("\"\"\"") || raw.startsWith("'''");
        int quotes = large ? 3 : 1;
        String inner = raw.substring(quotes, raw.length() - quotes);
        if (large && (inner.startsWith("\n") || inner.startsWith("\r\n"))) {
            inner = inner.substring(inner.indexOf('\n') + 1);
        }
        return raw.startsWith("'") ? inner : unescaped(inner, line);
    }

    private static String unescaped(String inner, int line) throws Fault {
        var text = new StringBuilder();
        for (int at = 0; at < inner.length(); ) {
            char one = inner.charAt(at);
            if (one != '\\' || at + 1 == inner.length()) {
                text.append(one);
                at++;
                continue;
            }
            at += 2;
            switch (inner.charAt(at - 1)) {
                case 'b' -> text.append('\b');
                case 't' -> text.append('\t');
                case 'n' -> text.append('\n');
                case 'f' -> text.append('\f');
                case 'r' -> text.append('\r');
                case '"', '\\' -> text.append(inner.charAt(at - 1));
                case 'u' -> at = unicode(inner, at, 4, text, line);
                case 'U' -> at = unicode(inner, at, 8, text, line);
                case ' ', '\t', '\r', '\n' -> {
                    while (at < inner.length() && Character.isWhitespace(inner.charAt(at))) {
                        at++;
                    }
                }
                default ->
                        throw Documents.unreadable(
                                line, "an unknown escape \\" + inner.charAt(at - 1));
            }
        }
        return text.toString();
    }

    private static int unicode(String inner, int at, int digits, StringBuilder text, int line)
            throws Fault {
        try {
            text.appendCodePoint(Integer.parseInt(inner.substring(at, at + digits), 16));
            return at + digits;
        } catch (IndexOutOfBoundsException | IllegalArgumentException wrong) {
            throw Documents.unreadable(line, "an escape without its hex digits");
        }
    }
}
