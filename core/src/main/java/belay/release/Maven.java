package belay.release;

import belay.problem.Answer;
import belay.release.Version.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Versions of Maven and OSGi: numbers and then maybe a qualifier, `4.4.7-rc1 < 4.4.7 < 4.4.7-SP1 <
/// 4.4.8`.
///
/// Numbers that are left out are 0, as OSGi has it: `4.4` is `4.4.0`. Qualifiers that Maven knows
/// come in its order, before or after the release; all others come after it, by their text.
record Maven() implements Scheme {

    private static final int FEWEST = 3;
    private static final int MOST = 6;
    private static final int RELEASED = 5;
    private static final int OTHER = 7;
    private static final Map<String, Integer> RANKS =
            Map.ofEntries(
                    Map.entry("alpha", 0),
                    Map.entry("a", 0),
                    Map.entry("beta", 1),
                    Map.entry("b", 1),
                    Map.entry("milestone", 2),
                    Map.entry("m", 2),
                    Map.entry("rc", 3),
                    Map.entry("cr", 3),
                    Map.entry("snapshot", 4),
                    Map.entry("", RELEASED),
                    Map.entry("ga", RELEASED),
                    Map.entry("final", RELEASED),
                    Map.entry("release", RELEASED),
                    Map.entry("sp", 6));
    private static final Pattern WRITTEN =
            Pattern.compile(
                    "v?(\\d{1,18}(?:\\.\\d{1,18}){0,5})(?:[.-]([A-Za-z][A-Za-z0-9_.-]{0,60}))?");
    private static final Pattern QUALIFIER = Pattern.compile("([A-Za-z]+)[.-]?(\\d{0,18})(.*)");
    private static final Pattern BEGIN =
            Pattern.compile("v?(\\d{1,18}(?:\\.\\d{1,18}){0,5})\\.[*x]");

    @Override
    public String name() {
        return "maven";
    }

    @Override
    public String form() {
        return "numbers, then maybe a qualifier, such as 4.4.7, 4.4.7-rc1 or 5.0.0-SP1";
    }

    @Override
    public Answer<Version> read(String text) {
        var matcher = WRITTEN.matcher(text.strip());
        if (!matcher.matches() || text.strip().length() > LONGEST) {
            return Scheme.notAVersion(this, text);
        }
        var numbers = numbers(matcher.group(1));
        var print = new StringBuilder(String.join(".", shortened(numbers)));
        if (matcher.group(2) != null && rank(matcher.group(2)) != RELEASED) {
            print.append('-').append(matcher.group(2));
        }
        return Answer.of(new Version(print.toString(), "", parts(numbers, matcher.group(2))));
    }

    /// `4.4` and `4.4.*` mean all that begin so; three numbers mean that release.
    @Override
    public Answer<Bound> bound(String text) {
        var begin = BEGIN.matcher(text.strip());
        if (begin.matches()) {
            return Answer.of(new Bound("", written(begin), false));
        }
        var matcher = WRITTEN.matcher(text.strip());
        if (matcher.matches()
                && matcher.group(2) == null
                && matcher.group(1).split("\\.", -1).length < FEWEST) {
            return Answer.of(new Bound("", written(matcher), false));
        }
        return read(text)
                .then(version ->
                        Answer.of(
                                new Bound(
                                        "",
                                        version.parts().subList(0, version.parts().size() - 1),
                                        true)));
    }

    private static List<Part> written(Matcher matcher) {
        return List.of(matcher.group(1).split("\\.", -1)).stream()
                .map(number -> Part.number(plain(number)))
                .toList();
    }

    private static List<Part> parts(List<String> numbers, @Nullable String qualifier) {
        var parts = new ArrayList<Part>();
        numbers.forEach(number -> parts.add(Part.number(number)));
        var written = qualifier == null ? "" : qualifier;
        int rank = rank(written);
        parts.add(Part.number(Integer.toString(rank)));
        var matcher = QUALIFIER.matcher(written.toLowerCase(Locale.ROOT));
        if (rank == OTHER) {
            parts.add(Part.word(written));
        } else if (rank != RELEASED && matcher.matches()) {
            parts.add(Part.number(matcher.group(2).isEmpty() ? "0" : plain(matcher.group(2))));
            parts.add(Part.word(written.toLowerCase(Locale.ROOT)));
        }
        return parts;
    }

    private static int rank(String qualifier) {
        var matcher = QUALIFIER.matcher(qualifier.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return qualifier.isEmpty() ? RELEASED : OTHER;
        }
        boolean releasedWithNumber =
                !matcher.group(2).isEmpty() && matcher.group(1).matches("ga|final|release");
        boolean known = matcher.group(3).isEmpty() && !releasedWithNumber;
        return known ? RANKS.getOrDefault(matcher.group(1), OTHER) : OTHER;
    }

    private static List<String> numbers(String dotted) {
        var numbers = new ArrayList<String>();
        for (var number : dotted.split("\\.", -1)) {
            numbers.add(plain(number));
        }
        while (numbers.size() < MOST) {
            numbers.add("0");
        }
        return numbers;
    }

    private static List<String> shortened(List<String> numbers) {
        int size = MOST;
        while (size > FEWEST && numbers.get(size - 1).equals("0")) {
            size--;
        }
        return numbers.subList(0, size);
    }

    private static String plain(String digits) {
        return Long.toString(Long.parseLong(digits));
    }
}
