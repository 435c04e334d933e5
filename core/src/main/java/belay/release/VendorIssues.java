package belay.release;

import belay.problem.Answer;
import belay.release.Version.Order;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Reads a vendor's list of known issues, whose ranges are sentences: `From DataMiner 10.4.0
/// [CU4]/10.4.7 onwards`, `10.2.0 up to 10.2.0 [CU15]/10.3.0 [CU4]`, `All Failover systems`.
///
/// No row is dropped: each is an issue, or says why its range cannot be read. What a sentence says
/// beyond releases becomes a condition, so that the issue cannot be told away.
public final class VendorIssues {

    private static final int LONGEST = 2_000;
    private static final String VERSION =
            "(?<![\\d.])\\d{1,2}\\.\\d{1,2}(?:\\.\\d{1,2}(?!\\d))?(?:\\.0 - \\d+)?(?!\\.\\d)"
                    + "(?:\\s?\\[CU\\d+\\]|\\sCU\\d+)?(?: build \\d+)?";
    private static final Pattern VERSIONS = Pattern.compile(VERSION);
    private static final Pattern OF_OTHERS =
            Pattern.compile(
                    "(?i)\\b(DIS|SRM|IDP|Chrome|Orchestrator|Chromium)\\s+(version\\s+)?[vM]?\\d");
    private static final Pattern NOTHING =
            Pattern.compile("(?i)\\s*(TBD|N/A|See detailed page|)\\s*");
    private static final Pattern FILLER =
            Pattern.compile(
                    "(?i)\\b(all|any|dataminer|versions?|from|onwards|up|to|prior|below|or|higher|and|main"
                            + "|feature|release|currently|supported|with|the|using|systems?|setups?)\\b|[/,;()\\s]+");
    private static final Map<String, Condition> WORDS =
            Map.of(
                    "failover", new Condition.Is("failover", List.of("true"), false),
                    "cassandra cluster",
                            new Condition.Is("storage", List.of("cassandra-cluster"), false),
                    "srm", new Condition.Is("modules", List.of("srm"), false));

    /// @param place `file:line:column`
    /// @param issue none where the range cannot be read
    /// @param notParsed why; empty where it was
    public record Row(
            String id,
            String place,
            String affected,
            String resolved,
            List<Issue> issue,
            String notParsed) {

        public Row {
            issue = List.copyOf(issue);
        }
    }

    private final Scheme scheme;
    private final String source;

    private VendorIssues(Scheme scheme, String source) {
        this.scheme = scheme;
        this.source = source;
    }

    /// @param source as it is to be named in reasons and messages
    /// @param file JSON: `{issues: [{id, affected, resolved}]}`
    public static Answer<List<Row>> read(Scheme scheme, String source, byte[] file) {
        return file.length > JsonFile.LARGEST
                ? Answer.refused(JsonFile.tooLarge(source))
                : JsonFile.read(source, file).then(json -> rows(scheme, source, json));
    }

    private static Answer<List<Row>> rows(Scheme scheme, String source, JsonFile file) {
        var rows = file.tree().path("issues");
        if (!rows.isArray()) {
            return file.notA("{\"issues\": [{\"id\", \"affected\", \"resolved\"}]}");
        }
        if (rows.isEmpty()) {
            return file.wrong("EMPTY", "the list has no issues", "/issues", "at least one");
        }
        var reader = new VendorIssues(scheme, source);
        var places = file.placesIn("/issues");
        return Answer.of(
                IntStream.range(0, rows.size())
                        .mapToObj(i -> reader.row(rows.path(i), i + 1, places.get(i)))
                        .toList());
    }

