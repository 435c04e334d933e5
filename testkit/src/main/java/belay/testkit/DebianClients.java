package belay.testkit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Client tools of PostgreSQL that are newer than this machine: Debian's packages of them with all
/// that they need, down to the C library. `apt-get` fetches them and checks whose they are; they
/// are unpacked once for this machine, and nothing of it is installed.
///
/// Debian keeps only the latest of a release, so which one it is differs from year to year.
public final class DebianClients {

    /// Those that have them: Debian 13 and what comes after it.
    private static final List<String> SUITES = List.of("trixie", "forky");

    private static final List<String> PROGRAMS = List.of("pg_dump", "pg_restore", "psql");

    private static final long MINUTES = 5;

    private DebianClients() {}

    /// @return a folder in which each major has its own, e.g. `17/bin/pg_dump`
    /// @throws IOException if they cannot be fetched
    public static Path of(int... majors) throws IOException {
        var home =
                Path.of(System.getProperty("java.io.tmpdir"))
                        .resolve("belay-test-clients-" + System.getProperty("user.name"));
        Files.createDirectories(home);
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var channel =
                        FileChannel.open(
                                home.resolveSibling(home.getFileName() + ".lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var held = channel.lock()) {
            for (int major : majors) {
                var place = home.resolve(Integer.toString(major));
                if (held.isValid() && !Files.exists(place)) {
                    make(place, major);
                }
            }
        }
        return home;
    }

    private static void make(Path place, int major) throws IOException {
        var partial = Files.createTempDirectory("belay-test-clients-partial-");
        Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
        fetch(partial, major);
        var system = partial.resolve("system");
        try (var packages = Files.newDirectoryStream(partial.resolve("archives"), "*.deb")) {
            for (var one : packages) {
                run(Map.of(), "dpkg-deb", "--extract", one.toString(), system.toString());
            }
        }
        var bin = Files.createDirectory(partial.resolve("bin"));
        for (var program : PROGRAMS) {
            var script = bin.resolve(program);
            Files.writeString(script, script(place.resolve("system"), major, program));
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.move(partial, place, StandardCopyOption.ATOMIC_MOVE);
    }

    /// With lists and a state of its own, in which nothing is installed yet.
    private static void fetch(Path place, int major) throws IOException {
        Files.createDirectories(place.resolve("lists/partial"));
        Files.createDirectories(place.resolve("archives/partial"));
        Files.createFile(place.resolve("status"));
        var mirror = mirror();
        Files.write(
                place.resolve("sources.list"),
                SUITES.stream().map(suite -> "deb " + mirror + " " + suite + " main").toList());
        var settings =
                """
                Dir::State "PLACE";
                Dir::State::lists "PLACE/lists";
                Dir::State::status "PLACE/status";
                Dir::Cache "PLACE";
                Dir::Cache::archives "PLACE/archives";
                Dir::Etc::sourcelist "PLACE/sources.list";
                Dir::Etc::sourceparts "/dev/null";
                Dir::Etc::preferencesparts "/dev/null";
                APT::Install-Recommends "false";
                """
                        .replace("PLACE", place.toString());
        var file = Files.writeString(place.resolve("apt.conf"), settings);
        var environment = Map.of("APT_CONFIG", file.toString());
        run(environment, "apt-get", "--quiet", "update", "--error-on=any");
        run(
                environment,
                "apt-get",
                "--quiet",
                "--yes",
                "--download-only",
                "install",
                "postgresql-client-" + major);
    }

    /// Where this machine has its own packages of Debian from.
    private static String mirror() throws IOException {
        var uris =
                run(
                        Map.of(),
                        "apt-get",
                        "indextargets",
                        "--format=$(REPO_URI)",
                        "Created-By: Packages");
        return uris.lines()
                .filter(uri -> uri.matches("https?://\\S+/debian/?"))
                .findFirst()
                .orElseThrow(
                        () -> new IOException("no mirror of Debian among apt's sources: " + uris));
    }

    /// Their C library is newer than the one here, so their own loader starts them.
    private static String script(Path system, int major, String program) {
        return """
        #!/bin/sh
        exec SYSTEM/usr/lib64/ld-linux-x86-64.so.2 --library-path SYSTEM/usr/lib/x86_64-linux-gnu \\
            SYSTEM/usr/lib/postgresql/MAJOR/bin/PROGRAM "$@"
        """
                .replace("SYSTEM", system.toString())
                .replace("MAJOR", Integer.toString(major))
                .replace("PROGRAM", program);
    }

    /// @return what the command has said
    private static String run(Map<String, String> environment, String... command)
            throws IOException {
        var output = Files.createTempFile("belay-test-clients-", ".out");
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            var process = builder.redirectOutput(output.toFile()).start();
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(
                        String.join(" ", command)
                                + (ended ? " failed: " : " takes too long: ")
                                + Files.readString(output, StandardCharsets.ISO_8859_1));
            }
            return Files.readString(output, StandardCharsets.ISO_8859_1);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        } finally {
            Files.delete(output);
        }
    }
}
