package belay.products;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Keycloak from 24.0.5 by way of 25.0.6 to 26.7.3, as the walk-through in README.md does it.
@Tag("products")
class KeycloakTest {

    @Test
    @Timeout(value = 40, unit = TimeUnit.MINUTES)
    void isTheSameKeycloakTwoReleasesLater(@TempDir Path sandbox) throws Exception {
        try (var production = Climb.in(sandbox)) {
            var belay = new CommandLine(sandbox.resolve("belay"));
            var before = production.facts();
            var users = production.usersInDatabase();
            assertThat(production.release()).isEqualTo("24.0.5");
            assertThat(before).containsEntry("users", "25").containsEntry("theme", "true");

            assertThat(belay.run("detect", production.system()).output()).contains("24.0.5");
            assertThat(belay.run("plan", production.system()).output())
                    .contains("24.0.5 → 25.0.6 → 26.7.3");
            assertThat(belay.run("check", production.system()))
                    .returns(2, CommandLine.Ended::code)
                    .satisfies(ended -> assertThat(ended.output()).contains("REHEARSAL:NONE"));
            assertThat(belay.run("rehearse", production.system()).code()).isZero();

            assertThat(production.release()).isEqualTo("24.0.5");
            assertThat(production.facts()).isEqualTo(before);
            assertThat(production.processesOfTrials()).isEmpty();

            assertThat(belay.run("upgrade", production.system()).code()).isZero();

            assertThat(production.release()).isEqualTo("26.7.3");
            assertThat(production.facts()).isEqualTo(before);
            assertThat(production.processesOfTrials()).isEmpty();
            assertTheHomeIsTheNewOne(production);
            assertTheOldDatabaseIsKeptAndShut(production, users);
            assertTheEvidenceTellsIt(belay, sandbox);
        }
    }

    private static void assertTheHomeIsTheNewOne(Climb production) throws IOException {
        var home = production.folder().resolve("keycloak").toRealPath();
        assertThat(Files.readString(home.resolve("version.txt"))).contains("26.7.3");
        assertThat(home.resolve("themes/climb/login/resources/css/climb.css")).exists();
        assertThat(production.folder().resolve("keycloak-24.0.5/version.txt")).exists();
        assertThat(production.configuration())
                .containsAllEntriesOf(
                        Map.of(
                                "hostname",
                                production.address(),
                                "proxy-headers",
                                "xforwarded",
                                "http-port",
                                Integer.toString(production.http()),
                                "log-level",
                                "info"))
                .doesNotContainKeys("hostname-url", "hostname-strict-https", "proxy");
    }

    private static void assertTheOldDatabaseIsKeptAndShut(Climb production, String users)
            throws Exception {
        var old = production.oldDatabase();
        assertThat(old.ask("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'keycloak'"))
                .isEqualTo("f");
        assertThat(old.ask("SELECT version FROM migration_model ORDER BY update_time DESC LIMIT 1"))
                .isEqualTo("24.0.5");
        assertThat(old.ask("SELECT count(*) FROM user_entity")).isEqualTo(users);
        assertThat(production.newDatabase().port()).isNotEqualTo(old.port());
        assertThat(production.usersInDatabase()).isEqualTo(users);
    }

    private static void assertTheEvidenceTellsIt(CommandLine belay, Path sandbox) throws Exception {
        var status = belay.run("status");
        assertThat(status.output()).contains("climb");
        var run = belay.json("status", "-o", "json").at("/runs/0/id").asString();
        var page = sandbox.resolve("evidence.html");

        assertThat(belay.run("evidence", run, "--html", page.toString()).code()).isZero();

        assertThat(Files.readString(page)).contains("24.0.5", "25.0.6", "26.7.3");
        assertThat(belay.run("detect", sandbox.resolve("climb/system.yaml").toString()).output())
                .contains("26.7.3");
        assertThat(belay.run("plan", sandbox.resolve("climb/system.yaml").toString()).code())
                .isEqualTo(3);
    }
}
