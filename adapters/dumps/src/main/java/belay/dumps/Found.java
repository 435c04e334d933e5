package belay.dumps;

import belay.outside.DumpHead;
import belay.outside.DumpHead.Form;
import java.util.HashMap;
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

    DumpHead head(long bytes, String warning) {
        var told = new HashMap<>(facts);
        if (!warning.isEmpty()) {
            told.put("warning", warning);
        }
        return new DumpHead(form, inside.layers(), bytes, told, manifest);
    }
}
