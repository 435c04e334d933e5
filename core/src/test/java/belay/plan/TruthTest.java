package belay.plan;

import static belay.problem.Answer.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import belay.release.Grounds;
import belay.release.Imports;
import belay.release.Release;
import belay.release.Rule;
import belay.release.Scheme;
import belay.release.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The known right answers, straight from `../shared/truth`; skipped loudly where it is absent.
class TruthTest {

    private static final Optional<Path> TRUTH = truth();

    @TestFactory
    Stream<DynamicTest> dataminerPaths() {
        return cases("dataminer-paths.yaml", "cases")
                .flatMap(row ->
                        Stream.of("classic", "current")
                                .filter(row::has)
                                .map(book ->
                                        dynamicTest(book + " " + row, () -> dataminer(row, book))));
    }

    private static void dataminer(JsonNode row, String book) {
        var reply = PACKS.answer(question(row, "dataminer", book));
        var expected = row.path(book);
        if (expected.isArray()) {
            assertPath(reply, expected);
        } else if (expected.asString().startsWith("by way of")) {
            assertThat(reply.hops()).hasSize(2);
            assertThat(reply.hops().getFirst().release())
                    .isIn("10.5.0", "10.5.0 [CU1]", "10.5.0 [CU2]");
            assertThat(reply.propose()).containsExactly("10.5.0 [CU5]", "10.5.8");
        } else {
            assertWord(reply, expected.asString());
        }
        if (row.has("propose")) {
            assertThat(version("dataminer", reply.propose().getFirst()))
                    .isEqualTo(version("dataminer", row.path("propose").asString()));
        }
        for (var check : row.path("checks").path(book)) {
            var words = check.asString().split(" before ", 2);
            assertThat(reply.hops())
                    .filteredOn(hop -> hop.release().equals(words[1]))
                    .singleElement()
                    .satisfies(hop ->
                            assertThat(hop.before()).extracting(Task::what).contains(words[0]));
        }
    }

    @TestFactory
    Stream<DynamicTest> carbonAndOdooPaths() {
        return Stream.of("carbon-paths.yaml:wso2-carbon", "odoo-paths.yaml:odoo")
                .map(text -> text.split(":", 2))
                .flatMap(file ->
                        cases(file[0], "cases")
                                .map(row -> dynamicTest(row.toString(), () -> path(row, file[1]))));
    }

    private static void path(JsonNode row, String product) {
        var whole = (ObjectNode) row.deepCopy();
        if (!row.has("from")) {
            whole.put("from", "16.0").put("to", "17.0");
        }
        var reply = PACKS.answer(question(whole, product, ""));
        if (row.has("error")) {
            assertThat(reply.answer()).isEqualTo(Reply.Kind.REFUSED);
            assertThat(reply.reasons().getFirst().code())
                    .isEqualTo(row.path("error").path("reason").asString());
            assertThat(reply.reasons().getFirst().value())
                    .isEqualTo(row.path("error").path("value").asString());
        } else if (row.has("run")) {
            assertThat(reply.run()).isNotEmpty();
            assertThat(reply.json().path("run").asString()).isEqualTo("refused");
        } else if (row.path("path").isArray()) {
            assertPath(reply, row.path("path"));
            assertThat(reply.run()).isEmpty();
        } else {
            assertWord(reply, row.path("path").asString());
        }
        if (row.has("kind")) {
            assertThat(reply.hops().getLast().kind()).isEqualTo(row.path("kind").asString());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4.4.5, 4.4.6, derby, allowed",
        "4.4.6, 4.4.7, derby, refused",
        "4.4.5, 4.4.7, derby, refused",
        "4.4.6, 4.4.7, mysql, allowed"
    })
    void carbonOnDerbyEndsWhereItsVendorShipsNoScriptsForItAnyMore(
            String from, String to, String database, String run) {
        var options = JsonNodeFactory.instance.objectNode();
        options.put("product", "wso2-carbon").put("from", from).put("to", to);
        options.put("database", database);

        var reply = PACKS.answer(given(Question.of(options)));

        assertThat(reply.json().path("run").asString()).isEqualTo(run);
        assertThat(reply.json().toString().contains("ships no scripts for Derby"))
                .isEqualTo(run.equals("refused"));
    }

    @TestFactory
    Stream<DynamicTest> openshiftFewestHops() {
        return cases("openshift-min-hops.json", "cases")
                .map(row -> dynamicTest(row.toString(), () -> openshift(row)));
    }

    private static void openshift(JsonNode row) {
        var name =
                "openshift/"
                        + row.path("channel").asString()
                        + "_"
                        + row.path("arch").asString()
                        + "_v1.json";
        var catalogue =
                Catalogue.of(
                        List.of(
                                given(
                                        Imports.cincinnati(
                                                "openshift", name, bytes(name), new byte[0]))));
        assertHops(catalogue, row, row.path("min_hops"), "");
        assertHops(catalogue, row, row.path("min_hops_if_all_conditional_risks_accepted"), "*");
    }

