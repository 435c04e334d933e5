package belay.release;

import belay.problem.Answer;
import belay.release.Version.Part;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// Numbers parted by dots, as many as the product likes: `2.0`, `24.04.1`, `19.22.0.0.0`.
///
/// `2.0` and `2.0.0` differ, the shorter comes first; leading zeros are kept, a leading `v` is not.
record Numeric() implements Scheme {

    private static final Pattern SHAPE = Pattern.compile("[vV]?(\\d{1,18}(?:\\.\\d{1,18}){0,11})");
    private static final Pattern ALL_OF = Pattern.compile("(.*)\\.[*x]");

    @Override
    public String name() {
        return "numeric";
    }

    @Override
    public String form() {
        return "numbers parted by dots, such as 2.0 or 19.22.0.0";
    }

    @Override
    public Answer<Version> read(String text) {
        var matcher = SHAPE.matcher(text.strip());
        return matcher.matches() && matcher.group(1).length() <= LONGEST
                ? Answer.of(new Version(matcher.group(1), "", parts(matcher.group(1))))
                : Scheme.notAVersion(this, text);
    }

    @Override
    public Answer<Bound> bound(String text) {
        var begin = ALL_OF.matcher(text.strip());
        boolean whole = !begin.matches();
        var matcher = SHAPE.matcher(whole ? text.strip() : begin.group(1));
        return matcher.matches()
                ? Answer.of(new Bound("", parts(matcher.group(1)), whole))
                : Scheme.notAVersion(this, text);
    }

    private static List<Part> parts(String dotted) {
        return Arrays.stream(dotted.split("\\.", -1)).map(Part::number).toList();
    }
}
