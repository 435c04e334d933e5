package belay.release;

import belay.document.Keys;
import belay.document.Problems;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Known.Blocked;
import belay.release.Known.Edge;
import belay.release.Known.Unread;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a pack takes from files that lie beside it as their vendor publishes them.
///
/// Each is named with its SHA-256, so that a file that was changed is not taken for the one that
/// was imported.
record Imported(
        List<Release> releases,
        List<Clause> clauses,
        List<Edge> edges,
        List<Blocked> blocked,
        List<Issue> issues,
        List<Unread> unread) {

    static final Imported NOTHING =
            new Imported(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    /// @param document a pack, or what is laid over one
    static Imported read(Keys document, Scheme scheme, Problems problems, PackFiles files) {
        return new Reader(document.keys("import"), document.text("product"), problems, files)
                .read(document, scheme);
    }

    /// With those that were written by hand; where an identifier stands in both, the written one
    /// counts.
    List<Issue> issuesBeside(List<Issue> written) {
        var known = written.stream().map(Issue::id).collect(Collectors.toCollection(HashSet::new));
        return Stream.concat(
                        written.stream(),
                        issues.stream().filter(issue -> !known.contains(issue.id())))
                .toList();
    }

    private record Reader(Keys keys, String product, Problems problems, PackFiles files) {

        Imported read(Keys document, Scheme scheme) {
            var graph = keys.has("cincinnati");
            if (graph && keys.has("stops")) {
                note("TOO_MANY", "a pack is made of one of these", "cincinnati, stops", "stops");
            }
            if (keys.has("blocked") && !graph) {
                note("TOO_MANY", "only a graph has blocked hops", "blocked", "blocked");
            }
            if (keys.names().isEmpty()) {
                note("MISSING_KEY", "nothing is imported here", "", "");
            }
            var found = new ArrayList<Pack>();
            if (graph) {
                add("semver", document, scheme, graph(), found);
            } else if (keys.has("stops")) {
                add("numeric", document, scheme, stops(), found);
            }
            var rows = keys.has("issues") ? issues(scheme) : List.<VendorIssues.Row>of();
            return new Imported(
                    found.stream().flatMap(pack -> pack.releases().stream()).toList(),
                    found.stream().flatMap(pack -> pack.clauses().stream()).toList(),
                    found.stream().flatMap(pack -> pack.known().edges().stream()).toList(),
                    found.stream().flatMap(pack -> pack.known().blocked().stream()).toList(),
                    rows.stream().flatMap(row -> row.issue().stream()).toList(),
                    rows.stream()
                            .filter(row -> row.issue().isEmpty())
                            .map(row ->
                                    new Unread(
                                            row.id(),
                                            row.affected(),
                                            row.notParsed(),
                                            source("issues")))
                            .toList());
        }

        private void add(
                String form, Keys document, Scheme scheme, Answer<Pack> read, List<Pack> found) {
            if (!scheme.name().equals(form)) {
                problems.add(
                        document.place("scheme"),
                        problem("SCHEME", "what is imported has another scheme")
                                .value(scheme.name())
                                .expected(form));
                return;
            }
            int before = problems.count();
            switch (read) {
                case Answer.Given<Pack>(var pack) -> found.add(pack);
                case Answer.Refused<Pack>(var wrong) when problems.count() == before ->
                        wrong.forEach(problem -> problems.add(keys.place(), problem));
                case Answer.Refused<Pack> _ -> {}
            }
        }

        private Answer<Pack> graph() {
            return Imports.cincinnati(
                    product,
                    source("cincinnati"),
                    bytes("cincinnati"),
                    source("blocked"),
                    keys.has("blocked") ? bytes("blocked") : new byte[0]);
        }

        private Answer<Pack> stops() {
            return Imports.stops(product, source("stops"), bytes("stops"));
        }

        private List<VendorIssues.Row> issues(Scheme scheme) {
            int before = problems.count();
            var bytes = bytes("issues");
            return problems.count() > before
                    ? List.of()
                    : problems.note(
                            keys.place("issues"),
                            VendorIssues.read(scheme, source("issues"), bytes),
                            List.of());
        }

        private String source(String key) {
            return keys.keys(key).text("source");
        }

        private byte[] bytes(String key) {
            var file = keys.keys(key);
            int before = problems.count();
            var bytes = files.bytes(file.place("file"), file.text("file"), Imports.LARGEST);
            var expected = file.text("sha256").toLowerCase(Locale.ROOT);
            if (problems.count() == before && !Imports.hash(bytes).equals(expected)) {
                problems.add(
                        file.place("sha256"),
                        problem("CHANGED", "the file beside is not the one that was imported")
                                .value(Imports.hash(bytes))
                                .expected(expected)
                                .advice("import it again"));
            }
            return bytes;
        }

        private void note(String code, String reason, String value, String key) {
            problems.add(
                    key.isEmpty() ? keys.place() : keys.place(key),
                    problem(code, reason)
                            .value(value)
                            .expected("cincinnati, maybe with blocked; or stops; or issues"));
        }

        private static Problem problem(String kind, String reason) {
            return Problem.of("PACK:" + kind, reason);
        }
    }
}
