package belay.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Fault;
import belay.outside.Sandboxes.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxesTest {

    private Sandboxed boxed;

    @BeforeEach
    void prepare() throws IOException {
        boxed = new Sandboxed();
    }

    @AfterEach
    void closeAll() throws Exception {
        boxed.close();
    }

    @Test
    void aSandboxIsFoundAgainUnderItsName() throws Exception {
        var first = boxed.sandboxes.open("job-1", Sandboxed.needs("15"));
        boxed.sql(first.owner(), "CREATE TABLE t AS SELECT 1 AS a");

        var again = boxed.again().open("job-1", Sandboxed.needs("15"));

        assertThat(again).isEqualTo(first);
        assertThat(again.missing()).isEmpty();
        assertThat(boxed.ask(again.owner(), "SELECT a FROM public.t")).isEqualTo("1");
        assertThat(boxed.sandboxes.endpoint("job-1")).isEqualTo(first.owner());
    }

    @ParameterizedTest
    @ValueSource(strings = {"9.6", "15", "18"})
    void theJobsRoleHasNoRightBeyondItsDatabase(String major) throws Exception {
        var owner = boxed.sandboxes.open("job-1", Sandboxed.needs(major)).owner();

        boxed.sql(owner, "CREATE TABLE t (a int); COMMENT ON SCHEMA public IS 'mine'");

        assertThat(boxed.ask(owner, "SHOW server_version")).startsWith(major);
        assertRefused(owner, "CREATE ROLE bl_evil SUPERUSER");
        assertRefused(owner, "CREATE DATABASE other");
        assertRefused(owner, "COPY t FROM PROGRAM 'echo 1'");
        assertRefused(owner, "COPY t FROM '/etc/passwd'");
        assertRefused(owner, "CREATE TABLESPACE elsewhere LOCATION '/data'");
        assertRefused(owner, "SET session_replication_role = replica");
        assertRefused(owner, "BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION 'orphan'");
        for (var foreign : new String[] {"postgres", "template1"}) {
            assertThatThrownBy(() -> boxed.ask(owner.database(foreign), "SELECT 1"))
                    .hasMessageContaining("pg_hba.conf rejects");
        }
    }

    @Test
    void policiesHideNoRowFromWhoCompares() throws Exception {
        var owner = boxed.sandboxes.open("job-1", Sandboxed.needs("15")).owner();

        boxed.sql(
                owner,
                """
                CREATE TABLE hidden AS SELECT 'seen by nobody' AS words;
                ALTER TABLE hidden ENABLE ROW LEVEL SECURITY;
                ALTER TABLE hidden FORCE ROW LEVEL SECURITY;
                """);

        assertThat(boxed.ask(owner, "SELECT count(*) FROM public.hidden")).isEqualTo("1");
    }

    private void assertRefused(belay.outside.Endpoint owner, String statement) {
        assertThatThrownBy(() -> boxed.sql(owner, statement)).isInstanceOf(Fault.Permanent.class);
    }

    @Test
    void aSandboxThatDiedIsMadeAnewAndItsEndIsTold() throws Exception {
        var owner =
                boxed.sandboxes
                        .open("job-1", Sandboxed.needs(128, 256, Duration.ofSeconds(8)))
                        .owner();
        boxed.sql(owner, "CREATE TABLE t (a int)");

        assertThatThrownBy(() -> boxed.sql(owner, "DO 'BEGIN LOOP END LOOP; END'"))
                .isInstanceOf(Fault.Transient.class);

        boxed.awaitEnd("job-1");
        assertThat(boxed.sandboxes.trouble("job-1").orElseThrow().code()).isEqualTo("SANDBOX:TIME");
        assertThatThrownBy(() -> boxed.sandboxes.duplicate("job-1", "kept"))
                .hasMessageContaining("SANDBOX:TIME");
        var anew = boxed.open("job-1");
        assertThat(boxed.ask(anew, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
                .isEqualTo("0");
    }

    @Test
    void theJobsDatabaseIsKeptBesideItself() throws Exception {
        var owner = boxed.open("job-1");
        boxed.sql(owner, "CREATE TABLE t AS SELECT 1 AS a");

        var kept = boxed.sandboxes.duplicate("job-1", "before");
        boxed.sql(owner, "UPDATE t SET a = 2");

        assertThat(boxed.sandboxes.duplicate("job-1", "before")).isEqualTo(kept);
        assertThat(boxed.ask(kept, "SELECT a FROM public.t")).isEqualTo("1");
    }

    @Test
    void whatCannotBeMeantIsRefused() throws Exception {
        assertThatThrownBy(() -> boxed.sandboxes.open("job-1", Sandboxed.needs("8.4")))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("SANDBOX:NO_PROGRAMS");
        assertThatThrownBy(() -> boxed.sandboxes.open("../job", Sandboxed.needs("15")))
                .isInstanceOf(IllegalArgumentException.class);
        var tooMuch = new Needs("15", 1L << 50, 256 << 20, Duration.ofMinutes(1));
        assertThatThrownBy(() -> boxed.sandboxes.open("job-1", tooMuch))
                .hasMessageContaining("SANDBOX:SPACE");
        assertThat(boxed.sandboxes.left()).isEmpty();
    }

    @Test
    void aSandboxGetsAShareOfTheMemory() throws Exception {
        assertThat(boxed.sandboxes.memory()).isBetween(1L << 30, 4L << 30);
    }

    @Test
    void whatOneSandboxWasPromisedIsNotPromisedAgain() throws Exception {
        long room = boxed.sandboxes.room();
        var most = new Needs("15", room / 5 * 3, 256 << 20, Duration.ofMinutes(1));

        boxed.sandboxes.open("job-1", most);

        assertThat(boxed.sandboxes.room()).isLessThan(room / 2);
        assertThatThrownBy(() -> boxed.sandboxes.open("job-2", most))
                .hasMessageContaining("SANDBOX:SPACE")
                .hasMessageContaining("job-1 ");
        boxed.sandboxes.close("job-1");
        boxed.sandboxes.open("job-2", most);
    }

    @Test
    void aServerThatIsNotTheKnownOneIsNotUnpacked() throws Exception {
        var other = Files.writeString(boxed.root.resolve("other.jar"), "another file");
        var programs = Production.unpacked();
        var deceived = new PostgresSandboxes(boxed.root, programs, (coordinates, sum) -> other);

        assertThatThrownBy(() -> deceived.open("job-1", Sandboxed.needs("11")))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("SANDBOX:WRONG_SUM");
        assertThat(programs.resolve("postgresql-11.22.0")).doesNotExist();
        Files.delete(other);
    }

    @Test
    void withoutTheNetASupplierSaysWhatToDo() throws Exception {
        var offline =
                new PostgresSandboxes(
                        boxed.root,
                        Production.unpacked(),
                        (coordinates, sum) -> {
                            throw new Fault.Transient(
                                    belay.problem.Problem.of("NET:GONE", "nobody answers"));
                        });

        assertThatThrownBy(() -> offline.open("job-1", Sandboxed.needs("11")))
                .hasMessageContaining("nobody answers")
                .hasMessageContaining("Install the package postgresql-11");
    }

    @Test
    void aLinkInPlaceOfTheSocketIsNotFollowed() throws Exception {
        var owner = boxed.open("job-1");
        boxed.open("job-2");
        var other = SandboxPlace.of(boxed.root, "job-2").socket().resolve(".s.PGSQL.5432");
        var said =
                boxed.inside(
                        "job-1",
                        "ln -sf "
                                + other
                                + " /socket/.s.PGSQL.5432 && readlink /socket/.s.PGSQL.5432");
        assertThat(said).isEqualTo(other.toString());

        assertThatThrownBy(() -> boxed.ask(owner, "SELECT 1")).isInstanceOf(Fault.class);

        assertThat(Files.isSymbolicLink(Path.of(owner.host(), ".s.PGSQL.5432"))).isTrue();
    }
}
