package belay.release;

import belay.problem.Answer;
import belay.release.Version.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers of which each may carry letters: `9.6.24`, `8.4a`, `1.0.2zh`, `7.0b.1`.
///
/// `8.4 < 8.4a < 8.4b < 8.4z < 8.4aa < 8.5`; a capital counts as the small letter and is printed as
/// one.
record Letters() implements Scheme {

    private static final Pattern WRITTEN =
            Pattern.compile("v?(\\d{1,18}[a-z]{0,4}(?:\\.\\d{1,18}[a-z]{0,4}){0,11})");
    private static final Pattern ALL_OF = Pattern.compile("(.*)\\.[*x]");
    private static final Pattern NUMBER = Pattern.compile("(\\d+)([a-z]*)");

    @Override
    public String name() {
        return "letters";
    }

    @Override
    public String form() {
        return "numbers parted by dots, maybe with letters, such as 9.6.24 or 8.4a";
    }

    @Override
    public Answer<Version> read(String text) {
        var matcher = WRITTEN.matcher(text.strip().toLowerCase(Locale.ROOT));
        return matcher.matches() && matcher.group(1).length() <= LONGEST
                ? Answer.of(new Version(matcher.group(1), "", parts(matcher.group(1))))
                : Scheme.notAVersion(this, text);
    }

    @Override
    public Answer<Bound> bound(String text) {
        var lower = text.strip().toLowerCase(Locale.ROOT);
        var begin = ALL_OF.matcher(lower);
        boolean whole = !begin.matches();
        Matcher matcher = WRITTEN.matcher(whole ? lower : begin.group(1));
        if (!matcher.matches()) {
            return Scheme.notAVersion(this, text);
        }
        var parts = parts(matcher.group(1));
        boolean lettersToo = !whole && !Character.isLetter(lower.charAt(begin.end(1) - 1));
        return Answer.of(
                new Bound("", lettersToo ? parts.subList(0, parts.size() - 1) : parts, whole));
    }

    /// Each number is followed by its letters, none being the empty word; more letters come later.
    private static List<Part> parts(String dotted) {
        var parts = new ArrayList<Part>();
        var matcher = NUMBER.matcher(dotted);
        while (matcher.find()) {
            parts.add(Part.number(matcher.group(1)));
            var letters = matcher.group(2);
            parts.add(new Part(Version.Kind.WORD, letters.length(), letters));
        }
        return parts;
    }
}
