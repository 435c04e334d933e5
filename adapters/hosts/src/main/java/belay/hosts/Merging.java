package belay.hosts;

import belay.hosts.Document.Remark;
import belay.hosts.Document.Value;
import belay.outside.Fault;
import belay.outside.Host.Conflict;
import belay.problem.Safe;
import belay.release.Files.Format;
import belay.release.Files.Merge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Puts what an operator changed against the old default onto the new default.
///
/// A value that both changed, to different things, is a conflict, and so is one that only the
/// operator changed while the vendor took the key away. `set` decides a key in any case.
final class Merging {

    private static final String OLD_DEFAULT = "the old default of ";
    private static final String RUNNING = "the running ";
    private static final String NEW_DEFAULT = "the new default of ";

    private final Merge how;
    private final Map<String, String> set;
    private final Predicate<String> holds;
    private final Set<String> whole;
    private final Document old;
    private final Document mine;
    private final Document base;
    private final SequencedMap<String, Value> now;
    private final List<Conflict> conflicts = new ArrayList<>();

    /// @param holds whether the merged file can have a text in its encoding
    Merging(
            Merge how,
            Map<String, String> set,
            String old,
            String mine,
            String fresh,
            Predicate<String> holds)
            throws Fault {
        this.how = how;
        this.holds = holds;
        this.set = set;
        this.whole =
                how.format() == Format.XML
                        ? XmlShapes.whole(
                                Map.of(
                                        OLD_DEFAULT + how.path(),
                                        old,
                                        RUNNING + how.path(),
                                        mine,
                                        NEW_DEFAULT + how.path(),
                                        fresh))
                        : Set.of();
        this.old = read(OLD_DEFAULT, old);
        this.mine = read(RUNNING, mine);
        this.now = read(NEW_DEFAULT, fresh).values();
        // With nothing new from the vendor, the operator's own comments and order are the better
        // ones.
        this.base = read("", fresh.equals(old) || fresh.isBlank() ? mine : fresh);
    }

    /// @param which of the three files it is
    private Document read(String which, String text) throws Fault {
        try {
            return how.format() == Format.XML && text.isBlank()
                    ? new NoDocument()
                    : Documents.read(how.format(), text, whole);
        } catch (Fault.Permanent wrong) {
            throw Faults.in(which + how.path(), wrong);
        }
    }

    /// @param conflicts when not empty, `text` means nothing
    record Merged(String text, List<Conflict> conflicts) {}

    Merged merge() throws Fault {
        SequencedMap<String, Value> wanted = wanted();
        for (Map.Entry<String, String> one : set.entrySet()) {
            @Nullable Value like = base.values().get(one.getKey());
            wanted.put(one.getKey(), base.value(one.getValue(), like));
        }
        base.settle(wanted);
        refuseClashes(wanted);
        if (!conflicts.isEmpty()) {
            return new Merged("", List.copyOf(conflicts));
        }
        become(base, wanted);
        Document merged = read("the merged ", base.text());
        if (!sameMeaning(merged.values(), wanted)) {
            throw Faults.permanent(
                    "CANNOT_MERGE",
                    how.path() + " cannot be written so that it reads as it should",
                    "merge this file by hand and carry it");
        }
        keepRemarks(merged);
        boolean same = sameMeaning(read("the merged ", merged.text()).values(), wanted);
        return new Merged(same ? merged.text() : base.text(), List.of());
    }

    /// What the operator has written goes with the setting that it is about. What the vendor wrote
    /// in the old default is his to change.
    private void keepRemarks(Document merged) throws Fault {
        Set<String> known =
                Stream.of(old, merged)
                        .flatMap(document -> document.remarks().stream())
                        .map(Remark::words)
                        .collect(Collectors.toSet());
        for (Remark remark : mine.remarks()) {
            if (!known.contains(remark.words()) && holds.test(remark.text())) {
                merged.remark(
                        new Remark(
                                renamed(remark.before()), renamed(remark.within()), remark.text()));
            }
        }
    }

