package belay.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Fault;
import belay.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SideBySideTest {

    @Test
    void answersComeInTheOrderOfTheQuestionsAndAreEmptyWhereNoneCame() throws Exception {
        Callable<String> late =
                () -> {
                    new CountDownLatch(1).await();
                    return "never";
                };

        assertThat(SideBySide.ask(List.of(late, () -> "one", () -> "two"), Duration.ofSeconds(1)))
                .containsExactly(Optional.empty(), Optional.of("one"), Optional.of("two"));
    }

    @Test
    void aFaultIsOneOfWhoAsks() {
        Callable<String> faulty =
                () -> {
                    throw new Fault.Transient(Problem.of("STORE:AWAY", "it does not answer"));
                };

        assertThatThrownBy(() -> SideBySide.ask(List.of(faulty), Duration.ofSeconds(20)))
                .isInstanceOf(Fault.Transient.class);
    }
}
