package belay.release;

import belay.problem.Answer;
import belay.release.Version.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Semantic versions (semver.org 2.0.0): `24.0.5`, `26.0.0-rc.1`, `1.2.3+build.7`.
///
/// Builds of one release, which semver leaves unordered, come in the order of their text, so that
/// the order is total. In a range `26` and `26.1` mean all releases that begin so, their
/// pre-releases too.
record Semver() implements Scheme {

    private static final String NUMBER = "(0|[1-9]\\d{0,17})";
    private static final String WORDS = "([0-9A-Za-z-]{1,50}(?:\\.[0-9A-Za-z-]{1,50}){0,9})";
    private static final Pattern WHOLE =
            Pattern.compile(
                    "v?"
                            + String.join("\\.", NUMBER, NUMBER, NUMBER)
                            + "(?:-"
                            + WORDS
                            + ")?(?:\\+"
                            + WORDS
                            + ")?");
    private static final Pattern BEGIN =
            Pattern.compile("v?" + NUMBER + "(?:\\." + NUMBER + ")?(?:\\.[*x])?");

    @Override
    public String name() {
        return "semver";
    }

    @Override
    public String form() {
        return "three numbers, then maybe -pre.release and +build, such as 24.0.5 or 26.0.0-rc.1";
    }

    @Override
    public Answer<Version> read(String text) {
        var matcher = WHOLE.matcher(text.strip());
        if (!matcher.matches() || matcher.end() > LONGEST) {
            return Scheme.notAVersion(this, text);
        }
        var stripped = text.strip();
        return Answer.of(
                new Version(
                        stripped.startsWith("v") ? stripped.substring(1) : stripped,
                        "",
                        parts(matcher)));
    }

    @Override
    public Answer<Bound> bound(String text) {
        var whole = WHOLE.matcher(text.strip());
        if (whole.matches()) {
            return Answer.of(new Bound("", parts(whole), whole.group(5) != null));
        }
        var begin = BEGIN.matcher(text.strip());
        if (!begin.matches()) {
            return Scheme.notAVersion(this, text);
        }
        var parts = new ArrayList<Part>();
        addNumber(parts, begin.group(1));
        addNumber(parts, begin.group(2));
        return Answer.of(new Bound("", parts, false));
    }

    private static List<Part> parts(Matcher matcher) {
        var parts = new ArrayList<Part>();
        for (int group = 1; group <= 3; group++) {
            addNumber(parts, matcher.group(group));
        }
        addWords(parts, matcher.group(4));
        if (matcher.group(4) == null) {
            parts.add(Part.RELEASED);
        } else {
            parts.add(Part.END);
        }
        addWords(parts, matcher.group(5));
        return parts;
    }

    private static void addNumber(List<Part> parts, @Nullable String digits) {
        if (digits != null) {
            parts.add(Part.number(digits));
        }
    }

    /// Identifiers of digits alone are numbers and come before words (semver.org §11).
    private static void addWords(List<Part> parts, @Nullable String words) {
        if (words == null) {
            return;
        }
        for (var word : words.split("\\.", -1)) {
            boolean number =
                    word.length() <= 18 && word.chars().allMatch(c -> c >= '0' && c <= '9');
            parts.add(number ? Part.number(word) : Part.word(word));
        }
    }
}
