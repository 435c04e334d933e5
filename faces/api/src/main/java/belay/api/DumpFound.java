package belay.api;

import belay.outside.DumpHead;
import belay.release.ReleaseId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a dump is, by its own bytes; nothing of it was loaded.
///
/// @param database that is taken of those that pg_dumpall wrote; empty where the dump is of one
/// @param products whose dump it may be, the surest first; empty if no pack knows it
/// @param signless products whose packs cannot know a dump: they name no sign for one
/// @param madeFor major of the server that the dump is meant for; empty if it does not say
/// @param major of the server that a sandbox would get; empty if this machine has none that does
/// @param disk bytes that a sandbox would get
public record DumpFound(
        Path file,
        DumpHead head,
        String database,
        List<Product> products,
        List<String> signless,
        String madeFor,
        String major,
        long disk) {

    public DumpFound {
        products = List.copyOf(products);
        signless = List.copyOf(signless);
    }

    /// Why no pack may have known it; empty where every pack could have.
    public String unasked() {
        return signless.isEmpty()
                ? ""
                : "not asked, because "
                        + (signless.size() == 1 ? "its pack names" : "their packs name")
                        + " no `dump` or `manifest` under detect: "
                        + String.join(", ", signless);
    }

    /// A product whose release stands in the dump.
    ///
    /// @param sources where it stands, in words
    public record Product(String product, String title, ReleaseId release, List<String> sources) {

        public Product {
            sources = List.copyOf(sources);
        }
    }

    /// Whether this machine has no server as new as the dump's.
    public boolean serverIsOlder() {
        return !madeFor.isEmpty()
                && !major.isEmpty()
                && Double.parseDouble(major) < Double.parseDouble(madeFor);
    }

    /// The one product that it is, if the signs name one.
    public Optional<Product> product() {
        return products.size() == 1 ? Optional.of(products.getFirst()) : Optional.empty();
    }

    /// `plain SQL in gzip`, `custom archive`.
    public static String form(DumpHead head) {
        var words = new ArrayList<String>();
        words.add(
                switch (head.form()) {
                    case SCRIPT -> "plain SQL";
                    case CLUSTER -> "plain SQL of a whole server";
                    case ARCHIVE -> "custom archive";
                    case DIRECTORY -> "directory archive";
                    case TAR -> "tar archive";
                });
        head.layers().reversed().forEach(layer -> words.add(layer.name().toLowerCase(Locale.ROOT)));
        return String.join(" in ", words);
    }
}
