package belay.hosts;

import belay.hosts.Document.Value;
import belay.outside.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Java properties, as `java.util.Properties.load` describes them: continued lines, `=`, `:` or a
/// blank between key and value, escapes. What Belay writes is ASCII, so it reads alike as Latin-1
/// and as UTF-8.
final class PropertiesGrammar implements Grammar {

    private static final String BLANK = " \t\f";

    @Override
    public List<Item> parse(String text) throws Fault {
        List<Item> items = new ArrayList<>();
        var logical = new StringBuilder();
        int begun = 1;
        int number = 0;
        for (String line : Lines.of(text)) {
            number++;
            logical.append(line);
            boolean comment = isComment(logical.toString());
            if (comment || !goesOn(line)) {
                items.add(
                        comment
                                ? Item.between("", logical.toString())
                                : item(logical.toString(), begun));
                logical.setLength(0);
                begun = number + 1;
            }
        }
        if (!logical.isEmpty()) {
            items.add(item(logical.toString(), begun));
        }
        return items;
    }

    private static boolean isComment(String logical) {
        String text = logical.stripLeading();
        return text.isEmpty() || text.startsWith("#") || text.startsWith("!");
    }

    /// An odd number of backslashes at its end continues a line.
    private static boolean goesOn(String line) {
        String text = Lines.withoutEnd(line);
        int slashes = 0;
        while (slashes < text.length() && text.charAt(text.length() - 1 - slashes) == '\\') {
            slashes++;
        }
        return slashes % 2 == 1;
    }

    /// @param line in which it begins
    private static Item item(String logical, int line) throws Fault {
        String text = Lines.withoutEnd(logical);
        int begin = skip(text, 0, BLANK);
        int end = begin;
        while (end < text.length()
                && BLANK.indexOf(text.charAt(end)) < 0
                && "=:".indexOf(text.charAt(end)) < 0) {
            end = text.charAt(end) == '\\' ? afterEscape(text, end) : end + 1;
        }
        int value = skip(text, end, BLANK);
        if (value < text.length() && "=:".indexOf(text.charAt(value)) >= 0) {
            value = skip(text, value + 1, BLANK);
        }
        String raw = text.substring(value);
        String meaning = decode(raw, line);
        return new Item(
                "",
                decode(text.substring(begin, end), line),
                text.substring(0, value),
                new Value(meaning, meaning, raw),
                logical.substring(text.length()));
    }

    /// A continued line goes on behind its blanks; it is passed over like one blank.
    private static int skip(String text, int from, String blanks) {
        int at = from;
        while (at < text.length()) {
            if (blanks.indexOf(text.charAt(at)) >= 0) {
                at++;
            } else if (text.charAt(at) == '\\' && isLineEnd(text, at + 1)) {
                at = afterEscape(text, at);
            } else {
                return at;
            }
        }
        return at;
    }

    private static boolean isLineEnd(String text, int at) {
        return at < text.length() && (text.charAt(at) == '\n' || text.charAt(at) == '\r');
    }

    private static int afterEscape(String text, int slash) {
        int at = slash + 1;
        if (!isLineEnd(text, at)) {
            return Math.min(text.length(), at + 1);
        }
        while (isLineEnd(text, at)) {
            at++;
        }
        while (at < text.length() && BLANK.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private static String decode(String raw, int line) throws Fault {
        var text = new StringBuilder();
        for (int at = 0; at < raw.length(); ) {
            char one = raw.charAt(at);
            if (one != '\\') {
                text.append(one);
                at++;
            } else if (raw.startsWith("u", at + 1)) {
                text.append(unicode(raw, at + 2, line));
                at += 6;
            } else {
                if (at + 1 < raw.length() && !isLineEnd(raw, at + 1)) {
                    text.append(meant(raw.charAt(at + 1)));
                }
                at = afterEscape(raw, at);
            }
        }
        return text.toString();
    }

    private static char unicode(String raw, int at, int line) throws Fault {
        try {
            return (char) Integer.parseInt(raw.substring(at, at + 4), 16);
        } catch (IndexOutOfBoundsException | NumberFormatException wrong) {
            throw Documents.unreadable(line, "a \\u without four hex digits");
        }
    }

    private static char meant(char escaped) {
        return switch (escaped) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'f' -> '\f';
            default -> escaped;
        };
    }

    /// As `Properties` does: the last one counts.
    @Override
    public Optional<Value> again(Value first, Value second) {
        return Optional.of(second);
    }

    @Override
    public Value value(String text, @Nullable Value like) {
        return new Value(text, text, encode(text, false));
    }

    private static String encode(String text, boolean key) {
        var raw = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            switch (one) {
                case '\t' -> raw.append("\\t");
                case '\n' -> raw.append("\\n");
                case '\r' -> raw.append("\\r");
                case '\f' -> raw.append("\\f");
                case '\\' -> raw.append("\\\\");
                case ' ' -> raw.append(key || i == 0 ? "\\ " : " ");
                case '=', ':', '#', '!' -> raw.append(key ? "\\" : "").append(one);
                default ->
                        raw.append(
                                one < ' ' || one > '~' ? String.format("\\u%04x", (int) one) : one);
            }
        }
        return raw.toString();
    }

    @Override
    public String comments() {
        return "#!";
    }

    @Override
    public Place place(String key, Set<String> sections) {
        return new Place("", key);
    }

    @Override
    public Item make(Place place, String key, Value value, String end) {
        return new Item("", key, encode(key, true) + "=", value, end);
    }

    @Override
    public String header(String section, String end) {
        throw new IllegalStateException("properties have no sections");
    }
}
