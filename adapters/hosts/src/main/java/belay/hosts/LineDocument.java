package belay.hosts;

import belay.hosts.Grammar.Item;
import belay.hosts.Grammar.Place;
import belay.outside.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A file whose settings stand one below another, in sections or not.
final class LineDocument implements Document {

    private final Grammar grammar;
    private final List<Item> items;
    private final SequencedMap<String, Value> values = new LinkedHashMap<>();
    private final String end;

    LineDocument(Grammar grammar, String text) throws Fault {
        this.grammar = grammar;
        this.items = new ArrayList<>(grammar.parse(text));
        this.end = Lines.end(text);
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            if (!item.key().isEmpty()) {
                Optional<TomlInline> inside = grammar.inside(item.value());
                if (inside.isEmpty()) {
                    collect(i, item.key(), item.value());
                } else {
                    for (Map.Entry<String, Value> one : inside.get().values().entrySet()) {
                        collect(i, item.key() + "." + one.getKey(), one.getValue());
                    }
                }
            }
        }
    }

    private void collect(int index, String key, Value value) throws Fault {
        Value first = values.get(key);
        if (first == null) {
            values.put(key, value);
            return;
        }
        Optional<Value> both = grammar.again(first, value);
        values.put(key, both.orElseThrow(() -> Documents.twice(key, lineOf(index))));
    }

    private int lineOf(int index) {
        String before =
                items.subList(0, index).stream().map(Item::text).collect(Collectors.joining())
                        + items.get(index).before();
        return Lines.numberOf(before, before.length());
    }

    @Override
    public SequencedMap<String, Value> values() {
        return new LinkedHashMap<>(values);
    }

    /// Of a key that stands there more than once, the last remains.
    @Override
    public void put(String key, Value value) throws Fault {
        boolean there = values.put(key, value) != null;
        int around = around(key);
        if (around >= 0) {
            Item item = items.get(around);
            String below = key.substring(item.key().length() + 1);
            items.set(around, with(item, inside(item).put(below, value)));
            return;
        }
        if (!there) {
            add(key, value);
            return;
        }
        boolean changed = false;
        for (int i = items.size() - 1; i >= 0; i--) {
            if (items.get(i).key().equals(key)) {
                if (changed) {
                    items.remove(i);
                } else {
                    items.set(i, grammar.change(items.get(i), value, end));
                    changed = true;
                }
            }
        }
    }

    /// @return the item whose value the setting lies within, -1 if there is none
    private int around(String key) throws Fault {
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            if (!item.key().isEmpty()
                    && key.startsWith(item.key() + ".")
                    && grammar.inside(item.value()).isPresent()) {
                return i;
            }
        }
        return -1;
    }

    private TomlInline inside(Item item) throws Fault {
        return grammar.inside(item.value()).orElseThrow();
    }

    private static Item with(Item item, TomlInline table) {
        return item.with(new Value(table.raw(), table.raw(), table.raw()));
    }

    private void add(String key, Value value) {
        Set<String> sections = new LinkedHashSet<>();
        items.forEach(item -> sections.add(item.section()));
        Place place = grammar.place(key, sections);
        if (!place.section().isEmpty() && !sections.contains(place.section())) {
            endLastLine(items.size());
            String gap = items.isEmpty() ? "" : end;
            items.add(Item.between(place.section(), gap + grammar.header(place.section(), end)));
        }
        int at = positionOf(place);
        endLastLine(at);
        items.add(at, grammar.make(place, key, value, end));
    }

    /// Below the comment that shows its default, else at the end of the section's settings.
    private int positionOf(Place place) {
        int last = 0;
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            if (item.section().equals(place.section())) {
                if (isDefault(item, place.name())) {
                    return i + 1;
                }
                if (!item.text().isBlank()) {
                    last = i + 1;
                }
            }
        }
        return last;
    }

    private static boolean isDefault(Item item, String name) {
        String text = item.text().strip();
        if (!item.key().isEmpty() || text.isEmpty() || "#;!".indexOf(text.charAt(0)) < 0) {
            return false;
        }
        String rest = text.substring(1).stripLeading();
        return rest.startsWith(name)
                && rest.length() > name.length()
                && "=:".indexOf(rest.substring(name.length()).stripLeading().concat(" ").charAt(0))
                        >= 0;
    }

    private void endLastLine(int before) {
        if (before > 0) {
            Item last = items.get(before - 1);
            if (!last.text().endsWith("\n")) {
                items.set(
                        before - 1,
                        new Item(
                                last.section(),
                                last.key(),
                                last.before(),
                                last.value(),
                                last.after() + end));
            }
        }
    }

    @Override
    public void remove(String key) throws Fault {
        values.remove(key);
        int around = around(key);
        if (around >= 0) {
            Item item = items.get(around);
            Optional<TomlInline> left =
                    inside(item).without(key.substring(item.key().length() + 1));
            if (left.isPresent()) {
                items.set(around, with(item, left.get()));
            } else {
                items.remove(around);
            }
            return;
        }
        items.removeIf(item -> item.key().equals(key));
    }

    @Override
    public List<Remark> remarks() {
        List<Remark> remarks = new ArrayList<>();
        String behind = "";
        for (Item item : items.reversed()) {
            behind = item.key().isEmpty() ? behind : item.key();
            String comment = comment(item);
            if (!comment.isEmpty()) {
                remarks.addFirst(new Remark(behind, "", comment));
            }
        }
        return remarks;
    }

    /// Lines that are neither settings nor comments begin sections, or belong to a script.
    private String comment(Item item) {
        String text = (item.key().isEmpty() ? item.text() : item.after()).strip();
        return !text.isEmpty() && grammar.comments().indexOf(text.charAt(0)) >= 0 ? text : "";
    }

    @Override
    public void remark(Remark remark) {
        int at = items.size();
        String section = items.isEmpty() ? "" : items.getLast().section();
        for (int i = items.size() - 1; i >= 0 && !remark.before().isEmpty(); i--) {
            if (items.get(i).key().equals(remark.before())) {
                at = i;
                section = items.get(i).section();
            }
        }
        endLastLine(at);
        items.add(at, Item.between(section, remark.text() + end));
    }

    @Override
    public Value value(String text, @Nullable Value like) throws Fault {
        return grammar.value(text, like);
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        items.forEach(item -> text.append(item.text()));
        return text.toString();
    }
}
