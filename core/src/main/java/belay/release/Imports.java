package belay.release;

import belay.document.Sha256;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Known.Blocked;
import belay.release.Known.Edge;
import belay.release.Known.Risk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Makes packs of what vendors publish as data. The same files give the same pack, however often.
public final class Imports {

    /// No catalogue that a vendor publishes is larger, in bytes.
    public static final int LARGEST = JsonFile.LARGEST;

    private static final int LONGEST_SHOWN = 100;

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
        return cincinnati(product, source, graph, source, blocked);
    }

    /// @param blockedSource as the rules are to be named in reasons and messages
    public static Answer<Pack> cincinnati(
            String product, String source, byte[] graph, String blockedSource, byte[] blocked) {
        var imports = new Imports(product, source);
        return JsonFile.read(source, graph)
                .then(file ->
                        imports.graph(
                                file,
                                releases ->
                                        blocked.length == 0
                                                ? Answer.of(BlockedRules.none())
                                                : JsonFile.read(blockedSource, blocked)
                                                        .then(rules ->
                                                                BlockedRules.read(
                                                                        rules,
                                                                        blockedSource,
                                                                        releases)),
                                hash(graph, blocked)));
    }

    /// A list of required stops: JSON with `stops` and maybe `patches_documented`, or one in a
    /// line. `13.12` is a stop at the latest 13.12 that is known, `13.12.15` at that one, `17.1?`
    /// is optional.
    public static Answer<Pack> stops(String product, String source, byte[] list) {
        var imports = new Imports(product, source);
        if (list.length > LARGEST) {
            return Answer.refused(JsonFile.tooLarge(source));
        }
        var text = new String(list, StandardCharsets.UTF_8);
        return text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[")
                ? JsonFile.read(source, list).then(file -> imports.stops(file, hash(list)))
                : imports.stops(lines(text, source), Map.of(), hash(list));
    }

    private static List<Stop> lines(String text, String source) {
        var lines = text.lines().toList();
        return IntStream.range(0, lines.size())
                .mapToObj(i ->
                        new Stop(
                                lines.get(i).replaceFirst("#.*", "").strip(),
                                () -> source + ":" + (i + 1) + ":1"))
                .filter(stop -> !stop.written().isEmpty())
                .toList();
    }

    /// @param place where it is written, looked for when it is wrong
    private record Stop(String written, Supplier<String> place) {}

    // Graphs

    private Answer<Pack> graph(
            JsonFile file, Function<Set<String>, Answer<BlockedRules>> rules, String hash) {
        var graph = file.tree();
        if (!graph.path("nodes").isArray() || !graph.path("edges").isArray()) {
            return file.notA("a Cincinnati graph with nodes and edges");
        }
        if (graph.path("nodes").isEmpty()) {
            return file.wrong("EMPTY", "the graph has no releases", "/nodes", "at least one node");
        }
        var scheme = Scheme.named("semver");
        var versions = new ArrayList<Version>();
        var named = new HashMap<String, Version>();
        for (var node : graph.path("nodes")) {
            var text = node.path("version").asString("");
            if (!(scheme.read(text) instanceof Answer.Given<Version>(var version))) {
                return file.wrong(
                        "NO_VERSION",
                        "this node has no version",
                        "/nodes/" + versions.size(),
                        "{\"version\": " + scheme.form() + "}");
            }
            versions.add(version);
            named.put(text, version);
        }
        var edges = new ArrayList<Edge>();
        for (var edge : graph.path("edges")) {
            int from = edge.path(0).asInt(-1);
            int to = edge.path(1).asInt(-1);
            if (from < 0 || to < 0 || from >= versions.size() || to >= versions.size()) {
                return file.wrong(
                        "UNKNOWN_NODE",
                        "this edge leads from or to a node that is not there",
                        "/edges/" + edges.size(),
                        "two numbers from 0 to " + (versions.size() - 1));
            }
            edges.add(new Edge(versions.get(from), versions.get(to), List.of()));
        }
        var conditional = graph.path("conditionalEdges");
        for (int i = 0; i < conditional.size(); i++) {
            var risks = risks(conditional.path(i).path("risks"));
            var hops = conditional.path(i).path("edges");
            for (int j = 0; j < hops.size(); j++) {
                var from = named.get(hops.path(j).path("from").asString(""));
                var to = named.get(hops.path(j).path("to").asString(""));
                if (from == null || to == null) {
                    return file.wrong(
                            "UNKNOWN_NODE",
                            "this edge leads from or to a node that is not there",
                            "/conditionalEdges/" + i + "/edges/" + j,
                            "{\"from\", \"to\"}, each the version of a node");
                }
                edges.add(new Edge(from, to, risks));
            }
        }
        if (edges.isEmpty()) {
            return file.wrong("EMPTY", "the graph has no hops", "/edges", "at least one edge");
        }
        return rules.apply(named.keySet())
                .then(blocked -> {
                    var parted = blocked.parted(edges);
                    return Answer.of(
                            pack(
                                    "semver",
                                    versions,
                                    List.of(),
                                    parted.open(),
                                    parted.blocked(),
                                    hash));
                });
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

    // Stops

    private Answer<Pack> stops(JsonFile file, String hash) {
        if (!file.tree().path("stops").isArray()) {
            return file.notA("a list of stops: {\"stops\": […]}, or one in a line");
        }
        var written = file.tree().path("stops");
        var stops =
                IntStream.range(0, written.size())
                        .mapToObj(i ->
                                new Stop(
                                        written.get(i).asString(""),
                                        () -> file.place("/stops/" + i)))
                        .toList();
        var patches = new LinkedHashMap<String, String>();
        file.tree()
                .path("patches_documented")
                .properties()
                .forEach(patch ->
                        patches.put(
                                patch.getKey(),
                                patch.getValue().asString("").replaceFirst("\\s.*", "")));
        return stops(stops, patches, hash);
    }

    private Answer<Pack> stops(List<Stop> stops, Map<String, String> patches, String hash) {
        if (stops.isEmpty()) {
            return Answer.refused(
                    Problem.of("IMPORT:EMPTY", "there is no stop in this file")
                            .expected("{\"stops\": […]}, or one in a line")
                            .place(source + ":1:1"));
        }
        var scheme = Scheme.named("numeric");
        var versions = new ArrayList<Version>();
        var clauses = new ArrayList<Clause>();
        for (var named : stops) {
            var written = named.written();
            boolean optional = written.endsWith("?");
            var stop = optional ? written.substring(0, written.length() - 1) : written;
            var numbers = stop.split("\\.", -1);
            var minor = numbers.length > 2 ? numbers[0] + "." + numbers[1] : stop;
            var release = numbers.length > 2 ? stop : patches.getOrDefault(stop, stop);
            if (!(scheme.read(release) instanceof Answer.Given<Version>(var version))
                    || !(Range.read(scheme, minor + ".*") instanceof Answer.Given<Range>(var at))
                    || !(Range.read(scheme, release)
                            instanceof Answer.Given<Range>(var preferred))) {
                return Answer.refused(
                        Problem.of("IMPORT:NOT_A_STOP", "this is no stop")
                                .value(shown(written))
                                .expected("13.12, 13.12.15, or 17.1? for one that is optional")
                                .place(named.place().get()));
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
        return Answer.of(pack("numeric", versions, clauses, List.of(), List.of(), hash));
    }

    private static String shown(String written) {
        return written.length() > LONGEST_SHOWN
                ? written.substring(0, LONGEST_SHOWN) + "…"
                : written;
    }

    private Pack pack(
            String scheme,
            List<Version> versions,
            List<Clause> clauses,
            List<Edge> edges,
            List<Blocked> blocked,
            String hash) {
        var releases =
                versions.stream()
                        .distinct()
                        .map(version -> new Release(version, "", state(version), List.of(), source))
                        .sorted(Comparator.comparing(Release::version, Version.byTrack()))
                        .toList();
        var known =
                new Known(
                        List.of(),
                        List.of(),
                        edges.isEmpty() && blocked.isEmpty(),
                        "",
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        edges,
                        blocked,
                        List.of(),
                        new Grounds("", source, ""));
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
                List.of(),
                List.of(),
                0);
    }

    /// A pre-release is one to be tried, as its form says.
    private static Release.State state(Version version) {
        return version.toString().contains("-") ? Release.State.PREVIEW : Release.State.RELEASED;
    }

    static String hash(byte[]... files) {
        var digest = Sha256.digest();
        for (var file : files) {
            digest.update(file);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
