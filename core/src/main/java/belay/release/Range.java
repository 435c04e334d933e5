package belay.release;

import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Version.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A set of versions, as packs write it: `>=24 <26`, `24.0.5`, `2.0.* || >=3`, `*` for all.
///
/// Bounds that stand side by side must all hold; `||` parts alternatives. A bound covers versions
/// of its own track only.
public final class Range {

    private static final Pattern ALTERNATIVES = Pattern.compile("\\|\\|");
    private static final Pattern BOUND =
            Pattern.compile("\\s*(>=|<=|>|<|=)?\\s*([^<>=|\\s][^<>=|]*)");
    private static final int MOST_ALTERNATIVES = 50;
    private static final int LONGEST = 2_000;

    private final String text;
    private final List<Span> spans;

    private Range(String text, List<Span> spans) {
        this.text = text;
        this.spans = List.copyOf(spans);
    }

    /// Every version of every track.
    public static Range every() {
        return new Range("*", List.of(Span.EVERY));
    }

    /// Refused too when nothing can lie in it, such as `>=3 <2`
    public static Answer<Range> read(Scheme scheme, String text) {
        if (text.length() > LONGEST) {
            return refused(text, "a range has at most " + LONGEST + " letters");
        }
        var alternatives = ALTERNATIVES.split(text, -1);
        if (alternatives.length > MOST_ALTERNATIVES) {
            return refused(text, "a range has at most " + MOST_ALTERNATIVES + " alternatives");
        }
        var spans = new ArrayList<Span>();
        for (var alternative : alternatives) {
            switch (spans(scheme, alternative, text)) {
                case Answer.Given<List<Span>>(var found) -> spans.addAll(found);
                case Answer.Refused<List<Span>>(var problems) -> {
                    return new Answer.Refused<>(problems);
                }
            }
        }
        return Answer.of(new Range(text.strip(), spans));
    }

    public boolean holds(Version version) {
        for (var span : spans) {
            if (span.holds(version)) {
                return true;
            }
        }
        return false;
    }

    /// Where its releases stand in a list that is sorted by track and version: first and
    /// one-past-last positions in turn, rising, never touching.
    public int[] intervals(List<Release> sorted) {
        var edges = new TreeMap<Integer, Integer>();
        for (var span : spans) {
            int start = 0;
            while (start < sorted.size()) {
                int end = trackEnd(sorted, start);
                if (span.meets(sorted.get(start).version().track())) {
                    int low = first(sorted, start, end, span.low());
                    int high = first(sorted, low, end, span.high());
                    if (low < high) {
                        edges.merge(low, 1, Integer::sum);
                        edges.merge(high, -1, Integer::sum);
                    }
                }
                start = end;
            }
        }
        return joined(edges);
    }

    private static int[] joined(SortedMap<Integer, Integer> edges) {
        var found = new ArrayList<Integer>();
        int depth = 0;
        for (var edge : edges.entrySet()) {
            int before = depth;
            depth += edge.getValue();
            if ((before == 0) != (depth == 0)) {
                found.add(edge.getKey());
            }
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int trackEnd(List<Release> sorted, int start) {
        var track = sorted.get(start).version().track();
        int low = start;
        int high = sorted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted.get(middle).version().track().equals(track)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// The first position from `start` whose version lies above the cut.
    private static int first(List<Release> sorted, int start, int end, List<Part> cut) {
        int low = start;
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Version.compareParts(sorted.get(middle).version().parts(), cut) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Written alike and meant alike.
    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Range that
                        && text.equals(that.text)
                        && spans.equals(that.spans));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /// As it was written.
    @Override
    public String toString() {
        return text;
    }

    /// One span for each track that its bounds share.
    private static Answer<List<Span>> spans(Scheme scheme, String alternative, String text) {
        if (alternative.strip().equals("*")) {
            return Answer.of(List.of(Span.EVERY));
        }
        var spans = List.of(Span.EVERY);
        var matcher = BOUND.matcher(alternative);
        int end = 0;
        while (matcher.lookingAt()) {
            var operator = matcher.group(1) == null ? "=" : matcher.group(1);
            switch (scheme.bounds(matcher.group(2).strip())) {
                case Answer.Given<List<Scheme.Bound>>(var bounds) -> {
                    spans = narrowed(spans, operator, bounds);
                }
                case Answer.Refused<List<Scheme.Bound>>(var problems) -> {
                    return new Answer.Refused<>(problems);
                }
            }
            if (spans.isEmpty()) {
                return refused(text, "its bounds belong to different tracks");
            }
            end = matcher.end();
            matcher.region(end, alternative.length());
        }
        if (end == 0 || end < alternative.length()) {
            return refused(text, "not a range");
        }
        return spans.stream().allMatch(Span::isEmpty) ? empty(text) : Answer.of(spans);
    }

    private static List<Span> narrowed(
            List<Span> spans, String operator, List<Scheme.Bound> bounds) {
        return spans.stream()
                .flatMap(span ->
                        bounds.stream()
                                .filter(bound ->
                                        span.track().equals("*")
                                                || span.track().equals(bound.track()))
                                .map(bound -> span.narrowed(operator, bound)))
                .toList();
    }

    private static <T> Answer<T> refused(String text, String reason) {
        return Answer.refused(
                Problem.of("RANGE:INVALID", reason)
                        .value(text)
                        .expected("bounds such as >=2.0 <3.0, alternatives parted by ||, or *"));
    }

    private static <T> Answer<T> empty(String text) {
        return Answer.refused(
                Problem.of("RANGE:EMPTY", "no version can lie in this range")
                        .value(text)
                        .expected("a lower bound below the upper one"));
    }

    /// What lies strictly between two cuts; a cut is a list of parts that is no version's.
    private record Span(String track, List<Part> low, List<Part> high) {

        static final Span EVERY = new Span("*", List.of(), List.of(Part.BEYOND));

        boolean meets(String line) {
            return track.equals("*") || track.equals(line);
        }

        boolean holds(Version version) {
            return meets(version.track())
                    && Version.compareParts(low, version.parts()) < 0
                    && Version.compareParts(version.parts(), high) < 0;
        }

        boolean isEmpty() {
            return Version.compareParts(low, high) >= 0;
        }

        Span narrowed(String operator, Scheme.Bound bound) {
            var before = closed(bound.parts(), Part.JUST_BEFORE);
            var after = closed(bound.parts(), bound.whole() ? Part.JUST_AFTER : Part.BEYOND);
            return switch (operator) {
                case ">=" -> between(bound.track(), before, List.of(Part.BEYOND));
                case ">" -> between(bound.track(), after, List.of(Part.BEYOND));
                case "<=" -> between(bound.track(), List.of(), after);
                case "<" -> between(bound.track(), List.of(), before);
                default -> between(bound.track(), before, after);
            };
        }

        private Span between(String on, List<Part> from, List<Part> to) {
            return new Span(
                    on,
                    Version.compareParts(low, from) > 0 ? low : from,
                    Version.compareParts(high, to) < 0 ? high : to);
        }

        private static List<Part> closed(List<Part> parts, Part last) {
            var cut = new ArrayList<>(parts);
            cut.add(last);
            return cut;
        }
    }
}
