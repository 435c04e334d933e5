package belay.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// The server's programs from the class path, unpacked once for this machine.
final class TestPostgresBinaries {

    private static final List<String> ARCHIVES =
            List.of(
                    "/postgres-linux-x86_64.txz",
                    "/postgres-linux-arm_64.txz",
                    "/postgres-darwin-x86_64.txz",
                    "/postgres-darwin-arm_64.txz");

    private TestPostgresBinaries() {}

    static Path bin() throws IOException {
        var archive =
                ARCHIVES.stream()
                        .map(TestPostgresBinaries.class::getResource)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElseThrow(() -> new IOException("no PostgreSQL on the class path"));
        var version = Integer.toHexString(archive.toString().hashCode());
        var user = System.getProperty("user.name");
        var home =
                Path.of(System.getProperty("java.io.tmpdir"))
                        .resolve("belay-test-postgres-" + user + "-" + version);
        var lock = home.resolveSibling(home.getFileName() + ".lock");
        try (var channel =
                        FileChannel.open(
                                lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = channel.lock()) {
            if (held.isValid() && !Files.exists(home)) {
                var partial = Files.createTempDirectory("belay-test-postgres-partial-");
                Files.setPosixFilePermissions(
                        partial, PosixFilePermissions.fromString("rwxr-xr-x"));
                try (var stream = archive.openStream()) {
                    var tar =
                            new TarArchiveInputStream(
                                    new XZInputStream(new BufferedInputStream(stream)));
                    for (var entry = tar.getNextEntry();
                            entry != null;
                            entry = tar.getNextEntry()) {
                        unpack(tar, entry, partial);
                    }
                }
                Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        return home.resolve("bin");
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path root)
            throws IOException {
        var file = root.resolve(entry.getName()).normalize();
        if (!file.startsWith(root)) {
            throw new IOException("outside: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, file);
        if ((entry.getMode() & 0100) != 0) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
