package belay.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunIdsTest {

    private static final Instant MORNING = Instant.parse("2026-11-21T09:03:59Z");

    private final RunIds ids = new RunIds(InstantSource.fixed(MORNING), new Random(7));

    @Test
    void anIdTellsTheMinuteAndDiffersFromTheNext() {
        var first = ids.next();
        var second = ids.next();

        assertThat(first.text()).startsWith("20261121-0903-").hasSize(18);
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void laterIdsSortLater() {
        var later = new RunIds(InstantSource.fixed(MORNING.plusSeconds(60)), new Random(7));

        assertThat(ids.next()).isLessThan(later.next());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20261121-0903", "20261121-0903-K7Q2", "20261121-0903-k7q2; rm"})
    void whatIsNotARunIdIsRefused(String text) {
        assertThat(RunId.isOne(text)).isFalse();
        assertThatThrownBy(() -> new RunId(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
