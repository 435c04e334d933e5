package belay.release;

import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Known.Edge;
import belay.release.Known.Risk;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Makes packs of what vendors publish as data. The same files give the same pack, however often.
public final class Imports {

    private static final int LARGEST = 64 << 20;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String product;
    private final String source;

    private Imports(String product, String source) {
        this.product = product;
        this.source = source;
    }

    /// A Cincinnati graph, as the OpenShift update service answers it: `nodes`, `edges`, maybe
    /// `conditionalEdges` with risks.
    ///
    /// @param source as it is to be named in reasons and messages
    /// @param graph the file's bytes
    /// @param blocked rules `{to, from}` for edges that are taken back, `from` a pattern searched
    ///   in the full name, `to` a release with or without its architecture; empty for none
    public static Answer<Pack> cincinnati(
            String product, String source, byte[] graph, byte[] blocked) {
        var imports = new Imports(product, source);
        try {
            return graph.length > LARGEST || blocked.length > LARGEST
                    ? imports.wrong("the file is larger than " + LARGEST + " bytes")
                    : imports.graph(
                            JSON.readTree(graph),
                            blocked.length == 0 ? JSON.createArrayNode() : JSON.readTree(blocked),
                            hash(graph, blocked));
        } catch (JacksonException | PatternSyntaxException notJson) {
            return imports.wrong("it cannot be read: " + firstLine(notJson));
        }
    }

    /// A list of required stops: JSON with `stops` and maybe `patches_documented`, or one in a
    /// line. `13.12` is a stop at the latest 13.12 that is known, `13.12.15` at that one, `17.1?`
    /// is optional.
    public static Answer<Pack> stops(String product, String source, byte[] list) {
        var imports = new Imports(product, source);
        try {
            var text = new String(list, StandardCharsets.UTF_8).strip();
            if (list.length > LARGEST || text.isEmpty()) {
                return imports.wrong("it is empty or too large");
            }
            return text.startsWith("{")
                    ? imports.stops(JSON.readTree(text), hash(list))
                    : imports.stops(
                            text.lines()
                                    .map(line -> line.replaceFirst("#.*", "").strip())
                                    .filter(line -> !line.isEmpty())
                                    .toList(),
                            Map.of(),
                            hash(list));
        } catch (JacksonException notJson) {
            return imports.wrong("it cannot be read: " + firstLine(notJson));
        }
    }

    private static String firstLine(Exception wrong) {
        return String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
    }

    private <T> Answer<T> wrong(String reason) {
        return Answer.refused(
                Problem.of("IMPORT:WRONG_FILE", "this file is not what was said")
                        .value(reason)
                        .expected("a Cincinnati graph with nodes and edges, or a list of stops")
                        .place(source));
    }

    // Graphs

    private Answer<Pack> graph(JsonNode graph, JsonNode blocked, String hash) {
        if (!graph.path("nodes").isArray() || !graph.path("edges").isArray()) {
            return wrong("it has no nodes and edges");
        }
        var versions = new ArrayList<Version>();
        var named = new HashMap<String, Version>();
        for (var node : graph.path("nodes")) {
            var text = node.path("version").asString("");
            if (!(Scheme.named("semver").read(text)
                    instanceof Answer.Given<Version>(var version))) {
                return wrong("a node has no version: " + text);
            }
            versions.add(version);
            named.put(text, version);
        }
        var edges = new ArrayList<Edge>();
        for (var edge : graph.path("edges")) {
            int from = edge.path(0).asInt(-1);
            int to = edge.path(1).asInt(-1);
            if (from < 0 || to < 0 || from >= versions.size() || to >= versions.size()) {
                return wrong("an edge leads to no node: " + edge);
            }
            edges.add(new Edge(versions.get(from), versions.get(to), List.of()));
        }
        for (var conditional : graph.path("conditionalEdges")) {
            var risks = risks(conditional.path("risks"));
            for (var edge : conditional.path("edges")) {
                var from = named.get(edge.path("from").asString(""));
                var to = named.get(edge.path("to").asString(""));
                if (from != null && to != null) {
                    edges.add(new Edge(from, to, risks));
                }
            }
        }
        return Answer.of(pack("semver", versions, List.of(), left(edges, blocked), hash));
    }

