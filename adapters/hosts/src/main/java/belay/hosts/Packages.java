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
    private final URI npm;
    private final PackageIndex index;
    private final Downloads downloads;
    private final Path cache;

    /// @param npm address of the npm registry, ending in `/`
    Packages(MavenRepository maven, URI npm, PackageIndex index, Downloads downloads, Path cache) {
        this.maven = maven;
        this.npm = npm;
        this.index = index;
        this.downloads = downloads;
        this.cache = cache;
    }

    /// @param sha256 checked unless empty; lower-case hex
    Path find(Source source, Path packDirectory, String sha256) throws Fault {
        Path found =
                switch (source) {
                    case Source.Local(var path) -> local(path, packDirectory);
                    case Source.Maven(var coordinates) -> maven.find(coordinates);
                    case Source.Npm(var name, var version, var sha512) ->
                            npm(name, version, sha512, sha256);
                    case Source.PyPi(var name, _, var file) -> pypi(name, file, sha256);
                    case Source.Url(var url) -> fetch(address(url), Sums.SHA_256, sha256);
                    case Source.Made _ ->
                            throw new IllegalArgumentException("a command is not fetched");
                    case Source.Operator _ -> throw unnamed();
                };
        requireSum(found, Sums.SHA_256, sha256);
        return found;
    }

    /// The registry in `BELAY_NPM_REGISTRY`, else npm's.
    static URI usualNpm() {
        return URI.create(
                System.getenv().getOrDefault("BELAY_NPM_REGISTRY", "https://registry.npmjs.org/"));
    }

    /// The tarball lies where npm's own client would look for it without asking.
    private Path npm(String name, String version, String sha512, String sha256) throws Fault {
        String plain = name.substring(name.indexOf('/') + 1);
        URI address = npm.resolve(name + "/-/" + plain + "-" + version + ".tgz");
        if (sha512.isEmpty()) {
            return fetch(address, Sums.SHA_256, sha256);
        }
        Path found = fetch(address, Sums.SHA_512, sha512);
        requireSum(found, Sums.SHA_512, sha512);
        return found;
    }

    /// The index tells a sum beside most files.
    private Path pypi(String name, String file, String sha256) throws Fault {
        if (sha256.isEmpty()) {
            requireEncrypted(index.address());
        }
        var linked = index.find(name, file);
        return fetch(linked.address(), Sums.SHA_256, sha256.isEmpty() ? linked.sha256() : sha256);
    }

    static String name(Source source, String sha256) {
        String words =
                switch (source) {
                    case Source.Local(var path) -> path;
                    case Source.Maven(var coordinates) -> coordinates;
                    case Source.Url(var url) -> url;
                    case Source.Npm(_, _, var sha512) -> source.words() + " sha512 " + sha512;
                    case Source.PyPi _, Source.Made _ -> source.words();
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

    private Path fetch(URI address, String algorithm, String sum) throws Fault {
        if (sum.isEmpty()) {
            requireEncrypted(address);
        }
        String[] parts = address.getPath().split("/", -1);
        String name = parts[parts.length - 1].replaceAll("[^A-Za-z0-9._-]", "_");
        Path file =
                cache.resolve("url")
                        .resolve(Sums.of(address + sum))
                        .resolve(name.isEmpty() || name.startsWith(".") ? "package" + name : name);
        downloads.fetch(address, file, algorithm, sum);
        return file;
    }

    private static void requireEncrypted(URI address) throws Fault {
        if (!"https".equals(address.getScheme())) {
            throw Faults.permanent(
                    "NOT_PROVEN",
                    address + " is neither encrypted nor is the sum of the package known",
                    "use https, or give its sum in the pack");
        }
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

    private static void requireSum(Path found, String algorithm, String wanted) throws Fault {
        if (wanted.isEmpty()) {
            return;
        }
        try {
            if (Files.isDirectory(found)) {
                throw Faults.permanent(
                        "BAD_SUM",
                        found + " is a directory and has no sum",
                        "leave the sum out, or name an archive");
            }
            String sum = Sums.of(found, algorithm);
            if (!sum.equals(wanted.toLowerCase(Locale.ROOT))) {
                throw Faults.permanent(
                        "BAD_SUM",
                        found + " has the " + algorithm + " " + sum + ", not " + wanted,
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
