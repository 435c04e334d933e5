package belay.postgres.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BoardTest {

    private final Board board = new Board(4);

    @Test
    void theHeaviestGoesFirstAndAllShareTheProcessors() throws Exception {
        board.add(List.of(new Piece("a", 1), new Piece("b", 3), new Piece("c", 2)));

        assertThat(List.of(taken(), taken(), taken()))
                .extracting(piece -> piece.name + piece.processors)
                .containsExactly("b1", "c1", "a1");
    }

    @Test
    void whoIsAloneHasThemAll() throws Exception {
        board.add(List.of(new Piece("a", 1)));

        assertThat(taken().processors).isEqualTo(4);
    }

    @Test
    void whatMustWaitForAnotherTakesNoShare() throws Exception {
        board.add(List.of(new Piece("a", 1), new Piece("a", 9), new Piece("b", 1)));

        var first = taken();
        var second = taken();

        assertThat(List.of(first.name + first.processors, second.name + second.processors))
                .containsExactly("a2", "b2");
        board.left(first);
        assertThat(taken().weight).isEqualTo(9);
    }

    @Test
    void longTextsWaitUntilOthersAreDone() throws Exception {
        board.add(List.of(new Piece("a", 1, Board.MOST_TEXT + 1)));
        var more =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                board.add(List.of(new Piece("b", 1)));
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        var first = taken();

        assertThat(more.join(Duration.ofMillis(200))).isFalse();
        board.left(first);

        more.join();
        assertThat(taken().name).isEqualTo("b");
    }

    private Piece taken() throws InterruptedException {
        return (Piece) board.take().orElseThrow();
    }

    /// What claims the thing of its name, and does nothing.
    private static final class Piece implements Job {

        private final String name;
        private final long weight;
        private final int size;
        private int processors;

        Piece(String name, long weight) {
            this(name, weight, 1);
        }

        Piece(String name, long weight, int size) {
            this.name = name;
            this.weight = weight;
            this.size = size;
        }

        @Override
        public boolean wanted() {
            return processors == 0;
        }

        @Override
        public void taken(int processors) {
            this.processors = processors;
        }

        @Override
        public boolean left() {
            return true;
        }

        @Override
        public Claims claims() {
            return new Claims(Map.of(name, false));
        }

        @Override
        public long weight() {
            return weight;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public void run(Session session) {
            throw new UnsupportedOperationException("is never run");
        }
    }
}