    private static List<Risk> risks(JsonNode risks) {
        var found = new ArrayList<Risk>();
        for (var risk : risks) {
            found.add(
                    new Risk(
                            risk.path("name").asString(""),
                            risk.path("message").asString("a risk"),
                            risk.path("url").asString("")));
        }
        return found;
    }

    private static List<Edge> left(List<Edge> edges, JsonNode blocked) {
        var rules = new HashMap<String, List<Pattern>>();
        for (var rule : blocked) {
            rules.computeIfAbsent(rule.path("to").asString(""), _ -> new ArrayList<>())
                    .add(Pattern.compile(rule.path("from").asString("")));
        }
        return edges.stream().filter(edge -> !isBlocked(edge, rules)).toList();
    }

    private static boolean isBlocked(Edge edge, Map<String, List<Pattern>> rules) {
        var to = edge.to().toString();
        int architecture = to.indexOf('+');
        var from = edge.from().toString();
        return matches(rules.get(to), from)
                || (architecture > 0 && matches(rules.get(to.substring(0, architecture)), from));
    }

    private static boolean matches(@Nullable List<Pattern> patterns, String from) {
        return patterns != null
                && patterns.stream().anyMatch(pattern -> pattern.matcher(from).find());
    }

    // Stops

    private Answer<Pack> stops(JsonNode file, String hash) {
        if (!file.path("stops").isArray()) {
            return wrong("it has no stops");
        }
        var stops = new ArrayList<String>();
        file.path("stops").forEach(stop -> stops.add(stop.asString()));
        var patches = new LinkedHashMap<String, String>();
        file.path("patches_documented")
                .properties()
                .forEach(patch ->
                        patches.put(
                                patch.getKey(),
                                patch.getValue().asString().replaceFirst("\\s.*", "")));
        return stops(stops, patches, hash);
    }

    private Answer<Pack> stops(List<String> stops, Map<String, String> patches, String hash) {
        var scheme = Scheme.named("numeric");
        var versions = new ArrayList<Version>();
        var clauses = new ArrayList<Clause>();
        for (var written : stops) {
            boolean optional = written.endsWith("?");
            var stop = optional ? written.substring(0, written.length() - 1) : written;
            var numbers = stop.split("\\.", -1);
            var minor = numbers.length > 2 ? numbers[0] + "." + numbers[1] : stop;
            var release = numbers.length > 2 ? stop : patches.getOrDefault(stop, stop);
            if (!(scheme.read(release) instanceof Answer.Given<Version>(var version))
                    || !(Range.read(scheme, minor + ".*") instanceof Answer.Given<Range>(var at))
                    || !(Range.read(scheme, release)
                            instanceof Answer.Given<Range>(var preferred))) {
                return wrong("not a stop: " + written);
            }
            versions.add(version);
            clauses.add(
                    new Clause(
                            new Rule.Stop(
                                    at,
                                    optional,
                                    Rule.Take.LATEST,
                                    List.of(preferred),
                                    Range.every(),
                                    Range.every(),
                                    new Grounds("the vendor names it as a stop", source, "")),
                            List.of(),
                            List.of(),
                            false));
        }
        return Answer.of(pack("numeric", versions, clauses, List.of(), hash));
    }

    private Pack pack(
            String scheme,
            List<Version> versions,
            List<Clause> clauses,
            List<Edge> edges,
            String hash) {
        var releases =
                versions.stream()
                        .distinct()
                        .map(version -> new Release(version, "", state(version), List.of(), source))
                        .sorted(Comparator.comparing(Release::version, Version.withinTrack()))
                        .toList();
        var known =
                new Known(
                        List.of(),
                        List.of(),
                        edges.isEmpty(),
                        "",
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        edges);
        return new Pack(
                product,
                product,
                Scheme.named(scheme),
                Path.of("."),
                hash,
                List.of(),
                releases,
                clauses,
                known,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /// A pre-release is one to be tried, as its form says.
    private static Release.State state(Version version) {
        return version.toString().contains("-") ? Release.State.PREVIEW : Release.State.RELEASED;
    }

    private static String hash(byte[]... files) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var file : files) {
                digest.update(file);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException every) {
            throw new IllegalStateException("every Java has SHA-256", every);
        }
    }
}