    @Test
    void openshiftFullGraph() {
        if (TRUTH.isEmpty()) {
            return;
        }
        var pack =
                given(
                        Imports.cincinnati(
                                "openshift",
                                "full",
                                bytes("openshift/full-raw-20211124.json"),
                                bytes("openshift/full-blocked-20211124.json")));
        var catalogue = Catalogue.of(List.of(pack));

        assertThat(pack.releases()).hasSize(1_085);
        assertThat(pack.known().edges()).hasSize(17_389);
        cases("openshift-full-graph-min-hops.json", "cases")
                .forEach(row -> assertHops(catalogue, row, row.path("min_hops"), ""));
    }

    private static void assertHops(
            Catalogue catalogue, JsonNode row, JsonNode hops, String accepted) {
        var options = JsonMapper.shared().createObjectNode();
        options.put("product", "openshift");
        options.set("from", row.path("from"));
        options.set("to", row.path("to"));
        if (!accepted.isEmpty()) {
            options.put("accept", accepted);
        }
        var reply = catalogue.answer(given(Question.of(options)));
        if (hops.isNull()) {
            assertThat(reply.answer()).as(row.toString()).isNotEqualTo(Reply.Kind.PLAN);
        } else {
            assertThat(reply.hops()).as(row.toString()).hasSize(hops.asInt());
        }
    }

    @TestFactory
    Stream<DynamicTest> gitlabPaths() {
        return cases("gitlab-paths.json", "tables")
                .flatMap(table ->
                        elements(table.path("cases"))
                                .map(row -> dynamicTest(row.toString(), () -> gitlab(table, row))));
    }

    /// A table without stops has those that its own paths show.
    private static void gitlab(JsonNode table, JsonNode row) {
        var stops = new LinkedHashSet<String>();
        table.path("stops").forEach(stop -> stops.add(stop.asString()));
        if (stops.isEmpty()) {
            for (var path : table.path("cases")) {
                for (int i = 1; i < path.size() - 1; i++) {
                    stops.add(path.path(i).asString());
                }
            }
        }
        var pack =
                given(
                        Imports.stops(
                                "gitlab",
                                "gitlab-paths.json",
                                String.join("\n", stops).getBytes(StandardCharsets.UTF_8)));
        var reply =
                ask(
                        Catalogue.of(List.of(pack)),
                        "gitlab",
                        row.path(0).asString(),
                        row.path(row.size() - 1).asString());
        assertThat(reply.hops())
                .extracting(Reply.Step::release)
                .isEqualTo(
                        IntStream.range(1, row.size())
                                .mapToObj(i -> row.path(i).asString())
                                .toList());
    }

    @Test
    void gitlabStopsAreImported() {
        if (TRUTH.isEmpty()) {
            return;
        }
        var file = bytes("gitlab-stops.json");
        var pack = given(Imports.stops("gitlab", "gitlab-stops.json", file));

        assertThat(pack.clauses()).hasSize(34);
        assertThat(given(Imports.stops("gitlab", "gitlab-stops.json", file)).hash())
                .isEqualTo(pack.hash());
        assertThat(ask(Catalogue.of(List.of(pack)), "gitlab", "16.0.1", "17.4.2").hops())
                .extracting(Reply.Step::release)
                .containsExactly("16.3.9", "16.7.10", "16.11.10", "17.1.8", "17.3.7", "17.4.2");
    }

    @TestFactory
    Stream<DynamicTest> sourcegraphPauses() {
        return cases("sourcegraph-pauses.json", "cases")
                .map(row -> dynamicTest(row.path("name").asString(), () -> pauses(row)));
    }

    private static void pauses(JsonNode row) {
        var releases =
                IntStream.rangeClosed(30, 46)
                        .mapToObj(minor -> version("numeric", "3." + minor))
                        .map(version ->
                                new Release(version, "", Release.State.RELEASED, List.of(), ""))
                        .sorted(Comparator.comparing(Release::version, Version.withinTrack()))
                        .toList();
        var migrations =
                elements(row.path("migrations"))
                        .map(migration ->
                                new Rule.Background(
                                        migration.path("id").asString(),
                                        version("numeric", migration.path("introduced").asString()),
                                        version("numeric", migration.path("deprecated").asString()),
                                        List.of(),
                                        new Grounds("x", "x", "")))
                        .sorted(Comparator.comparing(Rule.Background::name))
                        .toList();
        var pauses =
                Pauses.between(
                        releases,
                        migrations,
                        version("numeric", row.path("from").asString()),
                        version("numeric", row.path("to").asString()),
                        row.path("name").asString().startsWith("down"));
        assertThat(
                        pauses.stream()
                                .map(pause ->
                                        "[\""
                                                + pause.at().id()
                                                + "\",["
                                                + String.join(
                                                        ",",
                                                        pause.migrations().stream()
                                                                .map(Rule.Background::name)
                                                                .toList())
                                                + "]]")
                                .toList())
                .isEqualTo(elements(row.path("pauses")).map(JsonNode::toString).toList());
    }

