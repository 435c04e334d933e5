package belay.step;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AskFactsTest {

    @Test
    void longAnswersThatDifferAtTheirEndAreNotTakenForEqual() {
        var beginning = "x".repeat(1_000_000);
        // Equal in the 32 bits of String.hashCode.
        var one = beginning + "Aa";
        var other = beginning + "BB";

        assertThat(AskFacts.kept(one)).isNotEqualTo(AskFacts.kept(other));
        assertThat(AskFacts.kept(one)).isEqualTo(AskFacts.kept(beginning + "Aa"));
        assertThat(AskFacts.kept("short")).isEqualTo("short");
    }
}
