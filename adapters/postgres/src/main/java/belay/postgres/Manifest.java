package belay.postgres;

import belay.document.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// The list of a backup's files with their sums. It is written last: a backup without it is none.
///
/// Form: a line `position LSN`, then a line `SHA256 BYTES PATH` for each file, in the order of
/// paths.
final class Manifest {

    static final String NAME = "manifest.sha256";

    private static final int BUFFER = 1 << 20;

    private final String position;
    private final Instant moment;
    private final Map<String, Entry> entries = new ConcurrentSkipListMap<>();

    record Entry(String sha256, long bytes) {}

    /// @param position in the server's log up to which the backup goes
    /// @param moment everything that was committed before it is in the backup
    Manifest(String position, Instant moment) {
        this.position = position;
        this.moment = moment;
    }

    Instant moment() {
        return moment;
    }

    String position() {
        return position;
    }

    Map<String, Entry> entries() {
        return entries;
    }

    long bytes() {
        return entries.values().stream().mapToLong(Entry::bytes).sum();
    }

    void put(String path, Entry entry) {
        entries.put(path, entry);
    }

    /// Copies a file and sums it on the way; the bytes are touched once.
    static Entry copy(Path from, Path to) throws IOException {
        var digest = Sha256.digest();
        long bytes = 0;
        try (var in = FileChannel.open(from, StandardOpenOption.READ);
                var out =
                        FileChannel.open(
                                to,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE)) {
            var buffer = ByteBuffer.allocateDirect(BUFFER);
            while (in.read(buffer) >= 0) {
                buffer.flip();
                digest.update(buffer.duplicate());
                bytes += buffer.remaining();
                while (buffer.hasRemaining()) {
                    var _ = out.write(buffer);
                }
                buffer.clear();
            }
        }
        return new Entry(HexFormat.of().formatHex(digest.digest()), bytes);
    }

    static Entry sum(Path file) throws IOException {
        var digest = Sha256.digest();
        long bytes = 0;
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            var buffer = ByteBuffer.allocateDirect(BUFFER);
            while (in.read(buffer) >= 0) {
                buffer.flip();
                bytes += buffer.remaining();
                digest.update(buffer);
                buffer.clear();
            }
        }
        return new Entry(HexFormat.of().formatHex(digest.digest()), bytes);
    }

    void write(Path backup) throws IOException {
        var text = new StringBuilder("position " + position + " " + moment + "\n");
        entries.forEach((path, entry) ->
                text.append(entry.sha256())
                        .append(' ')
                        .append(entry.bytes())
                        .append(' ')
                        .append(path)
                        .append('\n'));
        var half = backup.resolve(NAME + ".half");
        try (var out =
                FileChannel.open(
                        half,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            var bytes =
                    ByteBuffer.wrap(
                            text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                var _ = out.write(bytes);
            }
            out.force(true);
        }
        Files.move(half, backup.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        Durable.directory(backup);
    }

    /// @throws IOException if it is not there or not of this form
    static Manifest read(Path backup) throws IOException {
        var lines = Files.readAllLines(backup.resolve(NAME));
        if (lines.isEmpty() || !lines.getFirst().startsWith("position ")) {
            throw new IOException("not a manifest: " + backup.resolve(NAME));
        }
        var head = lines.getFirst().split(" ", 3);
        var manifest = new Manifest(head[1], moment(head, backup));
        for (var line : lines.subList(1, lines.size())) {
            var parts = line.split(" ", 3);
            if (parts.length != 3 || !parts[1].matches("\\d{1,18}")) {
                throw new IOException("not a line of a manifest: " + line);
            }
            manifest.put(parts[2], new Entry(parts[0], Long.parseLong(parts[1])));
        }
        return manifest;
    }

    /// Backups of before this was written say no moment; theirs is not after the manifest's.
    private static Instant moment(String[] head, Path backup) throws IOException {
        try {
            return head.length == 3
                    ? Instant.parse(head[2])
                    : Files.getLastModifiedTime(backup.resolve(NAME)).toInstant();
        } catch (DateTimeParseException wrong) {
            throw new IOException("no moment of a backup: " + head[2], wrong);
        }
    }

    /// @return the sums of all regular files below `root`, by path
    static Map<String, Path> files(Path root) throws IOException {
        var files = new TreeMap<String, Path>();
        try (var paths = Files.walk(root)) {
            paths.filter(Files::isRegularFile)
                    .forEach(path -> files.put(root.relativize(path).toString(), path));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return files;
    }
}
