package belay.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Fault;
import belay.testkit.Leftovers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a stranger reaches who has become superuser of his server, and what his job may use up.
class SandboxAttackTest {

    private Sandboxed boxed;

    @BeforeEach
    void prepare() throws IOException {
        boxed = new Sandboxed();
    }

    @AfterEach
    void closeAll() throws Exception {
        boxed.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9.6", "15", "18"})
    void aSuperuserInTheBoxReachesNothing(String major) throws Exception {
        boxed.sandboxes.open("job-1", Sandboxed.needs(major));

        assertThat(inside("grep -E '^(Cap|NoNewPrivs)' /proc/self/status"))
                .contains("CapEff:\t0000000000000000")
                .contains("CapBnd:\t0000000000000000")
                .contains("NoNewPrivs:\t1");
        assertThat(inside("ls /").lines())
                .isSubsetOf(
                        "bin",
                        "data",
                        "dev",
                        "etc",
                        "lib",
                        "lib32",
                        "lib64",
                        "libx32",
                        "proc",
                        "sbin",
                        "settings",
                        "socket",
                        "template.tar",
                        "tmp",
                        "usr");
        assertThat(inside("ls /etc")).isEqualTo("group\npasswd");
        assertThat(inside("ls /usr/local")).doesNotContain("bin");
        assertThat(inside("cut -d: -f1 /proc/self/net/dev | tail -n +3").strip()).isEqualTo("lo");
        for (var file : new String[] {"/x", "/usr/x", "/etc/x", "/settings/x", "/dev/x"}) {
            assertThat(inside("touch " + file)).contains("Read-only file system");
        }
        assertThat(inside("unshare --user true")).contains("Operation not permitted");
        assertThat(inside("cp /bin/true /data/server/true && /data/server/true"))
                .contains("Permission denied");
        assertThat(inside("ls -d /proc/[0-9]* 2>/dev/null | wc -l"))
                .satisfies(count -> assertThat(Integer.parseInt(count.strip())).isLessThan(30));
    }

    @Test
    void thereIsNoNetworkInTheBox() throws Exception {
        boxed.open("job-1");
        try (var honeypot = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(
                            inside(
                                    "timeout 5 bash -c ': </dev/tcp/127.0.0.1/"
                                            + honeypot.getLocalPort()
                                            + "'"))
                    .contains("Network is unreachable");
            assertThat(inside("timeout 5 bash -c ': </dev/tcp/192.0.2.1/80'"))
                    .contains("Network is unreachable");
        }
    }

    @Test
    void aBombInMemoryEndsItsSessionAndNoNeighbour() throws Exception {
        var bomber = boxed.open("bomber");
        var neighbour = boxed.open("neighbour");

        assertThatThrownBy(() ->
                        boxed.sql(
                                bomber,
                                """
                                SET work_mem = '2000GB';
                                SELECT cardinality(array_agg(repeat('x', 100000) || g))
                                FROM generate_series(1, 200000) g
                                """))
                .isInstanceOf(Fault.class);

        assertThat(boxed.ask(neighbour, "SELECT 1")).isEqualTo("1");
        assertThat(boxed.sandboxes.trouble("bomber").orElseThrow().code())
                .isEqualTo("SANDBOX:MEMORY");
        assertThat(boxed.sandboxes.trouble("neighbour")).isEmpty();
    }

    @Test
    void temporaryFilesHaveABoundThatTheJobCannotLift() throws Exception {
        var owner = boxed.open("job-1");

        assertThatThrownBy(() -> boxed.sql(owner, "SET temp_file_limit = -1"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() ->
                        boxed.sql(
                                owner,
                                """
                                WITH RECURSIVE r(n, p) AS (
                                    SELECT 1, repeat('x', 1000) UNION SELECT n + 1, p FROM r)
                                SELECT count(*) FROM r
                                """))
                .hasMessageContaining("temp_file_limit");
        assertThat(boxed.ask(owner, "SELECT 1")).isEqualTo("1");
    }

    @Test
    void aFullDiskIsTheJobsAlone() throws Exception {
        var filler =
                boxed.sandboxes
                        .open("filler", Sandboxed.needs(160, 256, Duration.ofMinutes(2)))
                        .owner();
        var neighbour = boxed.open("neighbour");

        assertThatThrownBy(() ->
                        boxed.sql(
                                filler,
                                """
                                CREATE TABLE t AS SELECT repeat(md5(g::text), 30) AS v
                                FROM generate_series(1, 2000000) g
                                """))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("No space left on device");

        boxed.sql(neighbour, "CREATE TABLE t AS SELECT generate_series(1, 1000) AS a");
        assertThat(boxed.ask(neighbour, "SELECT count(*) FROM public.t")).isEqualTo("1000");
    }

    @Test
    void locksUsedUpAreTheJobsAlone() throws Exception {
        var locker = boxed.open("locker");
        var neighbour = boxed.open("neighbour");

        assertThatThrownBy(() ->
                        boxed.sql(
                                locker,
                                "SELECT pg_advisory_lock(g) FROM generate_series(1, 1000000) g"))
                .hasMessageContaining("out of shared memory");

        assertThat(boxed.ask(neighbour, "SELECT pg_advisory_lock(1)")).isEmpty();
    }

    @Test
    void aFloodOfProcessesAndOfWordsStaysInside() throws Exception {
        boxed.open("job-1");

        inside("sh -c 'for i in $(seq 500); do sleep 20 >/dev/null 2>&1 & done'");
        inside("head -c 20000000 /dev/zero >/proc/1/fd/2; true");

        var log = SandboxPlace.of(boxed.root, "job-1").server().log();
        assertThat(java.nio.file.Files.size(log)).isLessThanOrEqualTo(256 * 1024);
        var place = SandboxPlace.of(boxed.root, "job-1").server();
        assertThat(Leftovers.processesOf(place.user())).hasSizeLessThanOrEqualTo(200);
    }

    private String inside(String command) throws Fault, InterruptedException, IOException {
        return boxed.inside("job-1", command);
    }
}
