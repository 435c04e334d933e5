package belay.outside;

import java.util.List;
import java.util.Map;

/// What a dump file says of itself, told by its bytes and never by its name.
///
/// @param form what lies inside all layers
/// @param layers what it is wrapped in, the outermost first; empty for a bare script or archive
/// @param bytes of the file as it was handed in
/// @param facts what its head says, by name: `producer` (`pg_dump 15.4`), `server` (`13.4`),
///   `database`, `encoding`; a name that it does not say is absent. Written by a stranger: for
///   people and for the choice of a sandbox, never to be trusted
/// @param manifest the texts of the manifest beside the script in a zip, by key; empty where there
///   is none
public record DumpHead(
        Form form,
        List<Layer> layers,
        long bytes,
        Map<String, String> facts,
        Map<String, String> manifest) {

    /// What a dump is, without its wrapping.
    public enum Form {
        /// SQL as text.
        SCRIPT,
        /// SQL of a whole server with its databases, by pg_dumpall; one of them is opened.
        CLUSTER,
        /// PostgreSQL's custom format.
        ARCHIVE,
        /// PostgreSQL's directory format, in a folder or in a tar or zip.
        DIRECTORY,
        /// PostgreSQL's tar format.
        TAR
    }

    /// A wrapping.
    public enum Layer {
        GZIP,
        ZSTD,
        TAR,
        ZIP
    }

    public DumpHead {
        layers = List.copyOf(layers);
        facts = Map.copyOf(facts);
        manifest = Map.copyOf(manifest);
    }
}