    /// @param number by which a row without an identifier is found
    private Row row(JsonNode row, int number, String place) {
        var id = row.path("id").asString("");
        var affected = row.path("affected").asString("");
        var resolved = row.path("resolved").asString("");
        if (id.isBlank()) {
            return new Row(
                    "row " + number, place, affected, resolved, List.of(), "it has no identifier");
        }
        if (affected.length() > LONGEST || resolved.length() > LONGEST) {
            return new Row(
                    id,
                    place,
                    affected.substring(0, Math.min(LONGEST, affected.length())),
                    "",
                    List.of(),
                    "longer than " + LONGEST + " letters");
        }
        if (NOTHING.matcher(affected).matches()) {
            return new Row(
                    id, place, affected, resolved, List.of(), "it names no release: " + affected);
        }
        var fixes = OF_OTHERS.matcher(resolved).find() ? List.<Version>of() : versions(resolved);
        var issues = new ArrayList<Issue>();
        for (var sentence : sentences(affected)) {
            var range = range(sentence, fixes);
            if (range.isEmpty()) {
                return new Row(
                        id, place, affected, resolved, List.of(), "not understood: " + sentence);
            }
            issues.add(
                    new Issue(
                            id,
                            range.get(),
                            way(sentence),
                            List.of(),
                            conditions(sentence),
                            fixes.stream().map(Version::id).toList(),
                            new Grounds(id.replace('_', ' '), source, "")));
        }
        return new Row(id, place, affected, resolved, issues, "");
    }

    private static List<String> sentences(String affected) {
        var found = new ArrayList<String>();
        for (var part : affected.split("\\s;\\s", -1)) {
            boolean goesOn =
                    part.strip().equals("onwards")
                            || part.startsWith("and/or")
                            || part.startsWith("prior to");
            if (goesOn && !found.isEmpty()) {
                found.set(found.size() - 1, found.getLast() + " " + part.strip());
            } else {
                found.add(part.strip());
            }
        }
        return found;
    }

    /// A bare `[CU11]` after a version means that update of the same release.
    private List<Version> versions(String text) {
        var found = new ArrayList<Version>();
        var whole = text;
        var previous = "";
        var bare = Pattern.compile("(" + VERSION + ")|\\[CU\\d+\\]").matcher(whole);
        while (bare.find()) {
            var written = bare.group(1) == null ? previous + " " + bare.group() : bare.group(1);
            if (scheme.read(written) instanceof Answer.Given<Version>(var version)) {
                found.add(version);
                previous = scheme.release(version).toString().replaceFirst("\\s.*", "");
            }
        }
        return found;
    }

    private List<Range> way(String sentence) {
        if (sentence.startsWith("Upgrade path from")) {
            return either(
                    versions(between(sentence, "from", " to ")).stream().limit(1).toList(), "");
        }
        return sentence.contains("after upgrade from")
                ? either(versions(sentence.replaceFirst(".*after upgrade from", "")), ">=")
                : List.of();
    }

    private static String between(String text, String first, String last) {
        int start = text.indexOf(first);
        int end = text.indexOf(last, start);
        return end < 0 ? text.substring(start) : text.substring(start, end);
    }

    private List<Range> either(List<Version> versions, String operator) {
        return read(versions.stream().map(version -> operator + version).toList()).stream()
                .toList();
    }

