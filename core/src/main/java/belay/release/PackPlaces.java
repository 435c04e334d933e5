package belay.release;

import belay.document.GivenFile;
import belay.document.Keys;
import belay.document.Place;
import belay.document.Problems;
import belay.document.Yaml;
import belay.problem.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where the facts of a pack are written; what was imported stands for its whole pack.
public final class PackPlaces {

    private final Place whole;
    private final List<Place> rules;
    private final Map<ReleaseId, Place> releases;
    private final int imported;

    private PackPlaces(
            Place whole, List<Place> rules, Map<ReleaseId, Place> releases, int imported) {
        this.whole = whole;
        this.rules = rules;
        this.releases = releases;
        this.imported = imported;
    }

    /// @param pack as it was read from this folder
    /// @param directory as it is to be named
    public static PackPlaces of(Pack pack, Path directory) {
        var shown = directory.resolve(Packs.FILE);
        var whole = new Place(shown.toString(), 1, 1);
        try {
            var root =
                    Yaml.read(
                            shown.toString(),
                            GivenFile.read(shown, PackFiles.LARGEST),
                            new Problems());
            if (root.isPresent()) {
                var keys = new Keys(root.get());
                var rules = keys.mappings("rules").stream().map(Keys::place).toList();
                return new PackPlaces(
                        whole, rules, releases(pack, keys), pack.clauses().size() - rules.size());
            }
        } catch (IOException removed) {
            // it was there a moment ago; the pack as a whole is still named
        }
        return new PackPlaces(whole, List.of(), Map.of(), pack.clauses().size());
    }

    private static Map<ReleaseId, Place> releases(Pack pack, Keys keys) {
        var releases = new HashMap<ReleaseId, Place>();
        for (var release : keys.mappings("releases")) {
            if (pack.scheme().read(release.text("release"))
                    instanceof Answer.Given<Version>(var version)) {
                releases.put(version.id(), release.place("release"));
            }
        }
        return releases;
    }

    /// @param clause its number among the pack's; those that were imported come first
    public String clause(int clause) {
        int own = clause - imported;
        return (own < 0 || own >= rules.size() ? whole : rules.get(own)).toString();
    }

    /// Whether the pack itself names a release, and not a file beside it.
    public boolean names(ReleaseId release) {
        return releases.containsKey(release);
    }

    public String release(ReleaseId release) {
        return releases.getOrDefault(release, whole).toString();
    }
}
