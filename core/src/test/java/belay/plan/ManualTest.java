package belay.plan;

import static belay.problem.Answer.given;
import static org.assertj.core.api.Assertions.assertThat;

import belay.problem.Answer;
import belay.release.Packs;
import belay.system.ProductSystem;
import belay.system.SystemFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What docs/packs.md and docs/system.md show works as they show it.
class ManualTest {

    private static final Pattern BLOCK = Pattern.compile("(?s)```(?:yaml|sql)\\n(.*?)```");
    private static final Pattern FILE = Pattern.compile("(?:#|--) file: (\\S+)\\n(?s).*");

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({"notes,1.4,2.0", "wiki,1.8.0,1.9.4 2.1.0"})
    void thePacksOfTheManualLeadTheirWay(String product, String from, String path)
            throws IOException {
        write(blocks("packs.md"));

        var pack = given(Packs.read(folder.resolve(product)));
        var proposal = Planner.plan(pack, system(product), Wish.latest(from));

        assertThat(proposal).isInstanceOf(Proposal.Planned.class);
        assertThat(((Proposal.Planned) proposal).plan().hops())
                .extracting(hop -> hop.release().text())
                .containsExactly(path.split(" ", -1));
    }

    @Test
    void theSystemsOfTheManualAreRead() throws IOException {
        var systems =
                blocks("system.md").stream().filter(block -> block.startsWith("system:")).toList();

        assertThat(systems).hasSize(2);
        for (var system : systems) {
            Files.writeString(folder.resolve("system.yaml"), system);
            assertThat(SystemFile.read(folder.resolve("system.yaml")))
                    .isInstanceOf(Answer.Given.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"pack.schema.json,packs.md", "system.schema.json,system.md packs.md"})
    void everyKeyIsInTheManual(String schema, String manuals) throws IOException {
        var text = new StringBuilder();
        for (var manual : List.of(manuals.split(" ", -1))) {
            text.append(manual(manual));
        }
        var keys = new TreeSet<String>();
        try (var stream = Packs.class.getResourceAsStream("/belay/" + schema)) {
            collectKeys(JsonMapper.shared().readTree(stream), keys);
        }

        assertThat(keys)
                .isNotEmpty()
                .allSatisfy(key -> assertThat(text).containsPattern("[`{, ]" + key + "[`:, }]"));
    }

    /// A blank line inside a table ends it, and what comes after is shown as text.
    @Test
    void noTableIsCut() throws IOException {
        var cut = Pattern.compile("\n\\|[^\n]*\n\n\\|[^\n]*\n\\| ?[^-|: ]");
        try (var pages = Files.list(Path.of("..", "docs"))) {
            for (var page : (Iterable<Path>) pages.filter(Files::isRegularFile)::iterator) {
                assertThat(cut.matcher(Files.readString(page)).find()).as("%s", page).isFalse();
            }
        }
    }

    /// Those that the sources name whole, and of the reader of dumps those that it names alone.
    @Test
    void everyCodeOfDumpsIsInTheManual() throws IOException {
        var whole = Pattern.compile("\"((?:DUMP|LOAD):[A-Z_]+)\"");
        var alone =
                Pattern.compile(
                        "(?:\\b(?:Refused\\s*\\.of|permanent)|return of)\\(\\s*\"([A-Z_]+)\"");
        var codes = new TreeSet<String>();
        for (var module : List.of("adapters/dumps", "adapters/postgres", "engine", "faces/api")) {
            try (var sources = Files.walk(Path.of("..", module, "src/main/java"))) {
                for (var source : (Iterable<Path>) sources.filter(Files::isRegularFile)::iterator) {
                    var text = Files.readString(source);
                    whole.matcher(text).results().forEach(found -> codes.add(found.group(1)));
                    if (module.equals("adapters/dumps")) {
                        alone.matcher(text)
                                .results()
                                .forEach(found -> codes.add("DUMP:" + found.group(1)));
                    }
                }
            }
        }
        var page = manual("dumps.md");

        assertThat(codes)
                .hasSizeGreaterThan(50)
                .allSatisfy(code -> assertThat(page).contains("`" + code + "`"));
    }

    private ProductSystem system(String product) throws IOException {
        var text =
                product.equals("wiki")
                        ? blocks("system.md").stream()
                                .filter(block -> block.contains("product: wiki"))
                                .findFirst()
                                .orElseThrow()
                        : """
                        system: notes
                        product: notes
                        database: {name: notes, user: notes, admin: {user: belay}}
                        """;
        Files.writeString(folder.resolve("system.yaml"), text);
        return given(SystemFile.read(folder.resolve("system.yaml")));
    }

    private void write(List<String> blocks) throws IOException {
        for (var block : blocks) {
            var file = FILE.matcher(block);
            if (file.matches()) {
                var path = folder.resolve(file.group(1));
                Files.createDirectories(path.getParent());
                Files.writeString(path, block);
            }
        }
    }

    private static List<String> blocks(String manual) throws IOException {
        return BLOCK.matcher(manual(manual)).results().map(result -> result.group(1)).toList();
    }

    private static String manual(String name) throws IOException {
        return Files.readString(Path.of("..", "docs", name));
    }

    private static void collectKeys(JsonNode schema, Set<String> keys) {
        schema.path("properties").propertyNames().forEach(keys::add);
        schema.forEach(inner -> collectKeys(inner, keys));
    }
}
