package belay.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.abort;

import belay.outside.Fault;
import belay.release.Files.Format;
import belay.release.Package.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Files that others made to hurt us; their `manifest.json` says what each must lead to.
class HostileFilesTest {

    private static final Path HOSTILE =
            Path.of(System.getProperty("belay.shared", "../../../shared"), "hostile");

    @TempDir Path directory;
    private LocalHost host;

    @BeforeEach
    void open() {
        host = new Sandbox(directory).host();
    }

    @TestFactory
    List<DynamicTest> eachPackageEndsAsItMust() throws IOException {
        return each("package", this::packageEndsAsItMust);
    }

    @TestFactory
    List<DynamicTest> noConfigurationFetchesAnything() throws IOException {
        return each("config", this::fetchesNothing);
    }

    private void packageEndsAsItMust(JsonNode one) {
        Path archive = HOSTILE.resolve(one.path("file").stringValue());
        Path home = directory.resolve("opt").resolve("home-" + one.path("id").stringValue());
        var source = new Source.Local(archive.toAbsolutePath().toString());

        var fault =
                catchThrowableOfType(
                        Fault.class, () -> host.unpack(source, directory, "", 0, home));

        if (one.path("cls").stringValue().equals("must_load")) {
            assertThat(fault).isNull();
            assertThat(home.resolve("bin/run.sh")).isExecutable();
            assertThat(home.resolve("lib/größe.jar")).hasSize(5000);
        } else {
            assertThat(fault).isInstanceOf(Fault.Permanent.class);
            assertThat(Sandbox.code(fault)).isIn("HOST:DANGEROUS_ARCHIVE", "HOST:DAMAGED_ARCHIVE");
            assertThat(home).doesNotExist();
            assertThat(new Home(home).unfinished()).doesNotExist();
        }
    }

    private void fetchesNothing(JsonNode one) {
        Path file = HOSTILE.resolve(one.path("file").stringValue());
        Path copy = directory.resolve("copy.xml");
        Path kept = directory.resolve("kept.xml");

        var fault =
                catchThrowableOfType(
                        Fault.class,
                        () -> {
                            Files.writeString(copy, Files.readString(file));
                            host.rewrite(copy, Format.XML, Map.of("r.a", "x"), kept);
                        });

        if (fault == null) {
            assertThat(copy).content().contains("<xi:include href=").contains("<a>x</a>");
        } else {
            assertThat(Sandbox.code(fault)).isEqualTo("HOST:UNREADABLE");
        }
    }

    private static List<DynamicTest> each(String kind, Consumer<JsonNode> test) throws IOException {
        Path manifest = HOSTILE.resolve("manifest.json");
        if (!Files.exists(manifest)) {
            abort("SKIPPED: no hostile files at " + manifest.toAbsolutePath());
        }
        return JsonMapper.shared()
                .readTree(Files.readString(manifest))
                .valueStream()
                .filter(one -> one.path("engine").stringValue("").equals(kind))
                .map(one ->
                        DynamicTest.dynamicTest(
                                one.path("file").stringValue(), () -> test.accept(one)))
                .toList();
    }
}
