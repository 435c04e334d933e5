package belay.hosts;

import belay.hosts.Document.Value;
import belay.outside.Fault;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `KEY=value` files as a shell, systemd or docker compose reads them. Other lines of a shell
/// script are kept.
final class EnvironmentGrammar implements Grammar {

    private static final Pattern SETTING =
            Pattern.compile("^\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.]*)=");
    private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[A-Za-z0-9_./:@%+,=-]*");

    @Override
    public List<Item> parse(String text) throws Fault {
        List<Item> items = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int lineEnd = endOfLine(text, at);
            Matcher setting = SETTING.matcher(text.substring(at, lineEnd));
            if (!setting.find()) {
                items.add(Item.between("", text.substring(at, lineEnd)));
                at = lineEnd;
                continue;
            }
            int begin = at + setting.end();
            int end = endOfValue(text, begin);
            int next = endOfLine(text, end);
            String raw = text.substring(begin, end);
            items.add(
                    new Item(
                            "",
                            setting.group(1),
                            text.substring(at, begin),
                            new Value(decode(raw, false), decode(raw, true), raw),
                            text.substring(end, next)));
            at = next;
        }
        return items;
    }

    private static int endOfLine(String text, int from) {
        int at = text.indexOf('\n', from);
        return at < 0 ? text.length() : at + 1;
    }

    /// Quoted parts may hold line ends; unquoted, a value ends before a comment or the blanks at
    /// the line's end.
    private static int endOfValue(String text, int begin) throws Fault {
        int at = begin;
        int end = begin;
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            char one = text.charAt(at);
            if (one == '#' && at > begin && Character.isWhitespace(text.charAt(at - 1))) {
                return end;
            }
            if (one == '\'' || one == '"') {
                at = closing(text, at) + 1;
                end = at;
            } else {
                at += one == '\\' && at + 1 < text.length() ? 2 : 1;
                end = Character.isWhitespace(one) ? end : at;
            }
        }
        return Math.min(end, text.length());
    }

    private static int closing(String text, int open) throws Fault {
        char quote = text.charAt(open);
        for (int at = open + 1; at < text.length(); at++) {
            if (text.charAt(at) == '\\' && quote == '"') {
                at++;
            } else if (text.charAt(at) == quote) {
                return at;
            }
        }
        throw Documents.unreadable(
                Lines.numberOf(text, open),
                "a quote that is never closed, at column " + (open - text.lastIndexOf('\n', open)));
    }

    /// @param exact whether a `$` that stands for itself is told from one that begins a variable
    static String decode(String raw, boolean exact) {
        var text = new StringBuilder();
        char quote = 0;
        for (int at = 0; at < raw.length(); at++) {
            char one = raw.charAt(at);
            if (quote == 0 && (one == '\'' || one == '"')) {
                quote = one;
            } else if (quote != 0 && one == quote) {
                quote = 0;
            } else if (one == '\\' && quote != '\'' && at + 1 < raw.length()) {
                at++;
                boolean kept = quote == '"' && "\\\"$`\n".indexOf(raw.charAt(at)) < 0;
                text.append(kept || (exact && raw.charAt(at) == '$') ? "\\" : "");
                text.append(raw.charAt(at) == '\n' ? "" : raw.charAt(at));
            } else {
                text.append(exact && one == '$' && quote == '\'' ? "\\$" : one);
            }
        }
        return text.toString();
    }

    @Override
    public Value value(String text, @Nullable Value like) {
        String raw = encode(text, like == null ? "" : like.raw());
        return new Value(text, decode(raw, true), raw);
    }

    private static String encode(String text, String like) {
        if (like.startsWith("'") && !text.contains("'")) {
            return "'" + text + "'";
        }
        if (!like.startsWith("\"") && NEEDS_NO_QUOTES.matches(text)) {
            return text;
        }
        var raw = new StringBuilder("\"");
        text.chars()
                .forEach(one ->
                        raw.append("\\\"$`".indexOf(one) >= 0 ? "\\" : "").append((char) one));
        return raw.append('"').toString();
    }

    @Override
    public Place place(String key, Set<String> sections) {
        return new Place("", key);
    }

    @Override
    public Item make(Place place, String key, Value value, String end) {
        return new Item("", key, key + "=", value, end);
    }

    @Override
    public String header(String section, String end) {
        throw new IllegalStateException("an environment has no sections");
    }
}
