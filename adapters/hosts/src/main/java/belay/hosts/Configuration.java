package belay.hosts;

import belay.hosts.Document.Value;
import belay.outside.Fault;
import belay.outside.Host.Conflict;
import belay.release.Files.Format;
import belay.release.Files.Merge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/// The configuration files of a home.
final class Configuration {

    private Configuration() {}

    static List<Conflict> merge(
            Path oldDefault, Path mine, Path newHome, Merge how, Map<String, String> set)
            throws Fault {
        Path file = inside(newHome, how.path());
        Words old = Words.read(oldDefault);
        Words fresh = Words.read(keptDefault(newHome, file, how.path()));
        Words my = Files.exists(mine) ? Words.read(mine) : old;
        var words = fresh.text().isEmpty() ? my : fresh;
        var merged =
                how.format() == Format.TEXT
                        ? new TextMerge(how, set).merge(old.text(), my.text(), fresh.text())
                        : new Merging(how, set, old.text(), my.text(), fresh.text(), words::canHold)
                                .merge();
        boolean nothing = merged.text().isEmpty() && fresh.text().isEmpty() && !Files.exists(file);
        if (merged.conflicts().isEmpty() && !nothing) {
            write(file, words.bytes(merged.text()), Files.exists(mine) ? mine : file);
        }
        return merged.conflicts();
    }

    private static void write(Path file, byte[] content, Path like) throws Fault {
        try {
            Files.createDirectories(Disk.directoryOf(file));
            Disk.replace(file, content, like);
        } catch (IOException failed) {
            throw Faults.of("write the configuration", file, failed);
        }
    }

    /// The default as the new package shipped it, kept beside the home at the first call: the file
    /// itself holds the merged one after it.
    private static Path keptDefault(Path newHome, Path file, String path) throws Fault {
        Path kept = new Home(newHome).defaults().resolve(path);
        Path absent = kept.resolveSibling(kept.getFileName() + ".absent");
        try {
            if (!Files.exists(kept) && !Files.exists(absent)) {
                Files.createDirectories(Disk.directoryOf(kept));
                if (Files.exists(file)) {
                    Disk.replace(kept, Files.readAllBytes(file), file);
                } else {
                    Disk.replace(absent, "");
                }
            }
            return kept;
        } catch (IOException failed) {
            throw Faults.of("keep the default of", file, failed);
        }
    }

    /// What a pack names lies in the home, also behind links.
    private static Path inside(Path home, String path) throws Fault {
        try {
            Path real = home.toRealPath();
            Path file = real.resolve(path).normalize();
            Path above = Disk.directoryOf(file);
            while (!Files.exists(above)) {
                above = Disk.directoryOf(above);
            }
            if (file.startsWith(real) && above.toRealPath().startsWith(real)) {
                return file;
            }
        } catch (IOException failed) {
            throw Faults.of("find " + path + " in", home, failed);
        }
        throw Faults.permanent(
                "OUTSIDE_HOME",
                path + " lies outside of the home " + home,
                "mend `files` in the pack");
    }

    static void rewrite(Path file, Format format, Map<String, String> set, Path original)
            throws Fault {
        byte[] rewritten = rewritten(file, format, set);
        keep(file, original);
        write(file, rewritten, file);
    }

    static void requireRewritable(Path file, Format format, Map<String, String> set) throws Fault {
        rewritten(file, format, set);
        if (!Files.isWritable(Disk.directoryOf(file))) {
            throw Faults.permanent(
                    "DENIED",
                    "no right to write in " + Disk.directoryOf(file),
                    "give the user that runs Belay the right to replace " + file);
        }
    }

