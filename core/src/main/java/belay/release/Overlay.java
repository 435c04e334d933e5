package belay.release;

import belay.document.GivenFile;
import belay.document.Keys;
import belay.document.Node;
import belay.document.Problems;
import belay.document.Schema;
import belay.document.TextFile;
import belay.document.Yaml;
import belay.problem.Answer;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What is laid over a product's pack without touching it: its vendor's list of known issues.
///
/// It lies in a folder `PRODUCT+issues`, whose name no product can have, beside the packs or in any
/// other folder of packs; it holds an `overlay.yaml` and the file as the vendor publishes it.
public final class Overlay {

    public static final String FILE = "overlay.yaml";

    private static final String SUFFIX = "+issues";

    private Overlay() {}

    /// The folder for what is laid over the pack of a product.
    ///
    /// @param packs the folder of packs that it lies in
    public static Path folder(Path packs, String product) {
        return packs.resolve(product + SUFFIX);
    }

    /// The pack with what lies over it in these folders of packs; the first counts. Its hash is of
    /// both.
    public static Answer<Pack> over(Pack pack, List<Path> folders) {
        return folders.stream()
                .map(packs -> folder(packs, pack.product()))
                .filter(folder -> Files.exists(folder.resolve(FILE)))
                .findFirst()
                .map(folder -> read(pack, folder))
                .orElseGet(() -> Answer.of(pack));
    }

    /// The pack with what lies in one folder.
    public static Answer<Pack> read(Pack pack, Path folder) {
        var shown = folder.resolve(FILE);
        var problems = new Problems();
        try {
            var root =
                    Yaml.read(shown.toString(), GivenFile.read(shown, PackFiles.LARGEST), problems);
            return root.isEmpty()
                    ? new Answer.Refused<>(problems.all())
                    : read(pack, folder.toRealPath(), root.get(), problems);
        } catch (IOException unreadable) {
            return Answer.refused(
                    Problem.of("OVERLAY:NO_FILE", "this cannot be read")
                            .value(TextFile.instead(shown, unreadable))
                            .expected("a file " + FILE)
                            .place(shown.toString()));
        }
    }

    private static Answer<Pack> read(Pack pack, Path folder, Node root, Problems problems) {
        Schema.load("OVERLAY", "overlay.schema.json").check(root, problems);
        var keys = new Keys(root);
        if (problems.none() && !keys.text("product").equals(pack.product())) {
            problems.add(
                    keys.place("product"),
                    Problem.of("OVERLAY:OTHER_PRODUCT", "this is for another product")
                            .value(keys.text("product"))
                            .expected(pack.product()));
        }
        if (!problems.none()) {
            return new Answer.Refused<>(problems.all());
        }
        var files = new PackFiles(folder, new Words("OVERLAY", problems, Set.of()));
        var imported = Imported.read(keys, pack.scheme(), problems, files);
        var hash = files.hash(keys.place());
        return problems.none()
                ? Answer.of(with(pack, imported, hash))
                : new Answer.Refused<>(problems.all());
    }

    private static Pack with(Pack pack, Imported imported, String hash) {
        var known = pack.known();
        return new Pack(
                pack.product(),
                pack.title(),
                pack.scheme(),
                pack.directory(),
                Imports.hash((pack.hash() + hash).getBytes(StandardCharsets.UTF_8)),
                pack.detections(),
                pack.releases(),
                pack.clauses(),
                new Known(
                        known.aliases(),
                        known.rulebooks(),
                        known.open(),
                        known.track(),
                        known.kinds(),
                        known.features(),
                        known.requirements(),
                        known.factors(),
                        known.support(),
                        known.edges(),
                        known.blocked(),
                        Stream.concat(known.unread().stream(), imported.unread().stream()).toList(),
                        known.origin()),
                imported.issuesBeside(pack.issues()),
                pack.served(),
                pack.files(),
                pack.recipes(),
                pack.afterCopy(),
                pack.neutralise(),
                pack.facts(),
                pack.checks(),
                pack.volatileTables(),
                pack.caches(),
                pack.strip());
    }
}
