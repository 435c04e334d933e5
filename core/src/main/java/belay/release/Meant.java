package belay.release;

import belay.document.Near;
import belay.release.Version.Order;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Which release a person may have meant who wrote one that a pack does not know: the latest of the
/// series that was written, else the one next to it.
final class Meant {

    private Meant() {}

    /// `did you mean 26.7.3?`, or empty where nothing is near.
    ///
    /// @param written what is no version
    /// @param releases by track, each track in its order
    static String by(String written, List<Release> releases) {
        return latestOf(written, releases)
                .map(Meant::question)
                .orElseGet(() ->
                        Near.advice(written.strip(), releases.stream().map(Meant::text).toList()));
    }

    /// @param version that no release has
    static String by(Version version, List<Release> releases) {
        return latestOf(version.id().text(), releases)
                .or(() -> next(version, releases))
                .map(Meant::question)
                .orElse("");
    }

    private static String question(Release release) {
        return "did you mean " + text(release) + "?";
    }

    private static String text(Release release) {
        return release.id().text();
    }

    private static Optional<Release> latestOf(String written, List<Release> releases) {
        var series = written.strip();
        var bare = series.matches("[vV]\\d.*") ? series.substring(1) : series;
        var begun = releases.stream().filter(release -> goesOn(text(release), bare)).toList();
        return last(begun, release -> release.state() == Release.State.RELEASED)
                .or(() -> last(begun, release -> release.state() == Release.State.PREVIEW));
    }

    /// `26.7` goes on in `26.7.3`, and not in `26.70`.
    private static boolean goesOn(String release, String series) {
        return !series.isEmpty()
                && release.length() > series.length()
                && release.regionMatches(true, 0, series, 0, series.length())
                && !Character.isLetterOrDigit(release.charAt(series.length()));
    }

    /// The one before or the one after, whichever shares more of its number.
    private static Optional<Release> next(Version version, List<Release> releases) {
        var open =
                releases.stream()
                        .filter(release -> release.state() == Release.State.RELEASED)
                        .toList();
        var before = last(open, release -> release.version().against(version) == Order.BEFORE);
        var after =
                open.stream()
                        .filter(release -> release.version().against(version) == Order.AFTER)
                        .findFirst();
        return Stream.concat(before.stream(), after.stream())
                .min(Comparator.comparingInt(release -> -shared(release.version(), version)));
    }

    private static Optional<Release> last(List<Release> releases, Predicate<Release> wanted) {
        return releases.reversed().stream().filter(wanted).findFirst();
    }

    private static int shared(Version left, Version right) {
        int most = Math.min(left.parts().size(), right.parts().size());
        int shared = 0;
        while (shared < most && left.parts().get(shared).equals(right.parts().get(shared))) {
            shared++;
        }
        return shared;
    }
}
