package belay.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Fault;
import belay.problem.Problem;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SidesTest {

    private final Fault dead = new Fault.Permanent(Problem.of("SIDE:DEAD", "it is dead"));

    @Test
    void bothSidesAreAskedAtTheSameTime() throws Exception {
        var both = new CyclicBarrier(2);

        var sides = Sides.ask(() -> "old" + (both.await() < 2), () -> "new" + (both.await() < 2));

        assertThat(sides).isEqualTo(new Sides<>("oldtrue", "newtrue"));
    }

    @Test
    void theFirstFailureEndsTheOtherQuestionWhicheverSideItIs() {
        assertThatThrownBy(() -> Sides.ask(this::fails, SidesTest::neverAnswers)).isSameAs(dead);
        assertThatThrownBy(() -> Sides.ask(SidesTest::neverAnswers, this::fails)).isSameAs(dead);
    }

    @Test
    void aBugOfOneSideIsNotDressedUp() {
        var bug = new IllegalStateException("a bug");

        assertThatThrownBy(() ->
                        Sides.ask(
                                SidesTest::neverAnswers,
                                () -> {
                                    throw bug;
                                }))
                .isSameAs(bug);
    }

    @Test
    void anInterruptEndsBothQuestions() throws Exception {
        var asked = new CountDownLatch(2);
        var ended = new CountDownLatch(1);
        var asker =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                Sides.ask(() -> silent(asked), () -> silent(asked));
                            } catch (InterruptedException both) {
                                ended.countDown();
                            } catch (Fault fault) {
                                throw new IllegalStateException(fault);
                            }
                        });
        asked.await();

        asker.interrupt();

        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private String fails() throws Fault {
        throw dead;
    }

    private static String neverAnswers() throws InterruptedException {
        return silent(new CountDownLatch(1));
    }

    private static String silent(CountDownLatch asked) throws InterruptedException {
        asked.countDown();
        new CountDownLatch(1).await();
        return "never";
    }
}