    @TestFactory
    Stream<DynamicTest> openshiftDuration() {
        return cases("openshift-duration.json", "cases")
                .map(row ->
                        dynamicTest(
                                row.toString(),
                                () -> {
                                    var options = (ObjectNode) row.deepCopy();
                                    options.put("product", "duration");
                                    options.put("from", "1.0").put("to", "2.0");
                                    assertThat(
                                                    MADE.answer(given(Question.of(options)))
                                                            .estimates()
                                                            .getFirst()
                                                            .likely())
                                            .isEqualTo(row.path("total_min").asDouble());
                                }));
    }

    @TestFactory
    Stream<DynamicTest> elasticRules() {
        return cases("elastic-rules.json", "published_cases")
                .filter(row -> row.has("allowed"))
                .map(row ->
                        dynamicTest(
                                row.toString(),
                                () ->
                                        assertThat(
                                                        ask(
                                                                                MADE,
                                                                                "elastic",
                                                                                row.path("from")
                                                                                        .asString(),
                                                                                row.path("to")
                                                                                        .asString())
                                                                        .hops()
                                                                        .size()
                                                                == 1)
                                                .isEqualTo(row.path("allowed").asBoolean())));
    }

    @Test
    void elasticLeavesAMajorFromItsLastMinor() {
        assertThat(ask(MADE, "elastic", "8.17.0", "9.1.0").hops())
                .extracting(Reply.Step::release)
                .containsExactly("8.19.0", "9.1.0");
        assertThat(ask(MADE, "elastic", "8.17.0", "9.0.2").hops())
                .extracting(Reply.Step::release)
                .containsExactly("8.18.0", "9.0.2");
    }

    // Helpers

    private static final Catalogue PACKS = given(Catalogue.read(List.of(Path.of("..", "packs"))));
    private static final Catalogue MADE =
            given(Catalogue.read(List.of(Path.of("src", "test", "packs"))));

    private static void assertPath(Reply reply, JsonNode expected) {
        var scheme = reply.asked().path("product").asString().equals("odoo") ? "odoo" : "";
        assertThat(reply.answer()).as(reply.reasons().toString()).isEqualTo(Reply.Kind.PLAN);
        assertThat(reply.hops()).as(reply.hops().toString()).hasSize(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            var words = expected.path(i).asString().split(" \\(", 2);
            var hop = reply.hops().get(i);
            if (hop.kind().equals("hotfix")) {
                assertThat(hop.release()).isEqualTo(words[0]);
            } else {
                var name = scheme.isEmpty() ? "dataminer" : scheme;
                assertThat(version(name, hop.release())).isEqualTo(version(name, words[0]));
            }
            if (words.length > 1) {
                assertThat(hop.kind() + ")").isEqualTo(words[1]);
            }
            assertThat(hop.because().rule()).isNotEmpty();
        }
    }

    private static void assertWord(Reply reply, String word) {
        assertThat(reply.answer())
                .as(reply.toString())
                .isEqualTo(word.equals("nothing") ? Reply.Kind.NOTHING : Reply.Kind.REFUSED);
        if (!word.equals("nothing")) {
            assertThat(reply.reasons()).isNotEmpty();
        }
    }

    private static Question question(JsonNode row, String product, String book) {
        var options = (ObjectNode) row.deepCopy();
        if (!row.has("product")) {
            options.put("product", product);
        }
        if (!book.isEmpty()) {
            options.put("rulebook", book);
        }
        return given(Question.of(options));
    }

    private static Reply ask(Catalogue catalogue, String product, String from, String to) {
        var options = JsonMapper.shared().createObjectNode();
        options.put("product", product).put("from", from).put("to", to);
        return catalogue.answer(given(Question.of(options)));
    }

    private static Version version(String scheme, String text) {
        return given(Scheme.named(scheme).read(text));
    }

    private static Stream<JsonNode> cases(String file, String key) {
        if (TRUTH.isEmpty()) {
            return Stream.of();
        }
        var mapper = file.endsWith(".yaml") ? YAMLMapper.shared() : JsonMapper.shared();
        return elements(mapper.readTree(bytes(file)).path(key));
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        var found = new ArrayList<JsonNode>();
        list.forEach(found::add);
        return found.stream();
    }

    private static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(TRUTH.orElseThrow().resolve(name));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Optional<Path> truth() {
        var said = System.getProperty("belay.shared", "");
        var found =
                said.isEmpty()
                        ? Stream.iterate(
                                        Path.of("").toAbsolutePath(),
                                        at -> at != null,
                                        Path::getParent)
                                .map(at -> at.resolve("shared"))
                                .filter(Files::isDirectory)
                                .findFirst()
                        : Optional.of(Path.of(said));
        var truth = found.map(shared -> shared.resolve("truth")).filter(Files::isDirectory);
        if (truth.isEmpty()) {
            System.err.println("NO TRUTH: shared/truth is absent, its cases are NOT tested");
        }
        return truth;
    }
}
