package belay.hosts;

import belay.outside.Fault;
import belay.problem.Safe;
import belay.release.Files.Format;
import com.google.re2j.Pattern;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Files by their Maven coordinates: from the repository on this machine, else from the one on the
/// net.
///
/// @param local laid out as Maven does; never written to
/// @param remote its public address, ending in `/`
/// @param cache where fetched files are kept, laid out alike
record MavenRepository(Path local, URI remote, Path cache, Downloads downloads) {

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

    /// The repository in `BELAY_MAVEN_REPOSITORY`, else Maven Central.
    static URI usual() {
        return URI.create(
                System.getenv()
                        .getOrDefault(
                                "BELAY_MAVEN_REPOSITORY", "https://repo.maven.apache.org/maven2/"));
    }

    /// What Maven uses on this machine, by its property, its settings or its default.
    static Path usualLocal() {
        String property = System.getProperty("maven.repo.local", "");
        Path maven = Path.of(System.getProperty("user.home", "/"), ".m2");
        return property.isEmpty()
                ? settings(maven.resolve("settings.xml")).orElse(maven.resolve("repository"))
                : Path.of(property);
    }

    /// Settings that cannot be read are Maven's matter.
    private static Optional<Path> settings(Path file) {
        try {
            Document settings = Documents.read(Format.XML, Words.read(file).text(), Set.of());
            return Optional.ofNullable(settings.values().get("settings.localRepository"))
                    .map(value ->
                            value.text()
                                    .replace("${user.home}", System.getProperty("user.home", "/")))
                    .filter(path -> path.startsWith("/"))
                    .map(Path::of);
        } catch (Fault unreadable) {
            return Optional.empty();
        }
    }

    /// @param coordinates `group:artifact:version:type`
    Path find(String coordinates) throws Fault {
        List<String> words = List.of(coordinates.split(":", -1));
        if (words.size() != 4
                || !words.stream().allMatch(word -> WORD.matches(word) && !word.contains(".."))) {
            throw Faults.permanent(
                    "BAD_COORDINATES",
                    "not group:artifact:version:type: " + Safe.name(coordinates),
                    "mend the pack");
        }
        String path = path(words);
        Path installed = local.resolve(path);
        return Files.isRegularFile(installed) ? whole(installed) : fetched(path);
    }

    private static String path(List<String> words) {
        String artifact = words.get(1);
        String version = words.get(2);
        return String.join(
                "/",
                words.getFirst().replace('.', '/'),
                artifact,
                version,
                artifact + "-" + version + "." + words.get(3));
    }

    /// Maven keeps the sum it was given beside most files.
    private static Path whole(Path installed) throws Fault {
        Path sum = installed.resolveSibling(installed.getFileName() + ".sha1");
        try {
            if (Files.exists(sum)
                    && !Sums.of(installed, Sums.SHA_1).equals(firstWord(Files.readString(sum)))) {
                throw Faults.permanent(
                        "BAD_SUM",
                        installed + " is not what its .sha1 says",
                        "remove both; they are fetched again");
            }
            return installed;
        } catch (IOException failed) {
            throw Faults.of("read from the Maven repository", installed, failed);
        }
    }

    private Path fetched(String path) throws Fault {
        Path file = cache.resolve(path);
        if (!Files.isRegularFile(file)) {
            String sum = firstWord(downloads.text(remote.resolve(path + ".sha1")));
            downloads.fetch(remote.resolve(path), file, Sums.SHA_1, sum);
        }
        return file;
    }

    /// Some repositories write the file's name behind the sum.
    private static String firstWord(String text) {
        return text.strip().split("\\s", 2)[0].toLowerCase(Locale.ROOT);
    }
}
