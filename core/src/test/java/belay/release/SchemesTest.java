package belay.release;

import static belay.problem.Answer.given;
import static org.assertj.core.api.Assertions.assertThat;

import belay.problem.Answer;
import belay.release.Version.Order;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The schemes of real vendors: each written form, the order, and what holds for all of them.
class SchemesTest {

    @ParameterizedTest
    @CsvSource({
        "dataminer,10.2 CU5,10.2.0 [CU5]",
        "dataminer,10.2.0-CU5,10.2.0 [CU5]",
        "dataminer,10.2.0 CU5,10.2.0 [CU5]",
        "dataminer,10.2.0 [cu5],10.2.0 [CU5]",
        "dataminer,10.2.0 [CU0],10.2.0",
        "dataminer,9.6,9.6.0",
        "dataminer,DataMiner 10.4.12,10.4.12",
        "dataminer,10.5.8 [CU1],10.5.8 [CU1]",
        "dataminer,10.4.0.0-14772-20240821-release,10.4.0.0-14772-20240821-release",
        "dataminer,10.3.0.0 - 12752,10.3.0 build 12752",
        "dataminer,10.5.0 [CU4] build 16239,10.5.0 [CU4] build 16239",
        "odoo,16,16.0",
        "odoo,16.0.1.3,16.0",
        "odoo,saas~16.3.1.3,saas~16.3",
        "odoo,saas-16.3,saas~16.3",
        "odoo,SAAS~16.3,saas~16.3",
        "odoo,16.3,saas~16.3",
        "odoo,17.0+e,17.0+e",
        "odoo,6.1,6.1",
        "odoo,10.saas~14,10.saas~14",
        "maven,4.4,4.4.0",
        "maven,5.3.0.Final,5.3.0",
        "maven,5.0.0-SP1,5.0.0-SP1",
        "calendar,2026-05-27,2026.05.27",
        "calendar,24.04 LTS,24.04",
        "letters,8.4A,8.4a",
        "numeric,19.22.0.0.0,19.22.0.0.0"
    })
    void everyWrittenFormBecomesTheOnePrint(String scheme, String written, String printed) {
        var version = given(Scheme.named(scheme).read(written));

        assertThat(version).hasToString(printed);
        assertThat(given(Scheme.named(scheme).read(printed))).isEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ':',
            value = {
                "dataminer:10.2.0, 10.2.0 build 900, 10.2.0 [CU1], 10.2.0 [CU10], 10.3.0, 10.10.0",
                "dataminer:9.6.1, 10.4.2, 10.4.12, 10.4.12 [CU1], 10.5.1",
                "odoo:6.1, 15.0, 16.0, 16.0+e, saas~16.3, saas~16.4, 17.0, saas~17.2",
                "maven:4.4.7-alpha1, 4.4.7-b2, 4.4.7-M1, 4.4.7-rc1, 4.4.7-rc10, 4.4.7-SNAPSHOT, 4.4.7,"
                        + " 4.4.7-SP1, 4.4.7-SP2, 4.4.7-wso2v1, 4.4.7.1, 4.4.8, 5.0.0-SP1",
                "calendar:22.10, 24.04-rc1, 24.04, 24.04.1, 24.10, 2024.1, 2024.10.3",
                "letters:8.4, 8.4.1, 8.4a, 8.4b, 8.4aa, 8.5, 9.6.9, 9.6.24, 10"
            })
    void versionsOfOneTrackAreOrdered(String scheme, String list) {
        var expected =
                List.of(list.split(", ?", -1)).stream()
                        .map(text -> given(Scheme.named(scheme).read(text)))
                        .toList();
        var shuffled = new ArrayList<>(expected);
        Collections.shuffle(shuffled, new Random(7));

        shuffled.sort(Version.withinTrack());

        assertThat(shuffled).isEqualTo(expected);
    }

    @Test
    void mainAndFeatureReleasesHaveNoOrder() {
        var dataminer = Scheme.named("dataminer");

        assertThat(given(dataminer.read("10.4.0 [CU12]")).against(given(dataminer.read("10.4.12"))))
                .isEqualTo(Order.APART);
    }

