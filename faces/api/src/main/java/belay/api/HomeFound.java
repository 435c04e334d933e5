package belay.api;

import belay.release.ReleaseId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Whose home a directory is, by the files in it.
///
/// @param signs what the files say that packs know; empty if no pack knows any of them
/// @param signless products whose packs cannot know a home: they name no file of one
public record HomeFound(Path home, List<Sign> signs, List<String> signless) {

    public HomeFound {
        signs = List.copyOf(signs);
        signless = List.copyOf(signless);
    }

    /// One file that names a release.
    ///
    /// @param file below the home
    public record Sign(String product, String file, ReleaseId release) {

        private boolean agrees(Sign other) {
            return product.equals(other.product) && release.equals(other.release);
        }
    }

    /// The one product and release of which it is, if all signs agree.
    public Optional<Sign> certain() {
        return signs.stream().findFirst().filter(first -> signs.stream().allMatch(first::agrees));
    }
}
