package belay.document;

import belay.problem.Problem;
import java.util.Set;
import java.util.regex.Pattern;

/// The reasons that people give, and what stands in their place where an entry or a command was
/// pasted and not filled in.
public final class Reason {

    private static final Pattern DOTS = Pattern.compile("\\s*[.…][\\s.…]*");

    private static final Set<String> WORDS = Set.of("REASON", "WHY");

    private Reason() {}

    /// Whether `text` is the dots of `because: ...`, or the word that help and advice put for it.
    public static boolean unfilled(String text) {
        return DOTS.matcher(text).matches() || WORDS.contains(text.strip());
    }

    /// @param area begins the code
    public static Problem missing(String area, String text) {
        return Problem.of(area + ":NO_REASON", "this only marks the place of a reason")
                .value(text)
                .expected("why, in words")
                .advice("Replace it by the reason: reports and evidence repeat it");
    }
}
