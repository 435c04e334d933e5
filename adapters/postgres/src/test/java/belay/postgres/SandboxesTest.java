package belay.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.Sandboxes.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SandboxesTest {

    private static final Needs NEEDS = new Needs("15", 512 << 20, 256 << 20, Duration.ofMinutes(2));

    private Path root;
    private PostgresSandboxes sandboxes;

    @BeforeEach
    void prepare() throws Exception {
        root = Files.createTempDirectory("belay-boxes");
        sandboxes = new PostgresSandboxes(root, Production.unpacked());
    }

    @AfterEach
    void closeAll() throws Exception {
        for (var name : sandboxes.left()) {
            sandboxes.close(name);
        }
        Trees.remove(root);
    }

    @Test
    void aSandboxIsFoundAgainUnderItsName() throws Exception {
        var first = sandboxes.open("job-1", NEEDS);
        var connections = new Connections();
        connections.with(
                first.owner(),
                session -> {
                    session.execute("CREATE TABLE public.t AS SELECT 1 AS a");
                    return true;
                });

        var again = new PostgresSandboxes(root, Production.unpacked()).open("job-1", NEEDS);

        assertThat(again).isEqualTo(first);
        assertThat(again.missing()).isEmpty();
        String kept =
                connections.with(again.owner(), session -> session.one("SELECT a FROM public.t"));
        assertThat(kept).isEqualTo("1");
    }
}
