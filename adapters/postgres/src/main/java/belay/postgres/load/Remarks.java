package belay.postgres.load;

import belay.outside.Sandboxes.Repairs;
import belay.outside.Sandboxes.Repairs.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/// What a load left out, gathered so that each is told once: what belonged to whom is counted, not
/// listed.
final class Remarks {

    /// Different words under one code; what comes after is only counted.
    private static final int MOST = 100;

    private record Heading(Kind kind, String code) {}

    private final Map<Heading, Map<String, Long>> made = new LinkedHashMap<>();
    private final TreeSet<String> extensions = new TreeSet<>();

    /// The result is without it.
    void leftOut(String code, String words) {
        tell(new Heading(Kind.LEFT_OUT, code), words);
    }

    /// The result has it, in another way than the script says.
    void mended(String code, String words) {
        tell(new Heading(Kind.MENDED, code), words);
    }

    private void tell(Heading heading, String words) {
        if (words.isEmpty()) {
            return;
        }
        var same = made.computeIfAbsent(heading, _ -> new LinkedHashMap<>());
        same.merge(same.size() < MOST || same.containsKey(words) ? words : "others", 1L, Long::sum);
    }

    void extension(String name, String why) {
        if (extensions.size() < MOST) {
            extensions.add(name);
        }
        leftOut("EXTENSION", "the extension " + Failures.visible(name, 63) + ": " + why);
    }

    boolean anyExtension() {
        return !extensions.isEmpty();
    }

    /// What may be behind a failure.
    String hint() {
        return extensions.isEmpty()
                ? ""
                : "The dump asks for extensions that were left out: "
                        + Failures.visible(String.join(", ", extensions), 500)
                        + ". If they are what is missing, install them for the sandbox's server; untrusted ones cannot be loaded";
    }

    void tell(Repairs repairs) {
        made.forEach((heading, words) ->
                words.forEach((what, times) ->
                        repairs.made(
                                heading.kind(),
                                heading.code(),
                                times == 1 ? what : what + " (" + times + " times)")));
    }
}
