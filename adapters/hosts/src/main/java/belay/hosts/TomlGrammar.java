package belay.hosts;

import belay.hosts.Document.Value;
import belay.outside.Fault;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// TOML 1.0 (https://toml.io/en/v1.0.0). Arrays are one value; so are all tables of an array of
/// tables (`[[name]]`) together, because only their order names them.
final class TomlGrammar implements Grammar {

    private static final Pattern NEEDS_NO_QUOTES =
            Pattern.compile(
                    "true|false|[+-]?(?:0|[1-9][0-9_]*)(?:\\.[0-9_]+)?(?:[eE][+-]?[0-9]+)?|[+-]?(?:inf|nan)"
                            + "|0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+"
                            + "|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ][0-9:.]+(?:[Zz]|[+-][0-9:]+)?)?");

    @Override
    public List<Item> parse(String text) throws Fault {
        return new Reading(text).items();
    }

    /// One pass over one file.
    private static final class Reading {

        private final String text;
        private final TomlScanner scanner;
        private final List<Item> items = new ArrayList<>();
        private String section = "";
        private int at;

        Reading(String text) {
            this.text = text;
            this.scanner = new TomlScanner(text);
        }

        List<Item> items() throws Fault {
            while (at < text.length()) {
                int words = scanner.afterBlanks(at);
                if (text.startsWith("[[", words)) {
                    tables(words);
                } else if (text.startsWith("[", words)) {
                    section = String.join(".", scanner.key(words + 1, "]").parts());
                    between(scanner.endOfLine(words));
                } else if (scanner.isBlankOrComment(words)) {
                    between(scanner.endOfLine(words));
                } else {
                    setting(words);
                }
            }
            return items;
        }

        private void between(int end) {
            items.add(Item.between(section, text.substring(at, end)));
            at = end;
        }

        private void setting(int words) throws Fault {
            var key = scanner.key(words, "=");
            int begin = scanner.afterBlanks(key.end());
            int end = scanner.endOfValue(begin);
            int next = scanner.endOfLine(end);
            String name = String.join(".", key.parts());
            items.add(
                    new Item(
                            section,
                            section.isEmpty() ? name : section + "." + name,
                            text.substring(at, begin),
                            scanner.value(begin, end),
                            text.substring(end, next)));
            at = next;
        }

        /// Goes on to the next header of another table; what stands before that header belongs to
        /// it.
        private void tables(int words) throws Fault {
            String name = String.join(".", scanner.key(words + 2, "]").parts());
            int end = at;
            int look = at;
            while (look < text.length()) {
                int first = scanner.afterBlanks(look);
                if (text.startsWith("[", first)) {
                    int open = text.startsWith("[[", first) ? first + 2 : first + 1;
                    String other = String.join(".", scanner.key(open, "]").parts());
                    if (!other.equals(name) && !other.startsWith(name + ".")) {
                        break;
                    }
                }
                look = scanner.endOfStatement(first);
                end = scanner.isBlankOrComment(first) ? end : look;
            }
            section = name;
            String raw = text.substring(at, end);
            items.add(
                    new Item(
                            section,
                            name,
                            "",
                            new Value(raw.strip(), scanner.canonical(raw), raw),
                            ""));
            at = end;
        }
    }

    @Override
    public Optional<TomlInline> inside(Value value) throws Fault {
        return TomlInline.of(value.raw());
    }

    /// Tables of one array may stand apart; anything else may stand there once only.
    @Override
    public Optional<Value> again(Value first, Value second) {
        return isTables(first) && isTables(second)
                ? Optional.of(
                        new Value(
                                first.text() + "\n" + second.text(),
                                first.meaning() + second.meaning(),
                                first.raw().stripTrailing() + "\n\n" + second.raw()))
                : Optional.empty();
    }

    private static boolean isTables(Value value) {
        return value.raw().stripLeading().startsWith("[[");
    }

    @Override
    public Value value(String text, @Nullable Value like) throws Fault {
        boolean wasText = like != null && "\"'".indexOf((like.raw() + " ").charAt(0)) >= 0;
        boolean bare = !wasText && (NEEDS_NO_QUOTES.matches(text) || isCollection(text));
        String raw = bare ? text : TomlText.quoted(text);
        return new TomlScanner(raw).value(0, raw.length());
    }

    private static boolean isCollection(String text) {
        return (text.startsWith("[") && text.endsWith("]"))
                || (text.startsWith("{") && text.endsWith("}"));
    }

    /// The longest table that the key begins with; else a new table of all but its last part.
    @Override
    public Place place(String key, Set<String> sections) {
        String section =
                sections.stream()
                        .filter(one -> !one.isEmpty() && key.startsWith(one + "."))
                        .max(Comparator.comparingInt(String::length))
                        .orElse(TomlScanner.allButLast(key));
        return new Place(section, section.isEmpty() ? key : key.substring(section.length() + 1));
    }

    @Override
    public Item make(Place place, String key, Value value, String end) {
        if (isTables(value)) {
            return new Item(key, key, end, value, value.raw().endsWith("\n") ? "" : end);
        }
        return new Item(place.section(), key, place.name() + " = ", value, end);
    }

    @Override
    public Item change(Item item, Value value, String end) {
        if (isTables(value) == isTables(item.value())) {
            return item.with(value);
        }
        throw new IllegalStateException("removed before it is put: " + item.key());
    }

    @Override
    public String header(String section, String end) {
        return "[" + section + "]" + end;
    }
}
