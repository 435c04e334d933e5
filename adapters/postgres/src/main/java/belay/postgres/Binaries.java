package belay.postgres;

import belay.outside.Fault;
import belay.problem.Problem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// The server programs of one PostgreSQL: `initdb`, `pg_ctl`, `postgres`.
///
/// @param bin the directory they lie in
record Binaries(Path bin) {

    /// The embedded ones, unpacked under `directory` on first use; two processes at once are fine.
    static Binaries embedded(Path directory) throws Fault {
        return unpacked(directory, EMBEDDED_VERSION, Binaries::archive);
    }

    /// A packed PostgreSQL, `.tar.xz`.
    @FunctionalInterface
    interface Packed {
        InputStream open() throws IOException;
    }

    static Path home(Path directory, String version) {
        return directory.resolve("postgresql-" + version);
    }

    static Binaries unpacked(Path directory, String version, Packed packed) throws Fault {
        var home = home(directory, version);
        try {
            Files.createDirectories(directory);
            if (!Files.exists(home)) {
                unpack(directory, home, packed);
            }
            return new Binaries(home.resolve("bin"));
        } catch (IOException e) {
            throw new Fault.Permanent(
                    Problem.of("POSTGRES:UNPACK", "a PostgreSQL cannot be unpacked: " + e)
                            .value(home.toString())
                            .advice("Check rights and space of BELAY_HOME"),
                    e);
        }
    }

    /// Names the directory, so that a newer Belay unpacks its own beside an older one's.
    private static final String EMBEDDED_VERSION = "15.15";

    Path program(String name) throws Fault {
        var program = bin.resolve(name);
        if (!Files.isExecutable(program)) {
            throw new Fault.Permanent(
                    Problem.of("POSTGRES:PROGRAM", "a program of PostgreSQL is missing")
                            .value(program.toString())
                            .expected("an executable file")
                            .advice("Install the server package of that PostgreSQL"));
        }
        return program;
    }

    private static synchronized void unpack(Path directory, Path home, Packed packed)
            throws IOException {
        try (var lock =
                        FileChannel.open(
                                directory.resolve(".unpacking"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var held = lock.lock()) {
            if (Files.exists(home) || !held.isValid()) {
                return;
            }
            var half = directory.resolve(".half-unpacked");
            Trees.remove(half);
            try (var in = packed.open();
                    var tar =
                            new TarArchiveInputStream(
                                    new XZInputStream(new BufferedInputStream(in)))) {
                for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    write(tar, entry, half);
                }
            }
            Files.move(half, home, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static InputStream archive() throws IOException {
        var name = "/" + platformArchive();
        var found = Binaries.class.getResourceAsStream(name);
        if (found == null) {
            throw new IOException(
                    "this build of Belay has no PostgreSQL for this machine: " + name);
        }
        return found;
    }

    /// How the artifacts name what they hold.
    static String platformArchive() {
        var arch = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        var system = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
        return "postgres-" + system + "-" + arch + ".txz";
    }

    /// The archive comes with Belay or has the sum that Belay knows; a path that leaves the
    /// directory is a broken build all the same.
    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path root)
            throws IOException {
        var path = root.resolve(entry.getName()).normalize();
        if (!path.startsWith(root)) {
            throw new IOException("entry outside its archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, path);
        var executable = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(
                path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
}