    @ParameterizedTest
    @CsvSource({
        "dataminer,10.4.*,10.4.12,true",
        "dataminer,10.4.*,10.4.0 [CU3],true",
        "dataminer,>=10.4.*,10.5.1,true",
        "dataminer,>=10.4.* <10.6.*,10.5.0 [CU3],true",
        "dataminer,>=10.4.* <10.6.*,10.6.1,false",
        "dataminer,10.4.0 [CU*],10.4.0 [CU3],true",
        "dataminer,10.4.0 [CU*],10.4.3,false",
        "dataminer,10.4.0,10.4.0 [CU1],false",
        "dataminer,10.4.0,10.4.0.0-14772-20240821-release,true",
        "dataminer,>=10.4.0 [CU19],10.4.0 [CU20],true",
        "dataminer,>=10.4.2,10.4.0 [CU20],false",
        "odoo,16,saas~16.3,true",
        "odoo,16.0,saas~16.3,false",
        "odoo,>16.0 <17.0,saas~16.3,true",
        "odoo,>16.0 <17.0,17.0,false",
        "odoo,16.0,16.0+e,true",
        "maven,>=4.4.7,4.4.7-rc1,false",
        "maven,4.4,4.4.7,true",
        "maven,4.4.7,4.4.7.1,false",
        "calendar,24,24.04.1,true",
        "calendar,24.04.*,24.04.1,true",
        "letters,8.4.*,8.4a,true",
        "letters,8.4.*,8.4.1,true",
        "letters,8.4,8.4a,false"
    })
    void rangesOfEachSchemeHoldWhatTheySay(
            String scheme, String range, String version, boolean holds) {
        assertThat(
                        given(Range.read(Scheme.named(scheme), range))
                                .holds(given(Scheme.named(scheme).read(version))))
                .isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dataminer:10.2.0 CU5 CU6", "dataminer:10.4.2425.2536", "dataminer:x"})
    void whatIsNoVersionIsRefused(String text) {
        var words = text.split(":", 2);

        assertThat(Scheme.named(words[0]).read(words[1])).isInstanceOf(Answer.Refused.class);
    }

    @Test
    void aBuildBelongsToItsRelease() {
        assertThat(release("dataminer", "10.4.0.3-14772-20240821-release"))
                .isEqualTo("10.4.0 [CU3]");
        assertThat(release("odoo", "17.0+e-20240115")).isEqualTo("17.0");
    }

    /// For versions made at random: printed and read each is itself, and the order within a track
    /// is total.
    @ParameterizedTest
    @ValueSource(
            strings = {"numeric", "semver", "dataminer", "odoo", "maven", "calendar", "letters"})
    void theLawsOfVersionsHold(String name) {
        var scheme = Scheme.named(name);
        var random = new Random(42);
        var versions = new ArrayList<Version>();
        while (versions.size() < 300) {
            if (scheme.read(made(name, random)) instanceof Answer.Given<Version>(var version)) {
                versions.add(version);
            }
        }

        for (var one : versions) {
            assertThat(given(scheme.read(one.toString()))).isEqualTo(one);
            for (var two : versions) {
                assertThat(one.against(two)).isEqualTo(opposite(two.against(one)));
                assertThat(one.against(two) == Order.SAME).isEqualTo(one.equals(two));
                assertThat(one.against(two) == Order.APART)
                        .isEqualTo(!one.track().equals(two.track()));
            }
        }
        versions.sort(Version.withinTrack());
        for (int i = 0; i + 2 < versions.size(); i++) {
            assertThat(versions.get(i).against(versions.get(i + 2))).isNotEqualTo(Order.AFTER);
        }
    }

    private static String release(String name, String build) {
        var scheme = Scheme.named(name);
        return scheme.release(given(scheme.read(build))).toString();
    }

    private static String made(String scheme, Random random) {
        var three = random.nextInt(12) + "." + random.nextInt(12) + "." + random.nextInt(3);
        return switch (scheme) {
            case "semver" ->
                    three + pick(random, "", "", "-rc." + random.nextInt(11), "+b" + three);
            case "dataminer" ->
                    three
                            + pick(
                                    random,
                                    "",
                                    " [CU" + random.nextInt(20) + "]",
                                    "." + random.nextInt(9) + "-14772-20240821-release",
                                    " CU3 build 1234");
            case "odoo" ->
                    pick(random, "", "saas~")
                            + (random.nextInt(12) + 7)
                            + "."
                            + random.nextInt(4)
                            + pick(random, "", "+e", ".1.3");
            case "maven" ->
                    three
                            + pick(
                                    random,
                                    "",
                                    ".4",
                                    "-rc" + random.nextInt(12),
                                    "-SP1",
                                    ".v20240101");
            case "calendar" ->
                    (20 + random.nextInt(9))
                            + "."
                            + (1 + random.nextInt(12))
                            + pick(random, "", "." + random.nextInt(9), "-rc1", "b2");
            case "letters" -> three + pick(random, "", "a", "zb", "b.1");
            default -> three + pick(random, "", ".0.0", ".7");
        };
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static Order opposite(Order order) {
        return switch (order) {
            case BEFORE -> Order.AFTER;
            case AFTER -> Order.BEFORE;
            case SAME -> Order.SAME;
            case APART -> Order.APART;
        };
    }
}
