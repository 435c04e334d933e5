package belay.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Host.Exit;
import belay.outside.Host.Invocation;
import belay.testkit.Leftovers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the code of a hop reaches that a stranger's data has taken over, and what it can do
/// otherwise.
class SandboxCodeTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    /// Only its owner passes it, as the folders of people often are.
    @TempDir private Path outside;

    private Path code;
    private Sandboxed boxed;
    private Endpoint owner;

    @BeforeEach
    void prepare() throws Exception {
        boxed = new Sandboxed();
        owner = boxed.open("job-1");
        code = Files.createDirectory(outside.resolve("16.0"));
        Files.setPosixFilePermissions(code, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void closeAll() throws Exception {
        boxed.close();
    }

    @Test
    void itDoesItsWorkOnTheDatabaseAndInItsScratch() throws Exception {
        boxed.sql(owner, "CREATE TABLE item AS SELECT 1 AS id");
        write(
                "upgrade",
                "psql -qX -c \"INSERT INTO public.item VALUES ($1)\" && echo into $PGDATABASE");

        assertThat(run(code.resolve("upgrade").toString(), "16"))
                .isEqualTo(new Exit(0, "into job\n"));
        assertThat(boxed.ask(owner, "SELECT sum(id) FROM public.item")).isEqualTo("17");
        assertThat(shell("pwd; echo $HOME $TMPDIR; awk 'BEGIN { print \"awk\" }'; exit 3"))
                .isEqualTo(new Exit(3, code + "\n/scratch /scratch\nawk\n"));
        assertThat(shell("mkdir -p ~/filestore && echo kept >~/filestore/1; touch /tmp/x").code())
                .isZero();
        assertThat(shell("cat ~/filestore/1; test -e /tmp/x")).isEqualTo(new Exit(1, "kept\n"));
        assertThat(shell("kill -TERM $$").code()).isEqualTo(143);
        assertThat(shell("seq 100000").output()).hasSize(64 * 1024).endsWith("\n99999\n100000\n");
        boxed.sandboxes.close("job-1");
        assertNothingIsLeft();
    }

    @Test
    void itReadsNothingOfTheMachine() throws Exception {
        Files.writeString(outside.resolve("secret"), "of another job");
        assertThat(shell("id -u").output().strip())
                .isEqualTo(Integer.toString(place().program("code").user()));
        assertThat(shell("grep -E '^(Cap(Eff|Bnd|Prm)|NoNewPrivs)' /proc/self/status").output())
                .contains("CapEff:\t0000000000000000", "CapBnd:\t0000000000000000")
                .contains("CapPrm:\t0000000000000000", "NoNewPrivs:\t1");
        for (var secret :
                List.of("/etc/shadow", "/root", outside + "/secret", boxed.root + "/job-1/card")) {
            assertThat(shell("cat " + secret + " || ls -a " + secret).output())
                    .as(secret)
                    .contains("No such file or directory");
        }
        assertThat(shell("ls /etc /").output().split("\n"))
                .contains("passwd", "scratch")
                .doesNotContain("shadow", "root", "home", "var", "srv", "boot");
        for (var file : List.of(code + "/x", "/x", "/etc/x", "/usr/x", "/usr/local/x", "/dev/x")) {
            assertThat(shell("touch " + file).output()).as(file).contains("Read-only file system");
        }
        assertThat(shell("cp /bin/true ~/true && ~/true").output()).contains("Permission denied");
        assertThat(shell("mount -t tmpfs x /scratch; unshare --user true").output())
                .contains("Operation not permitted");
    }

    @Test
    void itReachesNeitherTheNetworkNorAProcessOutside() throws Exception {
        try (var honeypot = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (var address : List.of("127.0.0.1/" + honeypot.getLocalPort(), "192.0.2.1/80")) {
                assertThat(shell("timeout 5 bash -c ': </dev/tcp/" + address + "'").output())
                        .contains("Network is unreachable");
            }
        }
        var mine = ProcessHandle.current().pid();
        assertThat(shell("kill -0 " + mine).output()).contains("No such process");
        assertThat(shell("ls -d /proc/[0-9]* | wc -l").output().strip())
                .satisfies(count -> assertThat(Integer.parseInt(count)).isLessThan(10));
        shell("kill -KILL -1");
        assertThat(boxed.ask(owner, "SELECT 1")).isEqualTo("1");
    }

    @Test
    void itIsThePowerlessRole() throws Exception {
        assertThat(
                        shell(
                                        "psql -qXAtc 'SELECT current_user, usesuper FROM pg_user"
                                                + " WHERE usename = current_user'")
                                .output())
                .isEqualTo("job|f\n");
        for (var way :
                List.of("-U belay_keeper postgres", "-U belay_keeper job", "-U job postgres")) {
            assertThat(shell("psql -qX -c 'SELECT 1' " + way).output()).as(way).contains("FATAL");
        }
    }

    @Test
    void itComesToItsBoundsAndNobodyElseDoes() throws Exception {
        assertThatThrownBy(() -> shell("head -c 400M /dev/zero | tail -c 400M | wc -c"))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("SANDBOX:MEMORY");
        assertThatThrownBy(() -> run(Duration.ofSeconds(2), "sleep", "60"))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("SANDBOX:TIME");
        assertThat(shell("head -c 200M /dev/zero >~/x").output())
                .contains("No space left on device");
        assertThat(shell("for i in $(seq 500); do sleep 20 & done; echo never").output())
                .contains("Cannot fork");
        assertThat(boxed.ask(owner, "SELECT 1")).isEqualTo("1");
        boxed.sandboxes.close("job-1");
        assertNothingIsLeft();
    }

    /// Root furnishes the box of the next one.
    @Test
    void whatOneLeavesDoesNotLeadTheNextOneOut() throws Exception {
        var trap = Files.createDirectory(outside.resolve("trap"));
        assertThat(
                        shell(
                                        "ln -s "
                                                + trap
                                                + " /scratch/link; ln -s "
                                                + trap
                                                + " /tmp/junit; sleep 60 &")
                                .code())
                .isZero();
        assertThat(Leftovers.processesOf(place().program("code").user())).isEmpty();

        assertThat(shell("ls -ld /scratch/link; touch /scratch/link/x").output())
                .contains("cannot touch");
        assertThat(trap).isEmptyDirectory();
        assertThatThrownBy(() ->
                        boxed.sandboxes.run(
                                "job-1",
                                command("true"),
                                List.of(Path.of("/scratch/link/etc")),
                                LIMIT))
                .hasMessageContaining("SANDBOX:CODE_PLACE");
    }

    @Test
    void whoIsInterruptedLeavesNothingRunning() throws Exception {
        var run = new FutureTask<>(() -> shell("touch ~/begun; sleep 60"));
        var caller = Thread.ofPlatform().start(run);
        while (!Files.exists(place().scratch().resolve("begun"))) {
            assertThat(run.isDone()).isFalse();
            Thread.sleep(10);
        }

        caller.interrupt();

        assertThatThrownBy(run::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Leftovers.processesOf(place().program("code").user())).isEmpty();
        boxed.sandboxes.close("job-1");
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(
                        Leftovers.of(
                                boxed.root,
                                List.of(place().server().user(), place().program("code").user())))
                .isEmpty();
    }

    private SandboxPlace place() {
        return SandboxPlace.of(boxed.root, "job-1");
    }

    private void write(String name, String text) throws IOException {
        Files.setPosixFilePermissions(
                Files.writeString(code.resolve(name), "#!/bin/sh\n" + text + "\n"),
                PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Exit shell(String script) throws Fault, InterruptedException {
        return run("sh", "-c", script);
    }

    private Exit run(String... words) throws Fault, InterruptedException {
        return run(LIMIT, words);
    }

    private Exit run(Duration limit, String... words) throws Fault, InterruptedException {
        return boxed.sandboxes.run("job-1", command(words), List.of(code), limit);
    }

    private Invocation command(String... words) {
        return new Invocation(
                List.of(words),
                Map.of(
                        "PGHOST", owner.host(),
                        "PGPORT", Integer.toString(owner.port()),
                        "PGUSER", owner.user(),
                        "PGDATABASE", owner.database()),
                code,
                "root");
    }
}
