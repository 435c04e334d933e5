package belay.release;

import belay.document.Keys;
import belay.document.Place;
import belay.document.Problems;
import belay.problem.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads the releases of a pack and the packages that bring them.
final class ReleaseReader {

    private static final String HOST =
            "([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]{2,63}";
    private static final String COORDINATES = "[A-Za-z0-9._-]+(:[A-Za-z0-9._-]+){3,4}";
    private static final String NPM_WORD = "[A-Za-z0-9~-][A-Za-z0-9._~-]*";
    private static final String NPM =
            "(@" + NPM_WORD + "/)?" + NPM_WORD + "@[0-9]+\\.[0-9]+\\.[0-9]+([-+][0-9A-Za-z.+-]+)?";
    private static final String PYPI =
            "[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?==[A-Za-z0-9][A-Za-z0-9.!+_-]*";
    private static final String PYPI_FILE =
            "[A-Za-z0-9][A-Za-z0-9._+!-]*\\.(whl|zip|tgz|tar\\.gz|tar\\.bz2)";
    private static final String BASE64_OF_64_BYTES = "[A-Za-z0-9+/]{86}==";
    private static final List<String> KINDS =
            List.of("maven", "npm", "pypi", "url", "path", "run", "operator");
    private static final Duration MAKING = Duration.ofMinutes(30);
    private static final int LONGEST_HOST = 253;

    private final Keys pack;
    private final Path directory;
    private final Problems problems;
    private final PartReader parts;

    ReleaseReader(Keys pack, Path directory, Problems problems, PartReader parts) {
        this.pack = pack;
        this.directory = directory;
        this.problems = problems;
        this.parts = parts;
    }

    /// In the order of the scheme.
    ///
    /// @param imported those that a file beside names; what the pack itself says counts before
    List<Release> releases(Scheme known, List<Release> imported) {
        var packages = packagesApart(known);
        var read = new ArrayList<Release>();
        var places = new HashMap<Version, Place>();
        for (var keys : pack.mappings("releases")) {
            Stated.version(known, keys, "release", problems)
                    .ifPresent(version -> {
                        refuseDuplicate(places, version, keys);
                        read.add(release(keys, version, packages));
                    });
        }
        for (var release : imported) {
            if (places.putIfAbsent(release.version(), pack.place("import")) == null) {
                read.add(release);
            }
        }
        if (!pack.has("import") && !pack.has("releases")) {
            problems.add(
                    pack.place(),
                    problem("MISSING_KEY", "a key is missing").expected("the key releases"));
        }
        packages.forEach((version, keys) -> unknownRelease(keys, version, places));
        read.sort(Comparator.comparing(Release::version, Version.byTrack()));
        return List.copyOf(read);
    }

    private Release release(Keys keys, Version version, Map<Version, Keys> packages) {
        var found = new ArrayList<Package>();
        if (keys.has("package")) {
            found.add(packageOf(keys.keys("package")));
        } else if (packages.containsKey(version)) {
            found.add(packageOf(packages.getOrDefault(version, keys)));
        }
        return new Release(
                version,
                keys.text("date"),
                state(keys),
                found,
                keys.text("source", pack.text("source")),
                keys.texts("builds"));
    }

    private Map<Version, Keys> packagesApart(Scheme known) {
        var packages = new HashMap<Version, Keys>();
        for (var keys : pack.mappings("packages")) {
            Stated.version(known, keys, "release", problems)
                    .filter(version -> packages.putIfAbsent(version, keys) != null)
                    .ifPresent(version ->
                            problems.add(
                                    keys.place("release"),
                                    problem("DUPLICATE", "this release has two packages")
                                            .value(version.toString())));
        }
        return packages;
    }

    private void unknownRelease(Keys keys, Version version, Map<Version, Place> known) {
        if (!known.containsKey(version)) {
            problems.add(
                    keys.place("release"),
                    problem("UNKNOWN_RELEASE", "a package of a release that the pack does not have")
                            .value(version.toString())
                            .advice("add the release under releases"));
        }
    }

    private void refuseDuplicate(Map<Version, Place> places, Version version, Keys keys) {
        var earlier = places.putIfAbsent(version, keys.place("release"));
        if (earlier != null) {
            problems.add(
                    keys.place("release"),
                    problem("DUPLICATE", "this release stands here twice")
                            .value(version.toString())
                            .advice("remove one; the first is at " + earlier));
        }
    }

    private static Release.State state(Keys keys) {
        return switch (keys.text("state")) {
            case "preview" -> Release.State.PREVIEW;
            case "withdrawn" -> Release.State.WITHDRAWN;
            default -> Release.State.RELEASED;
        };
    }

