package belay.dumps;

import belay.document.Sha256;
import belay.outside.DumpFiles.Taken;
import belay.outside.Meter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Copies what is handed in, so that it cannot change while it is read, and sums it up.
final class Taking {

    private static final int CHUNK = 1 << 20;

    private final Path from;
    private final Path to;
    private final Meter meter;
    private final byte[] chunk = new byte[CHUNK];
    private long done;
    private long total;

    Taking(Path from, Path to, Meter meter) {
        this.from = from;
        this.to = to;
        this.meter = meter;
    }

    /// @param sha256 that it must have; empty where nobody knows it
    Taken take(String sha256) throws IOException, InterruptedException {
        if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            String there = sum(to, Optional.empty());
            boolean same =
                    sha256.isEmpty()
                            ? there.equals(sum(from, Optional.empty()))
                            : there.equalsIgnoreCase(sha256);
            if (same) {
                return new Taken(to, Folder.bytes(to), there);
            }
            throw Refused.of(
                    "TAKEN",
                    "another dump was taken under the same name",
                    "hand it in under another name, or remove " + to);
        }
        Path directory = Optional.ofNullable(to.getParent()).orElse(Path.of("."));
        Files.createDirectories(directory);
        Path part = directory.resolve("." + to.getFileName() + ".part");
        Folder.deleteAll(part);
        total = Folder.bytes(from);
        String sum = copied(part);
        if (!sha256.isEmpty() && !sum.equalsIgnoreCase(sha256)) {
            Folder.deleteAll(part);
            throw Refused.of(
                            "SUM",
                            "the file is not the one that was meant: its SHA-256 is another",
                            "hand it in again; it was changed or cut on its way")
                    .value(sum)
                    .expected(sha256.toLowerCase(Locale.ROOT));
        }
        Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
        force(directory);
        return new Taken(to, done, sum);
    }

    /// What is not whole does not stay and fill the disk.
    private String copied(Path part) throws IOException, InterruptedException {
        boolean whole = false;
        try {
            String sum = sum(from, Optional.of(part));
            whole = true;
            return sum;
        } finally {
            if (!whole) {
                Folder.deleteAll(part);
            }
        }
    }

    /// @param copy where it is written to meanwhile
    private String sum(Path path, Optional<Path> copy) throws IOException, InterruptedException {
        var digest = Sha256.digest();
        if (!Files.isDirectory(path)) {
            Folder.requireFile(path);
            return HexFormat.of().formatHex(file(path, copy));
        }
        if (copy.isPresent()) {
            Files.createDirectory(copy.get(), only("rwx------"));
        }
        for (Path one : Folder.files(path)) {
            if (!Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS)) {
                throw Refused.of(
                                "DANGEROUS_ARCHIVE",
                                "the folder holds something that is no plain file",
                                "hand in what pg_dump wrote")
                        .value(one.getFileName().toString());
            }
            digest.update(file(one, copy.map(folder -> folder.resolve(one.getFileName()))));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private byte[] file(Path path, Optional<Path> copy) throws IOException, InterruptedException {
        var digest = Sha256.digest();
        try (var input = new Stored(path);
                OutputStream output = output(copy)) {
            for (int read = input.read(chunk); read >= 0; read = input.read(chunk)) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                digest.update(chunk, 0, read);
                output.write(chunk, 0, read);
                done += read;
                meter.at(done, total, "bytes");
            }
        }
        if (copy.isPresent()) {
            force(copy.get());
        }
        return digest.digest();
    }

    private static OutputStream output(Optional<Path> copy) throws IOException {
        return copy.isEmpty()
                ? OutputStream.nullOutputStream()
                : Channels.newOutputStream(
                        Files.newByteChannel(
                                copy.get(),
                                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                                only("rw-------")));
    }

    /// Whatever may read the original: a copy of everything that somebody knows is nobody else's.
    private static FileAttribute<Set<PosixFilePermission>> only(String owner) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(owner));
    }

    private static void force(Path path) throws IOException {
        try (var channel = FileChannel.open(path)) {
            channel.force(true);
        }
    }
}