    private static byte[] rewritten(Path file, Format format, Map<String, String> set)
            throws Fault {
        if (!Files.exists(file)) {
            throw Faults.permanent(
                    "MISSING", "there is no configuration " + file, "mend system.yaml");
        }
        Words words = Words.read(file);
        Set<String> whole =
                format == Format.XML
                        ? XmlShapes.whole(Map.of(file.toString(), words.text()))
                        : Set.of();
        Document document = read(file, format, words.text(), whole);
        SequencedMap<String, Value> wanted = document.values();
        for (Map.Entry<String, String> one : set.entrySet()) {
            Value value = document.value(one.getValue(), wanted.get(one.getKey()));
            wanted.put(one.getKey(), value);
        }
        become(file, document, wanted);
        if (!Merging.sameMeaning(Documents.read(format, document.text(), whole).values(), wanted)) {
            throw Faults.permanent(
                    "CANNOT_SET",
                    file + " cannot be written so that it reads as it should",
                    "set the keys by hand: " + set.keySet());
        }
        return words.bytes(document.text());
    }

    private static Document read(Path file, Format format, String text, Set<String> whole)
            throws Fault {
        try {
            return Documents.read(format, text, whole);
        } catch (Fault.Permanent wrong) {
            throw Faults.in(file.toString(), wrong);
        }
    }

    private static void become(Path file, Document document, SequencedMap<String, Value> wanted)
            throws Fault {
        try {
            Merging.become(document, wanted);
        } catch (Fault.Permanent wrong) {
            throw Faults.in(file.toString(), wrong);
        }
    }

    private static void keep(Path file, Path original) throws Fault {
        try {
            if (!Files.exists(original)) {
                Files.createDirectories(Disk.directoryOf(original));
                Disk.replace(original, Files.readAllBytes(file), file);
            }
        } catch (IOException failed) {
            throw Faults.of("keep the original of " + file + " at", original, failed);
        }
    }

    /// What was kept goes away only after it is taken back.
    static List<String> takeBack(Path file, Format format, Map<String, String> set, Path original)
            throws Fault {
        if (!Files.exists(original)) {
            return List.of();
        }
        var back = Back.of(file, format, set, original);
        if (!back.wanted().equals(back.now())) {
            become(file, back.document(), back.wanted());
            write(file, back.words().bytes(back.document().text()), file);
        }
        try {
            Files.deleteIfExists(original);
            Disk.force(Disk.directoryOf(original));
        } catch (IOException failed) {
            throw Faults.of("remove the original of " + file + " at", original, failed);
        }
        return back.conflicts();
    }

    static List<String> changedSince(
            Path file, Format format, Map<String, String> set, Path original) throws Fault {
        return Files.exists(original)
                ? Back.of(file, format, set, original).conflicts()
                : List.of();
    }

    /// A file on its way back to what it was before some keys were set.
    private record Back(
            Words words,
            Document document,
            SequencedMap<String, Value> now,
            SequencedMap<String, Value> wanted,
            List<String> conflicts) {

        static Back of(Path file, Format format, Map<String, String> set, Path original)
                throws Fault {
            if (!Files.exists(file)) {
                throw Faults.permanent(
                        "MISSING",
                        "there is no configuration " + file,
                        "put it back where it was; as it was before is kept at " + original);
            }
            // First: gone, it would be read as a file in which no key stood.
            Words old = Words.read(original);
            if (!Files.exists(original)) {
                throw Faults.passing(
                        "TAKEN_BACK",
                        "somebody else takes " + file + " back at this moment",
                        "wait until that is done");
            }
            Words words = Words.read(file);
            Set<String> whole =
                    format == Format.XML
                            ? XmlShapes.whole(
                                    Map.of(
                                            file.toString(),
                                            words.text(),
                                            original.toString(),
                                            old.text()))
                            : Set.of();
            Document document = read(file, format, words.text(), whole);
            SequencedMap<String, Value> before = read(original, format, old.text(), whole).values();
            SequencedMap<String, Value> wanted = document.values();
            List<String> conflicts = new ArrayList<>();
            for (Map.Entry<String, String> one : new TreeMap<>(set).entrySet()) {
                String key = one.getKey();
                Value was = before.get(key);
                Value is = wanted.get(key);
                if (is == null ? was == null : is.means(was)) {
                    continue;
                }
                if (is == null || !is.text().equals(one.getValue())) {
                    conflicts.add(key);
                } else if (was == null) {
                    wanted.remove(key);
                } else {
                    wanted.put(key, was);
                }
            }
            return new Back(words, document, document.values(), wanted, List.copyOf(conflicts));
        }
    }
}
