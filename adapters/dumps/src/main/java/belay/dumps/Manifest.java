package belay.dumps;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The `manifest.json` that Odoo puts beside a dump.
final class Manifest {

    private static final int MOST_KEYS = 1000;
    private static final int LONGEST = 1000;

    private Manifest() {}

    /// Its texts, numbers and truths, as text; what is nested says nothing of the dump.
    static Map<String, String> read(byte[] json, int largest) throws Refused {
        if (json.length > largest) {
            throw refused("it is larger than " + largest + " bytes");
        }
        try {
            var root = JsonMapper.shared().readTree(json);
            if (!root.isObject()) {
                throw refused("it is no object");
            }
            Map<String, String> texts = new LinkedHashMap<>();
            root.properties().stream()
                    .filter(one -> one.getValue().isValueNode() && !one.getValue().isNull())
                    .limit(MOST_KEYS)
                    .forEach(one -> texts.put(one.getKey(), shortened(one.getValue().asString())));
            return texts;
        } catch (JacksonException broken) {
            throw refused(broken.getOriginalMessage());
        }
    }

    private static String shortened(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }

    private static Refused refused(String why) {
        return Refused.of(
                "MANIFEST",
                "the manifest.json beside the dump cannot be read: " + why,
                "hand in the zip as the product made it, or the dump alone");
    }
}
