package belay.hosts;

import belay.hosts.Document.Value;
import belay.outside.Fault;
import belay.problem.Safe;
import belay.release.Files.Format;
import java.util.SequencedMap;
import java.util.Set;

/// Opens documents of every format, and says what cannot be read.
final class Documents {

    private Documents() {}

    /// @param whole places in XML that are one value, see `XmlShapes`
    static Document read(Format format, String text, Set<String> whole) throws Fault {
        return switch (format) {
            case PROPERTIES -> new LineDocument(new PropertiesGrammar(), text);
            case ENVIRONMENT -> new LineDocument(new EnvironmentGrammar(), text);
            case INI -> new LineDocument(new IniGrammar(), text);
            case TOML -> new LineDocument(new TomlGrammar(), text);
            case YAML -> new YamlDocument(text);
            case JSON -> new JsonDocument(text);
            case XML -> new XmlDocument(text, whole);
            case TEXT ->
                    throw Faults.permanent(
                            "NO_KEYS",
                            "a file of the format TEXT has no keys to set",
                            "name its format");
        };
    }

    /// Whether a key that another one begins with cannot have a value of its own.
    static boolean nests(Format format) {
        return switch (format) {
            case TOML, YAML, JSON -> true;
            case PROPERTIES, ENVIRONMENT, INI, XML, TEXT -> false;
        };
    }

    /// `a: {}` says nothing once `a.b` has a value.
    static void dropEmptyAbove(SequencedMap<String, Value> wanted) {
        wanted.entrySet()
                .removeIf(one ->
                        one.getValue().meaning().equals("{}")
                                && wanted.keySet().stream()
                                        .anyMatch(key -> key.startsWith(one.getKey() + ".")));
    }

    static Fault.Permanent unreadable(int line, String why) {
        return unreadable("line " + line + ": " + why);
    }

    static Fault.Permanent unreadable(String why) {
        return Faults.permanent(
                "UNREADABLE",
                "the configuration cannot be read: " + why,
                "correct it, or merge it as TEXT");
    }

    /// @param line of the second one
    static Fault.Permanent twice(String key, int line) {
        return Faults.permanent(
                "TWICE",
                "line " + line + ": the key " + Safe.name(key) + " is there more than once",
                "keep one of them, or merge the file as TEXT");
    }
}