    private SequencedMap<String, Value> wanted() throws Fault {
        SequencedMap<String, Value> was = renamed(old.values());
        SequencedMap<String, Value> my = renamed(mine.values());
        SequencedMap<String, Value> wanted = new LinkedHashMap<>(now);
        Set<String> keys = new LinkedHashSet<>(my.keySet());
        keys.addAll(was.keySet());
        keys.removeAll(set.keySet());
        for (String key : keys) {
            @Nullable Value mineNow = my.get(key);
            boolean mineChanged = !same(mineNow, was.get(key));
            if (!mineChanged || same(mineNow, now.get(key))) {
                continue;
            }
            if (!same(was.get(key), now.get(key)) && !(isMoved(key) && !now.containsKey(key))) {
                conflicts.add(conflict(key, was.get(key), mineNow, now.get(key)));
            } else if (mineNow == null) {
                wanted.remove(key);
            } else {
                wanted.put(key, mineNow);
            }
        }
        return wanted;
    }

    /// Keys and values in the words of the new release.
    private SequencedMap<String, Value> renamed(SequencedMap<String, Value> values) throws Fault {
        SequencedMap<String, Value> renamed = new LinkedHashMap<>();
        for (Map.Entry<String, Value> one : values.entrySet()) {
            String key = renamed(one.getKey());
            Value value = one.getValue();
            String text = how.values().getOrDefault(key, Map.of()).get(value.text());
            if (!key.isEmpty()) {
                renamed.put(key, text == null ? value : mine.value(text, value));
            }
        }
        return renamed;
    }

    /// `a.*` means all keys below `a`.
    private String renamed(String key) {
        String exact = how.moved().get(key);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, String> one : how.moved().entrySet()) {
            String from = one.getKey();
            if (from.endsWith(".*") && key.startsWith(from.substring(0, from.length() - 1))) {
                String rest = key.substring(from.length() - 1);
                String to = one.getValue();
                return to.endsWith(".*") ? to.substring(0, to.length() - 1) + rest : to;
            }
        }
        return key;
    }

    /// A key that has another name now may be missing from the new default without having been
    /// taken away.
    private boolean isMoved(String key) {
        return how.moved().values().stream()
                .anyMatch(to ->
                        to.equals(key)
                                || (to.endsWith(".*")
                                        && key.startsWith(to.substring(0, to.length() - 1))));
    }

    private static boolean same(@Nullable Value one, @Nullable Value other) {
        return one == null ? other == null : one.means(other);
    }

    private Conflict conflict(
            String key, @Nullable Value was, @Nullable Value my, @Nullable Value fresh) {
        return new Conflict(how.path(), key, text(was), text(my), text(fresh));
    }

    private static String text(@Nullable Value value) {
        return value == null ? "" : value.text();
    }

    /// A key can have a value or keys below it, not both.
    private void refuseClashes(SequencedMap<String, Value> wanted) {
        if (Documents.nests(how.format())) {
            for (String key : wanted.keySet()) {
                if (wanted.keySet().stream().anyMatch(other -> other.startsWith(key + "."))) {
                    conflicts.add(
                            conflict(
                                    key,
                                    old.values().get(key),
                                    mine.values().get(key),
                                    now.get(key)));
                }
            }
        }
    }

    static void become(Document document, SequencedMap<String, Value> wanted) throws Fault {
        document.settle(wanted);
        SequencedMap<String, Value> there = document.values();
        for (String key : there.keySet()) {
            if (!wanted.containsKey(key)) {
                document.remove(key);
            }
        }
        for (Map.Entry<String, Value> one : wanted.entrySet()) {
            if (!one.getValue().means(there.get(one.getKey()))) {
                document.put(one.getKey(), one.getValue());
            }
        }
    }

    static boolean sameMeaning(Map<String, Value> one, Map<String, Value> other) {
        return one.keySet().equals(other.keySet())
                && one.entrySet().stream()
                        .allMatch(entry -> entry.getValue().means(other.get(entry.getKey())));
    }

    /// Stands for an XML file that is not there: XML cannot be empty.
    private static final class NoDocument implements Document {

        @Override
        public SequencedMap<String, Value> values() {
            return new LinkedHashMap<>();
        }

        @Override
        public void put(String key, Value value) throws Fault {
            throw Documents.unreadable("there is no XML file to put " + Safe.name(key) + " into");
        }

        @Override
        public void remove(String key) {}

        @Override
        public Value value(String text, @Nullable Value like) {
            return new Value(text, text, Xml.escaped(text));
        }

        @Override
        public String text() {
            return "";
        }
    }
}