    private Optional<Range> range(String sentence, List<Version> fixes) {
        var text = sentence.replaceFirst(",? after upgrade from.*", "");
        if (text.startsWith("Upgrade path from")) {
            return read(
                    versions(text.substring(text.indexOf(" to "))).stream()
                            .map(Version::toString)
                            .toList());
        }
        var all = versions(text);
        if (all.isEmpty() || OF_OTHERS.matcher(text).find()) {
            return all.isEmpty() && endOnEveryTrack(fixes)
                    ? read(upTo(fixes, "<"))
                    : Optional.of(Range.every());
        }
        var lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("prior to") || lower.contains("below")) {
            return read(upTo(all, "<"));
        }
        if (lower.startsWith("all versions up to")) {
            return read(upTo(all, "<="));
        }
        if (lower.contains("onwards") || lower.contains("or higher")) {
            return read(onwards(all, fixes, lower.contains("main release from")));
        }
        var ends = Pattern.compile("(?i)\\s\\(?(?:up )?to\\s").split(text, 2);
        if (ends.length == 2) {
            var first = versions(ends[0]);
            var last = versions(ends[1]);
            if (last.isEmpty() || !VERSIONS.matcher(ends[1]).find()) {
                last =
                        versions(
                                first.getLast().toString().replaceFirst("\\s.*", "")
                                        + " "
                                        + ends[1]);
            }
            return read(closed(first, last));
        }
        return read(all.stream().map(Version::toString).toList());
    }

    /// Where only one of several tracks has a fix, nothing says that the others do not need it.
    private static boolean endOnEveryTrack(List<Version> fixes) {
        var tracks = fixes.stream().map(Version::track).distinct().toList();
        return tracks.size() > 1 || tracks.equals(List.of(""));
    }

    private Optional<Range> read(List<String> alternatives) {
        return Range.read(scheme, String.join(" || ", new LinkedHashSet<>(alternatives)))
                        instanceof Answer.Given<Range>(var range)
                ? Optional.of(range)
                : Optional.empty();
    }

    /// Below the first of each track, and in each later line below its own end.
    private List<String> upTo(List<Version> ends, String operator) {
        var found = new ArrayList<String>();
        for (var end : ends) {
            boolean first = ends.stream().noneMatch(other -> before(other, end));
            found.add(first ? operator + end : ">=" + start(end) + " " + operator + end);
        }
        return found.stream()
                .filter(text -> read(List.of(text)).isPresent())
                .collect(Collectors.toList());
    }

    /// Of several beginnings in one track, all but the last count for their own line only. What
    /// mends it ends the range, line by line.
    private List<String> onwards(List<Version> starts, List<Version> fixes, boolean oneLine) {
        var found = new ArrayList<String>();
        for (var start : starts) {
            boolean last = starts.stream().noneMatch(other -> before(start, other));
            var line = ">=" + start + (last && !oneLine ? "" : " <=" + start(start) + " [CU*]");
            var ends = fixes.stream().filter(fix -> before(start, fix)).toList();
            if (ends.isEmpty()) {
                found.add(line);
            } else {
                for (var end : upTo(ends, "<")) {
                    found.add(line + " " + end);
                }
            }
        }
        return found.stream().filter(text -> read(List.of(text)).isPresent()).toList();
    }

    private List<String> closed(List<Version> starts, List<Version> ends) {
        var found = new ArrayList<String>();
        for (var start : starts) {
            var later =
                    ends.stream().filter(end -> before(start, end) || start.equals(end)).toList();
            upTo(later, "<=").forEach(end -> found.add(">=" + start + " " + end));
            if (later.isEmpty()) {
                found.add(start.toString());
            }
        }
        return found.stream().filter(text -> read(List.of(text)).isPresent()).toList();
    }

    private static boolean before(Version left, Version right) {
        return left.against(right) == Order.BEFORE;
    }

    /// The first release of its line, e.g. of `10.4.0 [CU3]` 10.4.0.
    private static String start(Version version) {
        return version.toString()
                .replaceFirst("(\\s.*|(?<=\\d\\.\\d{1,2}\\.\\d{1,2})\\.\\d+-.*)$", "");
    }

    private static List<Condition> conditions(String sentence) {
        var rest = VERSIONS.matcher(sentence).replaceAll(" ").replaceAll("\\[CU\\d+\\]", " ");
        rest = rest.replaceFirst(",? after upgrade from.*", "").replaceFirst("^Upgrade path.*", "");
        rest = rest.replaceAll("(?i)\\bDataMiner (Cube|web)\\b", " ");
        var found = new ArrayList<Condition>();
        for (var word : WORDS.entrySet()) {
            var lower = rest.toLowerCase(Locale.ROOT);
            int at = lower.indexOf(word.getKey());
            if (at >= 0 && !OF_OTHERS.matcher(sentence).find()) {
                found.add(word.getValue());
                rest = rest.substring(0, at) + rest.substring(at + word.getKey().length());
            }
        }
        if (!FILLER.matcher(rest).replaceAll("").isEmpty()) {
            found.add(new Condition.Is(sentence, List.of("true"), false));
        }
        return found;
    }
}
