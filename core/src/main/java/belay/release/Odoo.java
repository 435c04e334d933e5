package belay.release;

import belay.problem.Answer;
import belay.release.Version.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The series of Odoo: majors `16.0`, online versions `saas~16.3` between them, `17.0+e` for the
/// edition that is paid for, and versions of modules, `16.0.1.3`, which begin with their series. A
/// major is also called `16`.
///
/// The word `saas` has no weight: `16.0 < saas~16.3 < 17.0`.
record Odoo() implements Scheme {

    private static final int FIRST_WITHOUT_SMALL_MAJORS = 7;
    private static final Pattern WRITTEN =
            Pattern.compile(
                    "((?i:saas)[~-])?(\\d{1,3})\\.(\\d{1,3})(?:\\.\\d{1,5}){0,4}(?:-(\\d{8}))?(\\+e)?(?:-(\\d{8}))?");
    private static final Pattern MAJOR = Pattern.compile("\\d{1,3}");
    private static final Pattern BETWEEN = Pattern.compile("(\\d{1,3})\\.saas~(\\d{1,3})");
    private static final Pattern ALL_OF = Pattern.compile("(\\d{1,3})(?:\\.[*x])?");

    private record Said(int major, int minor, boolean old, boolean edition, String day) {

        String series() {
            if (old) {
                return major + ".saas~" + minor;
            }
            return minor == 0 || major < FIRST_WITHOUT_SMALL_MAJORS
                    ? major + "." + minor
                    : "saas~" + major + "." + minor;
        }

        Version version() {
            var parts = new ArrayList<Part>();
            parts.add(Part.number(Integer.toString(major)));
            parts.add(Part.number(Integer.toString(minor)));
            if (edition) {
                parts.add(Part.word("e"));
            }
            if (!day.isEmpty()) {
                parts.add(Part.number(day));
            }
            var text = series() + (edition ? "+e" : "") + (day.isEmpty() ? "" : "-" + day);
            return new Version(text, "", parts);
        }
    }

    @Override
    public String name() {
        return "odoo";
    }

    @Override
    public String form() {
        return "16.0, saas~16.3, 17.0+e, or a module's version such as 16.0.1.3";
    }

    @Override
    public Answer<Version> read(String text) {
        return said(text)
                .map(said -> Answer.of(said.version()))
                .orElseGet(() -> Scheme.notAVersion(this, text));
    }

    @Override
    public Version release(Version build) {
        return said(build.toString())
                .map(said -> new Said(said.major, said.minor, said.old, false, "").version())
                .orElse(build);
    }

    /// `16` and `16.*` are 16.0 and the online versions after it.
    @Override
    public Answer<Bound> bound(String text) {
        var all = ALL_OF.matcher(text.strip());
        if (all.matches()) {
            return Answer.of(new Bound("", List.of(Part.number(all.group(1))), false));
        }
        return read(text)
                .then(version ->
                        Answer.of(
                                new Bound(
                                        "",
                                        version.parts().subList(0, version.parts().size() - 1),
                                        false)));
    }

    private static Optional<Said> said(String text) {
        var between = BETWEEN.matcher(text.strip());
        if (between.matches()) {
            return Optional.of(
                    new Said(
                            Integer.parseInt(between.group(1)),
                            Integer.parseInt(between.group(2)),
                            true,
                            false,
                            ""));
        }
        var written = text.strip();
        var matcher = WRITTEN.matcher(MAJOR.matcher(written).matches() ? written + ".0" : written);
        if (!matcher.matches() || (matcher.group(4) != null && matcher.group(6) != null)) {
            return Optional.empty();
        }
        var day = matcher.group(4) == null ? matcher.group(6) : matcher.group(4);
        return Optional.of(
                new Said(
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3)),
                        false,
                        matcher.group(5) != null,
                        day == null ? "" : day));
    }
}
