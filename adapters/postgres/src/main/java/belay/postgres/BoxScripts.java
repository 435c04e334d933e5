package belay.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The files that are put into a box for the programs there. Scripts are fixed; values come as
/// their words.
final class BoxScripts {

    private BoxScripts() {}

    static Path copy(String name, Path directory) throws IOException {
        try (var script = BoxScripts.class.getResourceAsStream(name)) {
            if (script == null) {
                throw new IOException("this build of Belay has no " + name);
            }
            var text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
            return write(directory.resolve(name), text);
        }
    }

    /// Whatever the mask of Belay's own files is, those in a box may read it.
    static Path write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
}
