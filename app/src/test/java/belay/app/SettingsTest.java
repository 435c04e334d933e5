package belay.app;

import static org.assertj.core.api.Assertions.assertThat;

import belay.app.Settings.Memory;
import belay.problem.Answer;
import belay.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    private static final Settings.Caller ADA =
            new Settings.Caller(false, Path.of("/home/ada"), Path.of("/opt/belay"));
    private static final Settings.Caller ROOT =
            new Settings.Caller(true, Path.of("/root"), Path.of("/opt/belay"));

    @Test
    void nothingSetMeansTheUsualPlaces() {
        assertThat(Settings.of(Map.of("PATH", "/bin"), ADA))
                .isEqualTo(
                        Answer.of(
                                new Settings(
                                        Path.of("/home/ada/.belay"),
                                        new Memory.Embedded(),
                                        List.of(
                                                Path.of("/opt/belay/packs"),
                                                Path.of("/home/ada/.belay/packs")))));
        assertThat(given(Map.of(), ROOT).home()).isEqualTo(Path.of("/var/lib/belay"));
    }

    @Test
    void anOutsideStoreAndOwnPacksComeFirst() {
        var settings =
                given(
                        Map.of(
                                "BELAY_HOME", "/srv/belay",
                                "BELAY_STORE", "jdbc:postgresql://db/belay",
                                "BELAY_STORE_PASSWORD_FILE", "/etc/belay/password",
                                "BELAY_PACKS", "/srv/packs:/srv/more",
                                "BELAY_JAVA_HOME", "/opt/jdk"),
                        ADA);

        assertThat(settings)
                .isEqualTo(
                        new Settings(
                                Path.of("/srv/belay"),
                                new Memory.Outside(
                                        "jdbc:postgresql://db/belay",
                                        "belay",
                                        "/etc/belay/password"),
                                List.of(
                                        Path.of("/srv/packs"),
                                        Path.of("/srv/more"),
                                        Path.of("/opt/belay/packs"),
                                        Path.of("/srv/belay/packs"))));
    }

    @Test
    void allThatIsWrongIsToldTogether() {
        var answer =
                Settings.of(
                        Map.of(
                                "BELAY_HOM", "/srv/belay",
                                "BELAY_STORE", "mysql://db?password=secret"),
                        ADA);

        assertThat(answer).isInstanceOf(Answer.Refused.class);
        var problems = ((Answer.Refused<Settings>) answer).problems();
        assertThat(problems)
                .extracting(Problem::code)
                .containsExactly("SETTINGS:UNKNOWN", "SETTINGS:STORE", "SETTINGS:INLINE_SECRET");
        assertThat(problems.toString()).doesNotContain("secret=", "=secret");
    }

    private static Settings given(Map<String, String> environment, Settings.Caller caller) {
        return switch (Settings.of(environment, caller)) {
            case Answer.Given<Settings>(var settings) -> settings;
            case Answer.Refused<Settings>(var problems) ->
                    throw new AssertionError(problems.toString());
        };
    }
}
