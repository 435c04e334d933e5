package belay.hosts;

import belay.hosts.Document.Value;
import belay.outside.Fault;
import java.util.ArrayList;
import java.util.List;

/// Finds where the words of a TOML text begin and end.
final class TomlScanner {

    private static final String BARE =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

    private final String text;

    TomlScanner(String text) {
        this.text = text;
    }

    /// @param parts quoted where they are not plain words
    /// @param end behind the sign that ends the key
    record Key(List<String> parts, int end) {}

    int afterBlanks(int from) {
        int at = from;
        while (at < text.length() && " \t".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    int endOfLine(int from) {
        int at = text.indexOf('\n', from);
        return at < 0 ? text.length() : at + 1;
    }

    boolean isBlankOrComment(int words) {
        return words >= text.length() || "#\r\n".indexOf(text.charAt(words)) >= 0;
    }

    /// @param sign what must follow the key, `=` or `]`
    Key key(int from, String sign) throws Fault {
        List<String> parts = new ArrayList<>();
        int at = from;
        while (true) {
            at = afterBlanks(at);
            int end = at;
            if (at < text.length() && "\"'".indexOf(text.charAt(at)) >= 0) {
                end = endOfString(at);
                parts.add(named(TomlText.decoded(text.substring(at, end), line(at))));
            } else {
                while (end < text.length() && BARE.indexOf(text.charAt(end)) >= 0) {
                    end++;
                }
                parts.add(text.substring(at, end));
            }
            if (end == at) {
                throw unreadable(at);
            }
            at = afterBlanks(end);
            if (text.startsWith(sign, at)) {
                return new Key(parts, at + 1);
            }
            if (!text.startsWith(".", at)) {
                throw unreadable(at);
            }
            at++;
        }
    }

    private static String named(String part) {
        boolean plain = !part.isEmpty() && part.chars().allMatch(one -> BARE.indexOf(one) >= 0);
        return plain ? part : TomlText.quoted(part);
    }

    /// The key without its last part; a dot within quotes parts nothing.
    static String allButLast(String key) {
        int last = 0;
        boolean quoted = false;
        for (int i = 0; i < key.length(); i++) {
            char one = key.charAt(i);
            if (one == '\\') {
                i++;
            } else if (one == '"') {
                quoted = !quoted;
            } else if (one == '.' && !quoted) {
                last = i;
            }
        }
        return key.substring(0, last);
    }

    /// The end of the line, or of the setting that begins in it.
    int endOfStatement(int words) throws Fault {
        if (isBlankOrComment(words) || text.charAt(words) == '[') {
            return endOfLine(words);
        }
        int value = afterBlanks(key(words, "=").end());
        return endOfLine(endOfValue(value));
    }

    int endOfValue(int begin) throws Fault {
        if (begin >= text.length()) {
            throw unreadable(begin);
        }
        return switch (text.charAt(begin)) {
            case '"', '\'' -> endOfString(begin);
            case '[', '{' -> endOfCollection(begin);
            default -> endOfPlain(begin);
        };
    }

    private int endOfPlain(int begin) throws Fault {
        int at = begin;
        while (at < text.length() && "#\r\n,]}".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        int end = begin + text.substring(begin, at).stripTrailing().length();
        if (end == begin) {
            throw unreadable(begin);
        }
        return end;
    }

    private int endOfString(int begin) throws Fault {
        String quote = text.substring(begin, begin + 1);
        boolean escapes = quote.equals("\"");
        String end = text.startsWith(quote.repeat(3), begin) ? quote.repeat(3) : quote;
        for (int at = begin + end.length(); at < text.length(); at++) {
            if (escapes && text.charAt(at) == '\\') {
                at++;
            } else if (text.startsWith(end, at)) {
                int after = at + end.length();
                while (end.length() == 3 && text.startsWith(quote, after) && after < at + 5) {
                    after++;
                }
                return after;
            } else if (end.length() == 1 && text.charAt(at) == '\n') {
                break;
            }
        }
        throw unreadable(begin);
    }

    private int endOfCollection(int begin) throws Fault {
        int depth = 0;
        for (int at = begin; at < text.length(); ) {
            char one = text.charAt(at);
            switch (one) {
                case '"', '\'' -> at = endOfString(at);
                case '#' -> at = endOfLine(at);
                default -> {
                    depth += one == '[' || one == '{' ? 1 : one == ']' || one == '}' ? -1 : 0;
                    at++;
                    if (depth == 0) {
                        return at;
                    }
                }
            }
        }
        throw unreadable(begin);
    }

    Value value(int begin, int end) throws Fault {
        String raw = text.substring(begin, end);
        if (raw.startsWith("\"") || raw.startsWith("'")) {
            String decoded = TomlText.decoded(raw, line(begin));
            return new Value(decoded, "\"" + decoded, raw);
        }
        boolean collection = raw.startsWith("[") || raw.startsWith("{");
        String meaning = collection ? canonical(raw) : plain(raw);
        return new Value(collection ? raw : meaning, meaning, raw);
    }

    /// Numbers and times as written, but for the signs that mean nothing.
    String plain(String raw) {
        return raw.replace("_", "");
    }

    /// Without comments and blanks, strings in one way of writing.
    String canonical(String raw) throws Fault {
        var inner = new TomlScanner(raw);
        var canonical = new StringBuilder();
        for (int at = 0; at < raw.length(); ) {
            char one = raw.charAt(at);
            if (one == '"' || one == '\'') {
                int end = inner.endOfString(at);
                canonical.append(
                        TomlText.quoted(TomlText.decoded(raw.substring(at, end), inner.line(at))));
                at = end;
            } else if (one == '#') {
                at = inner.endOfLine(at);
                canonical.append('\n');
            } else {
                canonical.append(" \t\r".indexOf(one) >= 0 ? "" : one);
                at++;
            }
        }
        String text = canonical.toString().replaceAll("\n+", "\n").strip();
        return text.startsWith("[[") ? text + "\n" : text.replaceAll("\n|,(?=\n?])", "");
    }

    private Fault unreadable(int at) {
        return Documents.unreadable(line(at), "it is not TOML as Belay reads it");
    }

    private int line(int at) {
        return Lines.numberOf(text, Math.min(at, text.length()));
    }
}