    private Package packageOf(Keys keys) {
        parts.exactlyOne(keys, KINDS);
        keysOf("npm", keys, "sha512");
        keysOf("pypi", keys, "file");
        keysOf("run", keys, "environment", "user", "within");
        if (keys.has("run")) {
            keysOf("a file", keys, "sha256", "strip");
        }
        return new Package(
                origin(keys),
                keys.text("sha256").toLowerCase(Locale.ROOT),
                keys.number("strip", keys.has("npm") ? 1 : 0));
    }

    /// Notes keys that say something only of another kind of package.
    private void keysOf(String kind, Keys keys, String... those) {
        for (var key : those) {
            if (keys.has(key) && !keys.has(kind)) {
                problems.add(
                        keys.place(key),
                        problem("TOO_MANY", "this key belongs to " + kind).value(key));
            }
        }
    }

    private Package.Source origin(Keys keys) {
        if (keys.has("maven")) {
            return new Package.Source.Maven(
                    matching(keys, "maven", COORDINATES, "group:artifact:version:type"));
        }
        if (keys.has("npm")) {
            return npm(keys);
        }
        if (keys.has("pypi")) {
            return pypi(keys);
        }
        if (keys.has("url")) {
            return new Package.Source.Url(url(keys));
        }
        if (keys.has("run")) {
            return new Package.Source.Made(
                    parts.making(keys), Words.duration(keys.text("within"), MAKING));
        }
        return keys.has("path") ? local(keys) : new Package.Source.Operator();
    }

    private Package.Source npm(Keys keys) {
        var text = matching(keys, "npm", NPM, "name@1.2.3 or @scope/name@1.2.3");
        int at = Math.max(0, text.lastIndexOf('@'));
        return new Package.Source.Npm(
                text.substring(0, at), text.substring(at).replace("@", ""), sha512(keys));
    }

    /// In hexadecimal digits, or as `integrity` of package-lock.json has it.
    private String sha512(Keys keys) {
        var text = keys.text("sha512");
        if (text.matches("[0-9a-fA-F]{128}")) {
            return text.toLowerCase(Locale.ROOT);
        }
        var base64 = text.startsWith("sha512-") ? text.substring("sha512-".length()) : text;
        return base64.matches(BASE64_OF_64_BYTES)
                ? HexFormat.of().formatHex(Base64.getDecoder().decode(base64))
                : "";
    }

    private Package.Source pypi(Keys keys) {
        var text = matching(keys, "pypi", PYPI, "name==1.2.3");
        var words = List.of(text.split("==", 2));
        var file = matching(keys, "file", PYPI_FILE, "the name of a wheel or an sdist");
        if (keys.has("file") && !file.contains("-" + words.getLast())) {
            problems.add(
                    keys.place("file"),
                    problem("WRONG_FORM", "this is a file of another version")
                            .value(file)
                            .expected("-" + words.getLast() + " in its name"));
        }
        return new Package.Source.PyPi(words.getFirst(), words.getLast(), file);
    }

    private Package.Source local(Keys keys) {
        var path = keys.text("path");
        int before = problems.count();
        parts.words().inside(keys.place("path"), path.startsWith("/") ? path.substring(1) : path);
        if (path.startsWith("/") || problems.count() > before) {
            return new Package.Source.Local(path);
        }
        var file = directory.resolve(path).normalize();
        if (!file.startsWith(directory) || !file.toFile().exists()) {
            problems.add(
                    keys.place("path"),
                    problem("NO_FILE", "the pack has no such file").value(path));
        }
        return new Package.Source.Local(file.toString());
    }

    /// A pack is a stranger's: it may send us to a public host by name, never to an address or a
    /// local name.
    private String url(Keys keys) {
        var text = keys.text("url");
        try {
            var url = new URI(text);
            if ("https".equals(url.getScheme())
                    && url.getRawUserInfo() == null
                    && url.getHost() != null
                    && url.getHost().length() <= LONGEST_HOST
                    && url.getHost().matches(HOST)) {
                return text;
            }
        } catch (URISyntaxException wrong) {
            // told below, together with every other form that is wrong
        }
        problems.add(
                keys.place("url"),
                problem("URL", "nothing is fetched from there")
                        .value(text)
                        .expected("https and a host name, without user or password"));
        return text;
    }

    private String matching(Keys keys, String key, String shape, String expected) {
        var text = keys.text(key);
        if (!text.matches(shape) || text.contains("..")) {
            problems.add(
                    keys.place(key),
                    problem("WRONG_FORM", "this has another form: " + key)
                            .value(text)
                            .expected(expected));
        }
        return text;
    }

    private static Problem problem(String kind, String reason) {
        return Problem.of("PACK:" + kind, reason);
    }
}
