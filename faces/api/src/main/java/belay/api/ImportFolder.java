package belay.api;

import belay.outside.Fault;
import belay.problem.Problem;
import belay.release.ImportSheet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// The folder in which an import is kept.
///
/// The files come first, under names of their own; then the sheet that names them is put in place
/// of the old one at once; then what it no longer names goes. Whoever reads meanwhile, and whoever
/// reads after a crash between any two of these, finds the old import or the new one, whole.
final class ImportFolder {

    private static final int LARGEST_SHEET = 1 << 20;

    private final Path directory;

    ImportFolder(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    boolean exists() {
        return Files.exists(directory);
    }

    /// What its sheet says; empty where there is none that can be read.
    Optional<String> sheet(ImportSheet.Kind kind) {
        try (var in = Files.newInputStream(directory.resolve(kind.sheet()))) {
            return Optional.of(new String(in.readNBytes(LARGEST_SHEET), StandardCharsets.UTF_8));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /// Whether just this lies there.
    boolean holds(ImportSheet sheet, List<byte[]> contents) {
        try {
            for (int i = 0; i < contents.size(); i++) {
                var file = directory.resolve(sheet.files().get(i).file());
                if (!Files.isRegularFile(file)
                        || !ImportSheet.sha256(Files.readAllBytes(file))
                                .equals(sheet.files().get(i).sha256())) {
                    return false;
                }
            }
            return sheet(sheet.kind()).filter(sheet.text()::equals).isPresent()
                    && names().size() == contents.size() + 1;
        } catch (IOException unreadable) {
            return false;
        }
    }

    private List<Path> names() throws IOException {
        try (var files = Files.list(directory)) {
            return files.toList();
        }
    }

    /// @param contents in the order of the sheet's files
    void write(ImportSheet sheet, List<byte[]> contents) throws Fault {
        try {
            Files.createDirectories(directory);
            for (int i = 0; i < contents.size(); i++) {
                put(sheet.files().get(i).file(), contents.get(i));
            }
            put(sheet.kind().sheet(), sheet.text().getBytes(StandardCharsets.UTF_8));
            removeAllBut(sheet);
        } catch (IOException e) {
            throw new Fault.Permanent(
                    Problem.of("IMPORT:NOT_WRITTEN", "the import cannot be written: " + e)
                            .value(directory.toString())
                            .advice("Look for space and rights there, and import again"),
                    e);
        }
    }

    /// On the disk before it has its name.
    private void put(String name, byte[] content) throws IOException {
        var partial = directory.resolve(name + ".new");
        try (var channel =
                FileChannel.open(
                        partial,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            var buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(
                partial,
                directory.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private void removeAllBut(ImportSheet sheet) throws IOException {
        var kept = new HashSet<String>();
        kept.add(sheet.kind().sheet());
        sheet.files().forEach(file -> kept.add(file.file()));
        for (var file : names()) {
            if (!kept.contains(file.getFileName().toString())) {
                Files.delete(file);
            }
        }
    }
}
