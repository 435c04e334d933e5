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

/// Keycloak from 24.0.5 by way of 25.0.6 to 26.7.3: the walk-through in README.md, word for word.
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

            for (var command : Walkthrough.of("Upgrade a real product")) {
                var here = command.replace("/tmp/climb", production.folder().toString());
                var ended = belay.typed(here.contains("RUN") ? ofTheNewest(belay, here) : here);

                assertThat(ended.code()).as(command).isEqualTo(command.contains("check") ? 2 : 0);
                if (command.contains("plan")) {
                    assertThat(ended.output()).contains("24.0.5 → 25.0.6 → 26.7.3");
                } else if (command.contains("check")) {
                    assertThat(ended.output())
                            .contains("KEYCLOAK-SESSIONS", "CVE-2026-93999", "REHEARSAL:NONE");
                } else if (command.contains("rehearse")) {
                    assertThat(production.release()).isEqualTo("24.0.5");
                    assertThat(production.facts()).isEqualTo(before);
                    assertThat(production.processesOfTrials()).isEmpty();
                }
            }

            assertThat(production.release()).isEqualTo("26.7.3");
            assertThat(production.facts()).isEqualTo(before);
            assertThat(production.processesOfTrials()).isEmpty();
            assertTheHomeIsTheNewOne(production);
            assertTheOldDatabaseIsKeptAndShut(production, users);
            assertTheEvidenceTellsIt(belay, production);
        }
    }

    private static String ofTheNewest(CommandLine belay, String command) throws Exception {
        var run = belay.json("status", "-o", "json").at("/runs/0/id").asString();
        return command.replace("RUN", run);
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

    private static void assertTheEvidenceTellsIt(CommandLine belay, Climb production)
            throws Exception {
        assertThat(Files.readString(production.folder().resolve("climb.html")))
                .contains("24.0.5", "25.0.6", "26.7.3");
        assertThat(belay.run("detect", production.system()).output()).contains("26.7.3");
        assertThat(belay.run("plan", production.system()).code()).isEqualTo(3);
    }
}
