package belay.products;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where this clone of Belay lies.
final class Repository {

    private Repository() {}

    static Path root() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("examples/keycloak/prepare.sh"))) {
            var above = folder.getParent();
            if (above == null) {
                throw new IllegalStateException(
                        "not in a clone of Belay: " + Path.of("").toAbsolutePath());
            }
            folder = above;
        }
        return folder;
    }
}
