package belay.dumps;

import belay.outside.DumpHead;
import belay.outside.DumpHead.Form;
import java.util.Map;

/// What a file turned out to be.
///
/// @param root of a directory dump within an archive, with its `/`; else empty
record Found(
        Wrapped inside,
        Form form,
        Map<String, String> facts,
        Map<String, String> manifest,
        String root) {

    DumpHead head(long bytes) {
        return new DumpHead(form, inside.layers(), bytes, facts, manifest);
    }
}
