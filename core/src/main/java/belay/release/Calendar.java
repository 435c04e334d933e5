package belay.release;

import belay.problem.Answer;
import belay.release.Version.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Versions that are dates: `24.04.1`, `2024.1`, `2026-05-27`; the year first, then the month.
///
/// The parts may be joined by dots or hyphens, the print has dots. `-rc1` and its like come before
/// their release.
record Calendar() implements Scheme {

    private static final Pattern WRITTEN =
            Pattern.compile(
                    "v?((?:19|20)?\\d{2}[.-](?:0?[1-9]|1[0-2])(?:[.-]\\d{1,9}){0,4})"
                            + "(?:[.-]?(alpha|a|beta|b|rc)[.-]?(\\d{0,9}))?(?: LTS)?");
    private static final Pattern ALL_OF =
            Pattern.compile(
                    "((?:19|20)?\\d{2}(?:[.-](?:0?[1-9]|1[0-2]))?(?:\\.\\d{1,9}){0,4})\\.[*x]");
    private static final Pattern YEAR = Pattern.compile("(?:19|20)?\\d{2}");

    @Override
    public String name() {
        return "calendar";
    }

    @Override
    public String form() {
        return "year and month, then maybe more numbers, such as 24.04.1 or 2026-05-27";
    }

    @Override
    public Answer<Version> read(String text) {
        var matcher = WRITTEN.matcher(text.strip());
        if (!matcher.matches() || text.strip().length() > LONGEST) {
            return Scheme.notAVersion(this, text);
        }
        var dotted = matcher.group(1).replace('-', '.');
        var parts = new ArrayList<>(parts(dotted));
        if (matcher.group(2) == null) {
            return Answer.of(new Version(dotted, "", parts));
        }
        parts.add(new Part(Version.Kind.PREVIEW, 0, matcher.group(2).substring(0, 1)));
        if (!matcher.group(3).isEmpty()) {
            parts.add(Part.number(matcher.group(3)));
        }
        var suffix = "-" + matcher.group(2) + matcher.group(3);
        return Answer.of(new Version(dotted + suffix, "", parts));
    }

    @Override
    public Answer<Bound> bound(String text) {
        var begin = ALL_OF.matcher(text.strip());
        if (begin.matches() || YEAR.matcher(text.strip()).matches()) {
            var dotted = begin.matches() ? begin.group(1) : text.strip();
            return Answer.of(new Bound("", parts(dotted.replace('-', '.')), false));
        }
        return read(text)
                .then(version ->
                        Answer.of(
                                new Bound(
                                        "",
                                        version.parts().subList(0, version.parts().size() - 1),
                                        true)));
    }

    private static List<Part> parts(String dotted) {
        return List.of(dotted.split("\\.", -1)).stream().map(Part::number).toList();
    }
}
