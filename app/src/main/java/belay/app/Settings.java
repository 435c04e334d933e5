package belay.app;

import belay.problem.Answer;
import belay.problem.Problem;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What the operator can set, by variables of the environment; read once.
///
/// @param home where Belay keeps everything; absolute
/// @param packs folders of packs, or packs; the first that has a product counts
public record Settings(Path home, Memory memory, List<Path> packs) {

    private static final String HOME = "BELAY_HOME";
    private static final String STORE = "BELAY_STORE";
    private static final String STORE_USER = "BELAY_STORE_USER";
    private static final String STORE_PASSWORD_FILE = "BELAY_STORE_PASSWORD_FILE";
    private static final String PACKS = "BELAY_PACKS";

    /// Those that others read: the launcher, the hosts.
    private static final Set<String> OTHERS =
            Set.of(
                    "BELAY_JAVA_HOME",
                    "BELAY_JAVA_OPTS",
                    "BELAY_MAVEN_REPOSITORY",
                    "BELAY_NPM_REGISTRY",
                    "BELAY_PYPI_INDEX");

    private static final Set<String> OWN =
            Set.of(HOME, STORE, STORE_USER, STORE_PASSWORD_FILE, PACKS);

    public Settings {
        packs = List.copyOf(packs);
    }

    /// Where runs are remembered.
    public sealed interface Memory {

        /// On a PostgreSQL of Belay's own, in its home.
        record Embedded() implements Memory {}

        /// On a PostgreSQL of the operator's.
        ///
        /// @param url JDBC address, without user and password
        /// @param passwordFile empty where the server asks for none
        record Outside(String url, String user, String passwordFile) implements Memory {}
    }

    /// Who runs Belay, and from where.
    ///
    /// @param root whether everything is allowed
    /// @param home of the user
    /// @param install where Belay itself lies
    record Caller(boolean root, Path home, Path install) {}

    /// All that is wrong is told together.
    static Answer<Settings> of(Map<String, String> environment, Caller caller) {
        var problems = new ArrayList<Problem>();
        refuseUnknown(environment, problems);
        var home = home(environment.getOrDefault(HOME, ""), caller, problems);
        var settings =
                new Settings(
                        home,
                        memory(environment, problems),
                        packs(environment.getOrDefault(PACKS, ""), home, caller, problems));
        return problems.isEmpty() ? Answer.of(settings) : new Answer.Refused<>(problems);
    }

    private static Path home(String text, Caller caller, List<Problem> problems) {
        var standard = caller.root() ? Path.of("/var/lib/belay") : caller.home().resolve(".belay");
        return (text.isEmpty() ? standard : path(HOME, text, problems))
                .toAbsolutePath()
                .normalize();
    }

    private static void refuseUnknown(Map<String, String> environment, List<Problem> problems) {
        for (var name : new TreeMap<>(environment).keySet()) {
            if (name.startsWith("BELAY_") && !OWN.contains(name) && !OTHERS.contains(name)) {
                problems.add(
                        Problem.of("SETTINGS:UNKNOWN", "there is no setting of this name")
                                .value(name)
                                .expected(
                                        "one of "
                                                + String.join(", ", OWN.stream().sorted().toList()))
                                .place("environment"));
            }
        }
    }

    private static Path path(String name, String text, List<Problem> problems) {
        try {
            return Path.of(text);
        } catch (InvalidPathException wrong) {
            problems.add(
                    Problem.of("SETTINGS:NOT_A_PATH", name + " is not a path")
                            .expected("the path of a file or folder")
                            .value(text)
                            .place("environment"));
            return Path.of("/");
        }
    }

    private static Memory memory(Map<String, String> environment, List<Problem> problems) {
        var url = environment.getOrDefault(STORE, "");
        if (url.isEmpty() || url.equals("embedded")) {
            return new Memory.Embedded();
        }
        if (!url.startsWith("jdbc:postgresql:")) {
            problems.add(
                    Problem.of("SETTINGS:STORE", "the store is not named as it should be")
                            .expected("embedded, or jdbc:postgresql://HOST:PORT/DATABASE")
                            .place(STORE));
        }
        if (url.toLowerCase(Locale.ROOT).contains("password=")) {
            problems.add(
                    Problem.of("SETTINGS:INLINE_SECRET", "a password stands in " + STORE)
                            .expected(
                                    "the password in a file that " + STORE_PASSWORD_FILE + " names")
                            .advice("Others can read it; change it as well")
                            .place(STORE));
        }
        return new Memory.Outside(
                url,
                environment.getOrDefault(STORE_USER, "belay"),
                environment.getOrDefault(STORE_PASSWORD_FILE, ""));
    }

    /// Those that came with Belay come after the operator's own, and what was imported comes last.
    private static List<Path> packs(String text, Path home, Caller caller, List<Problem> problems) {
        var packs = new ArrayList<Path>();
        for (var folder : text.split(":", -1)) {
            if (!folder.isEmpty()) {
                packs.add(path(PACKS, folder, problems));
            }
        }
        packs.add(caller.install().resolve("packs"));
        packs.add(home.resolve("packs"));
        return packs;
    }
}
