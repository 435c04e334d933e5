package belay.release;

import belay.problem.Answer;
import belay.release.Version.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The releases of DataMiner: `10.2.0 [CU5]` on the track *main*, `10.4.12` on the track *feature*,
/// and builds of both, `10.4.0.0-14772-20240821-release`.
///
/// The third number tells the track: 0 is main, where only cumulative updates follow. A feature
/// release and a main release have no order, whatever their numbers look like.
record DataMiner() implements Scheme {

    static final String MAIN = "main";
    static final String FEATURE = "feature";

    private static final Pattern WRITTEN =
            Pattern.compile(
                    "(?:DataMiner\\s+)?v?(\\d{1,3})\\.(\\d{1,3})(?:\\.(\\d{1,2}))?(?:\\.(\\d{1,2}))?"
                            + "(?:[\\s-]*\\[?CU\\s?(\\d{1,3})])?(?:[\\s-]*CU\\s?(\\d{1,3}))?"
                            + "(?:(?:\\s+build\\s+|\\s*-\\s*)(\\d{3,7}))?(?:-(\\d{8}))?(?:-([a-z]{1,20}))?",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern ALL_UPDATES =
            Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,2})\\s*\\[CU\\*]");
    private static final Pattern ALL_OF = Pattern.compile("(\\d{1,3})(?:\\.(\\d{1,3}))?\\.[*x]");

    /// What a text says, before it is a version.
    ///
    /// @param build empty, or its number
    private record Said(
            int major, int minor, int month, int update, String build, String day, String kind) {

        String track() {
            return month == 0 ? MAIN : FEATURE;
        }

        String release() {
            var number = major + "." + minor + "." + month;
            return update == 0 ? number : number + " [CU" + update + "]";
        }

        String print() {
            if (build.isEmpty()) {
                return release();
            }
            return day.isEmpty()
                    ? release() + " build " + build
                    : String.join(".", "" + major, "" + minor, "" + month, "" + update)
                            + String.join("-", "", build, day)
                            + (kind.isEmpty() ? "" : "-" + kind);
        }

        List<Part> parts() {
            var parts = new ArrayList<Part>();
            parts.add(number(major));
            parts.add(number(minor));
            if (month > 0) {
                parts.add(number(month));
            }
            parts.add(number(update));
            if (!build.isEmpty()) {
                parts.add(Part.number(build));
            }
            if (!day.isEmpty()) {
                parts.add(Part.number(day));
            }
            if (!kind.isEmpty()) {
                parts.add(Part.word(kind));
            }
            return parts;
        }
    }

    @Override
    public String name() {
        return "dataminer";
    }

    @Override
    public String form() {
        return "10.2.0 [CU5], 10.2 CU5, 10.4.12 or 10.4.0.0-14772-20240821-release";
    }

    @Override
    public Answer<Version> read(String text) {
        return said(text)
                .map(said -> Answer.of(new Version(said.print(), said.track(), said.parts())))
                .orElseGet(() -> Scheme.notAVersion(this, text));
    }

    /// A build of a main release is called `10.4.0.0-14772` whichever cumulative update it is.
    @Override
    public boolean tellsRelease(Version build) {
        return said(build.toString())
                .filter(said -> !said.build.isEmpty() && said.month == 0 && said.update == 0)
                .isEmpty();
    }

    @Override
    public Version release(Version build) {
        return said(build.toString())
                .map(said -> new Said(said.major, said.minor, said.month, said.update, "", "", ""))
                .map(said -> new Version(said.print(), said.track(), said.parts()))
                .orElse(build);
    }

    @Override
    public Answer<Bound> bound(String text) {
        return bounds(text).then(all -> Answer.of(all.getFirst()));
    }

    /// `10.4.*` is all of 10.4 on both tracks, `10.4.0 [CU*]` all updates of one release.
    @Override
    public Answer<List<Bound>> bounds(String text) {
        var updates = ALL_UPDATES.matcher(text.strip());
        if (updates.matches()) {
            int month = Integer.parseInt(updates.group(3));
            var parts = numbers(updates, month == 0 ? 2 : 3);
            return Answer.of(List.of(new Bound(month == 0 ? MAIN : FEATURE, parts, false)));
        }
        var all = ALL_OF.matcher(text.strip());
        if (all.matches()) {
            var parts = numbers(all, all.group(2) == null ? 1 : 2);
            return Answer.of(
                    List.of(new Bound(MAIN, parts, false), new Bound(FEATURE, parts, false)));
        }
        return read(text)
                .then(version ->
                        Answer.of(
                                List.of(
                                        new Bound(
                                                version.track(),
                                                version.parts()
                                                        .subList(0, version.parts().size() - 1),
                                                false))));
    }

    private static List<Part> numbers(Matcher matcher, int count) {
        var parts = new ArrayList<Part>();
        for (int group = 1; group <= count; group++) {
            parts.add(number(Integer.parseInt(matcher.group(group))));
        }
        return parts;
    }

    private static Optional<Said> said(String text) {
        var matcher = WRITTEN.matcher(text.strip());
        if (!matcher.matches()
                || text.length() > LONGEST
                || count(matcher, 4, 5, 6) > 1
                || (matcher.group(7) == null && count(matcher, 8, 9) > 0)) {
            return Optional.empty();
        }
        return Optional.of(
                new Said(
                        number(matcher, 1),
                        number(matcher, 2),
                        number(matcher, 3),
                        number(matcher, 4) + number(matcher, 5) + number(matcher, 6),
                        text(matcher, 7),
                        text(matcher, 8),
                        text(matcher, 9)));
    }

    private static int count(Matcher matcher, int... groups) {
        int there = 0;
        for (int group : groups) {
            there += matcher.group(group) == null ? 0 : 1;
        }
        return there;
    }

    private static int number(Matcher matcher, int group) {
        return matcher.group(group) == null ? 0 : Integer.parseInt(matcher.group(group));
    }

    private static String text(Matcher matcher, int group) {
        return matcher.group(group) == null ? "" : matcher.group(group);
    }

    private static Part number(int number) {
        return Part.number(Integer.toString(number));
    }
}
