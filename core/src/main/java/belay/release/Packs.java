package belay.release;

import belay.document.Keys;
import belay.document.Node;
import belay.document.Problems;
import belay.document.Schema;
import belay.document.Yaml;
import belay.problem.Answer;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads packs: directories with a `pack.yaml`, written by people we do not know.
///
/// All that is wrong is told together, in the order of the file; a pack that is returned holds no
/// unknown word.
public final class Packs {

    public static final String FILE = "pack.yaml";

    private Packs() {}

    /// Reads one pack.
    ///
    /// @param directory as it is to be named in messages
    public static Answer<Pack> read(Path directory) {
        var problems = new Problems();
        var shown = directory.resolve(FILE);
        try {
            var real = directory.toRealPath();
            var file = real.resolve(FILE).toRealPath();
            if (!file.startsWith(real) || !Files.isRegularFile(file)) {
                return missing(shown);
            }
            var root = Yaml.read(shown.toString(), bytes(file), problems);
            return root.isEmpty()
                    ? new Answer.Refused<>(problems.all())
                    : read(root.get(), real, problems);
        } catch (IOException unreadable) {
            return missing(shown);
        }
    }

    private static Answer<Pack> missing(Path shown) {
        return Answer.refused(
                Problem.of("PACK:NO_FILE", "there is no pack here that can be read")
                        .value(shown.toString())
                        .expected("a directory that holds a " + FILE + ", a file of its own")
                        .place(shown.toString()));
    }

    private static Answer<Pack> read(Node root, Path directory, Problems problems) {
        Schema.load("PACK", "pack.schema.json").check(root, problems);
        var pack = new PackReader(new Keys(root), directory, problems).pack();
        return pack.isPresent()
                ? problems.answer(pack.get())
                : new Answer.Refused<>(problems.all());
    }

    /// One byte more than is allowed is enough to know that there are too many.
    private static byte[] bytes(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(PackFiles.LARGEST + 1);
        }
    }
}
