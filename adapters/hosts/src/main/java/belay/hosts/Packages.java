package belay.hosts;

import belay.outside.Fault;
import belay.release.Package.Source;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Finds or fetches the file (or directory) that a source names.
final class Packages {

    private final MavenRepository maven;
    private final Downloads downloads;
    private final Path cache;

    Packages(MavenRepository maven, Downloads downloads, Path cache) {
        this.maven = maven;
        this.downloads = downloads;
        this.cache = cache;
    }

    /// @param sha256 checked unless empty; lower-case hex
    Path find(Source source, Path packDirectory, String sha256) throws Fault {
        Path found =
                switch (source) {
                    case Source.Local(var path) -> local(path, packDirectory);
                    case Source.Maven(var coordinates) -> maven.find(coordinates);
                    case Source.Url(var url) -> fetch(url, sha256);
                    case Source.Operator _ -> throw unnamed();
                };
        requireSum(found, sha256);
        return found;
    }

    static String name(Source source, String sha256) {
        String words =
                switch (source) {
                    case Source.Local(var path) -> path;
                    case Source.Maven(var coordinates) -> coordinates;
                    case Source.Url(var url) -> url;
                    case Source.Operator _ -> "operator";
                };
        return sha256.isEmpty() ? words : words + " sha256 " + sha256.toLowerCase(Locale.ROOT);
    }

    /// A pack comes from outside: what it names relatively must lie in it, also behind links.
    private static Path local(String path, Path packDirectory) throws Fault {
        try {
            if (Path.of(path).isAbsolute()) {
                return Path.of(path).toRealPath();
            }
            Path found = packDirectory.resolve(path).toRealPath();
            if (found.startsWith(packDirectory.toRealPath())) {
                return found;
            }
        } catch (IOException failed) {
            throw Faults.of("find the package", packDirectory.resolve(path), failed);
        }
        throw Faults.permanent(
                "OUTSIDE_PACK",
                "the package " + path + " lies outside of the pack " + packDirectory,
                "write its absolute path, or put it into the pack");
    }

    private Path fetch(String url, String sha256) throws Fault {
        URI address = address(url);
        if (sha256.isEmpty() && !"https".equals(address.getScheme())) {
            throw Faults.permanent(
                    "NOT_PROVEN",
                    url + " is neither encrypted nor is its SHA-256 known",
                    "use https, or give `sha256` in the pack");
        }
        String[] parts = address.getPath().split("/", -1);
        String name = parts[parts.length - 1].replaceAll("[^A-Za-z0-9._-]", "_");
        Path file =
                cache.resolve("url")
                        .resolve(Sums.of(url + sha256))
                        .resolve(name.isEmpty() || name.startsWith(".") ? "package" + name : name);
        downloads.fetch(address, file, Sums.SHA_256, sha256);
        return file;
    }

    private static URI address(String url) throws Fault {
        try {
            var address = URI.create(url);
            String scheme = String.valueOf(address.getScheme());
            if (address.getUserInfo() != null) {
                throw Faults.permanent(
                        "BAD_URL",
                        "an address with a password in it, at " + address.getHost(),
                        "fetch the file yourself and name it in system.yaml under `packages`");
            }
            if (address.getHost() != null && (scheme.equals("https") || scheme.equals("http"))) {
                return address;
            }
        } catch (IllegalArgumentException wrong) {
            // Said below.
        }
        throw Faults.permanent("BAD_URL", "not an http or https address: " + url, "mend the pack");
    }

    private static void requireSum(Path found, String sha256) throws Fault {
        if (sha256.isEmpty()) {
            return;
        }
        try {
            if (Files.isDirectory(found)) {
                throw Faults.permanent(
                        "BAD_SUM",
                        found + " is a directory and has no SHA-256",
                        "leave `sha256` out, or name an archive");
            }
            String sum = Sums.of(found, Sums.SHA_256);
            if (!sum.equals(sha256.toLowerCase(Locale.ROOT))) {
                throw Faults.permanent(
                        "BAD_SUM",
                        found + " has the SHA-256 " + sum + ", not " + sha256,
                        "fetch it again; if it stays so, it is not the vendor's file");
            }
        } catch (IOException failed) {
            throw Faults.of("check the sum of", found, failed);
        }
    }

    private static Fault.Permanent unnamed() {
        return Faults.permanent(
                "PACKAGE_UNNAMED",
                "this release's package cannot be fetched: its vendor gives it to customers only",
                "fetch it yourself and name the file in system.yaml under `packages`");
    }
}
