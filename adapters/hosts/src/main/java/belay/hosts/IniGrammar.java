package belay.hosts;

import belay.hosts.Document.Value;
import belay.outside.Fault;
import belay.problem.Safe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// INI as Python's configparser, MySQL and PHP share it: sections, `=` or `:`, values that go on in
/// lines indented deeper than their key, keys without a value. A comment is a line of its own.
final class IniGrammar implements Grammar {

    /// The meaning of a key without a value; no text has a NUL.
    private static final String BARE = "\0";

    @Override
    public List<Item> parse(String text) throws Fault {
        List<Item> items = new ArrayList<>();
        String section = "";
        int indent = -1;
        int number = 0;
        for (String line : Lines.of(text)) {
            number++;
            String words = line.strip();
            if (words.isEmpty() || isComment(words)) {
                items.add(Item.between(section, line));
            } else if (indent >= 0 && indentOf(line) > indent) {
                goOn(items, line);
            } else if (words.startsWith("[")) {
                section = section(words, number);
                indent = -1;
                items.add(Item.between(section, line));
            } else {
                indent = indentOf(line);
                items.add(item(section, line));
            }
        }
        return items;
    }

    private static int indentOf(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static String section(String words, int line) throws Fault {
        int end = words.indexOf(']');
        if (end < 0) {
            throw Documents.unreadable(line, "a section without ]: " + Safe.name(words));
        }
        return words.substring(1, end).strip();
    }

    private static Item item(String section, String line) {
        String text = Lines.withoutEnd(line);
        int separator = separator(text);
        String name = (separator < 0 ? text : text.substring(0, separator)).strip();
        String key = section.isEmpty() ? name : section + "." + name;
        if (separator < 0) {
            return new Item(
                    section, key, text, new Value("", BARE, ""), line.substring(text.length()));
        }
        int begin = separator + 1;
        while (begin < text.length() && Character.isWhitespace(text.charAt(begin))) {
            begin++;
        }
        int end = Math.max(begin, text.stripTrailing().length());
        return new Item(
                section,
                key,
                text.substring(0, begin),
                read(text.substring(begin, end)),
                line.substring(end));
    }

    private static int separator(String text) {
        int equal = text.indexOf('=');
        int colon = text.indexOf(':');
        return equal < 0 || (colon >= 0 && colon < equal) ? colon : equal;
    }

    /// Comments between a value and its further lines become part of it.
    private static void goOn(List<Item> items, String line) {
        var between = new StringBuilder();
        while (items.getLast().key().isEmpty()) {
            between.insert(0, items.removeLast().text());
        }
        Item begun = items.removeLast();
        String text = line.stripTrailing();
        items.add(
                new Item(
                        begun.section(),
                        begun.key(),
                        begun.before(),
                        read(begun.value().raw() + begun.after() + between + text),
                        line.substring(text.length())));
    }

    private static Value read(String raw) {
        List<String> lines = raw.lines().map(String::strip).toList();
        String meaning =
                lines.stream()
                        .filter(line -> lines.size() == 1 || !isComment(line))
                        .collect(Collectors.joining("\n"));
        return new Value(unquoted(meaning), meaning, raw);
    }

    private static boolean isComment(String words) {
        return words.startsWith("#") || words.startsWith(";");
    }

    private static String unquoted(String text) {
        boolean quoted =
                text.length() > 1
                        && (text.charAt(0) == '"' || text.charAt(0) == '\'')
                        && text.indexOf(text.charAt(0), 1) == text.length() - 1;
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    @Override
    public Value value(String text, @Nullable Value like) {
        String was = like == null ? "" : like.raw();
        String quote = unquoted(was).equals(was) ? "" : was.substring(0, 1);
        return read(quote + text.replace("\n", "\n    ") + quote);
    }

    @Override
    public String comments() {
        return "#;";
    }

    /// The longest section that the key begins with; else all up to its last dot.
    @Override
    public Place place(String key, Set<String> sections) {
        String section =
                sections.stream()
                        .filter(one -> !one.isEmpty() && key.startsWith(one + "."))
                        .max(Comparator.comparingInt(String::length))
                        .orElse(key.contains(".") ? key.substring(0, key.lastIndexOf('.')) : "");
        return new Place(section, section.isEmpty() ? key : key.substring(section.length() + 1));
    }

    @Override
    public Item make(Place place, String key, Value value, String end) {
        String separator = value.meaning().equals(BARE) ? "" : " = ";
        return new Item(place.section(), key, place.name() + separator, value, end);
    }

    @Override
    public Item change(Item item, Value value, String end) {
        boolean bare = value.meaning().equals(BARE);
        if (bare == item.value().meaning().equals(BARE)) {
            return item.with(value);
        }
        String name =
                item.section().isEmpty()
                        ? item.key()
                        : item.key().substring(item.section().length() + 1);
        return make(new Place(item.section(), name), item.key(), value, end);
    }

    @Override
    public String header(String section, String end) {
        return "[" + section + "]" + end;
    }
}
