package belay.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.document.Sha256;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.outside.Sandboxes.Output;
import belay.outside.Sandboxes.Written;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxDumpTest {

    @TempDir private Path directory;
    private Sandboxed boxed;
    private Endpoint owner;

    @BeforeEach
    void fill() throws Exception {
        boxed = new Sandboxed();
        owner = boxed.open("job-1");
        boxed.sql(
                owner,
                """
                CREATE TABLE item AS SELECT g AS id, 'item ' || g AS name
                FROM generate_series(1, 20000) g;
                CREATE TABLE hidden AS SELECT 'seen by nobody' AS words;
                ALTER TABLE hidden ENABLE ROW LEVEL SECURITY;
                ALTER TABLE hidden FORCE ROW LEVEL SECURITY;
                """);
    }

    @AfterEach
    void closeAll() throws Exception {
        boxed.close();
    }

    @Test
    void aScriptIsTheSameInEveryPacking() throws Exception {
        var bytes = new AtomicLong();
        var script = directory.resolve("dump.sql");
        var written =
                boxed.sandboxes.dump(
                        "job-1", Output.SCRIPT, script, (done, total, unit) -> bytes.set(done));
        dump(Output.SCRIPT_GZIP, "dump.sql.gz");
        dump(Output.SCRIPT_ZSTD, "dump.sql.zst");

        assertThat(written).isEqualTo(new Written(Files.size(script), sum(script)));
        assertThat(bytes).hasValue(Files.size(script));
        var text = Files.readString(script);
        assertThat(text)
                .contains("20000\titem 20000\n", "seen by nobody")
                .contains("-- PostgreSQL database dump complete")
                .doesNotContain("OWNER TO");
        assertThat(unpacked(new GZIPInputStream(open("dump.sql.gz")))).isEqualTo(withoutKey(text));
        assertThat(unpacked(new ZstdInputStream(open("dump.sql.zst")))).isEqualTo(withoutKey(text));
        assertNothingElse("dump.sql", "dump.sql.gz", "dump.sql.zst");
    }

    @Test
    void anArchiveAndADirectoryAreWhatPgRestoreReads() throws Exception {
        dump(Output.ARCHIVE, "dump.archive");
        var written = dump(Output.DIRECTORY, "dump");

        for (var name : new String[] {"dump.archive", "dump"}) {
            assertThat(listed(directory.resolve(name)))
                    .contains("TABLE DATA public item", "TABLE DATA public hidden");
        }
        var lines = new StringBuilder();
        long bytes = 0;
        try (var files = Files.list(directory.resolve("dump"))) {
            for (var file : files.sorted().toList()) {
                lines.append(sum(file) + "  " + file.getFileName() + "\n");
                bytes += Files.size(file);
            }
        }
        var sums = Files.writeString(boxed.root.resolve("sums"), lines);
        assertThat(written).isEqualTo(new Written(bytes, sum(sums)));
        Files.delete(sums);
        assertNothingElse("dump.archive", "dump");
    }

    @Test
    void aDumpThatFailsLeavesNoFile() throws Exception {
        boxed.sql(owner, "CREATE VIEW broken AS SELECT 1 / (id - 1) AS one FROM item");
        boxed.sql(
                owner,
                "CREATE MATERIALIZED VIEW m AS SELECT 1; CREATE FUNCTION f() RETURNS int LANGUAGE sql"
                        + " AS 'SELECT 1'");
        var file = directory.resolve("dump.sql");
        var ended =
                Thread.ofVirtual()
                        .start(() -> {
                            while (!Files.exists(directory.resolve("dump.sql.half"))) {
                                Thread.onSpinWait();
                            }
                            killServer();
                        });

        assertThatThrownBy(() -> boxed.sandboxes.dump("job-1", Output.SCRIPT, file, Meter.SILENT))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("SANDBOX:DUMP");

        ended.join();
        assertNothingElse();
    }

    private void killServer() {
        try {
            SandboxPlace.of(boxed.root, "job-1").server().kill();
        } catch (Fault e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aServerNewerThanEveryClientSaysWhatToInstall() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(Clients.INSTALLED.find(18).isEmpty());
        boxed.sandboxes.open("new", Sandboxed.needs("18"));

        assertThatThrownBy(() ->
                        boxed.sandboxes.dump(
                                "new", Output.SCRIPT, directory.resolve("x"), Meter.SILENT))
                .hasMessageContaining("SANDBOX:NO_PG_DUMP")
                .hasMessageContaining("postgresql-client-18");
    }

    @Test
    void anOldServerIsDumpedByANewerClient() throws Exception {
        var old = boxed.sandboxes.open("old", Sandboxed.needs("9.6")).owner();
        boxed.sql(old, "CREATE TABLE t AS SELECT 'old words' AS a");

        boxed.sandboxes.dump("old", Output.SCRIPT, directory.resolve("old.sql"), Meter.SILENT);

        assertThat(Files.readString(directory.resolve("old.sql"))).contains("old words");
    }

    private Written dump(Output form, String name) throws Fault, InterruptedException {
        return boxed.sandboxes.dump("job-1", form, directory.resolve(name), Meter.SILENT);
    }

    private InputStream open(String name) throws IOException {
        return Files.newInputStream(directory.resolve(name));
    }

    private static String unpacked(InputStream packed) throws IOException {
        try (packed) {
            return withoutKey(new String(packed.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /// Each run of `pg_dump` makes a key of its own.
    private static String withoutKey(String script) {
        return script.replaceAll("(?m)^\\\\(un)?restrict .*$", "");
    }

    private static String listed(Path dump) throws IOException, InterruptedException {
        var program = Clients.INSTALLED.find(15).orElseThrow().bin().resolve("pg_restore");
        var process = new ProcessBuilder(program.toString(), "--list", dump.toString()).start();
        var list = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return list;
    }

    private static String sum(Path file) throws IOException {
        return Sha256.hex(Files.readAllBytes(file));
    }

    private void assertNothingElse(String... names) throws IOException {
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(names);
        }
        try (var files = Files.list(boxed.root.resolve("job-1"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsOnlyOnceElementsOf(java.util.List.of("server"))
                    .doesNotContain("dump", "dump.ext4");
        }
    }
}
