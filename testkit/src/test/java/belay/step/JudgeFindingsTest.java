package belay.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a proof that differs says to who has to decide.
class JudgeFindingsTest {

    private static final String ENTRY = "{table: public.cart, dropped: true, because: ...}";

    @Test
    void differencesAreAListAndWhatDeclaresThemCanBePasted() {
        var problem =
                JudgeFindings.differs(
                        List.of("table public.cart is gone", "public.note had 3 rows and has 2"),
                        List.of(ENTRY, "{table: public.note, rows: any, because: ...}"),
                        List.of("2.0", "2.3"),
                        "");

        assertThat(problem.value())
                .isEqualTo("- table public.cart is gone\n- public.note had 3 rows and has 2");
        assertThat(problem.advice())
                .isEqualTo(
                        """
                        Look at what the hops to 2.0, 2.3 did. What is right is declared in the pack, at the hop that made it:
                            changes:
                              - {table: public.cart, dropped: true, because: ...}
                              - {table: public.note, rows: any, because: ...}\
                        """);
    }

    @Test
    void oneDifferenceOfOneHopIsNoList() {
        var problem =
                JudgeFindings.differs(
                        List.of("table public.cart is gone"), List.of(ENTRY), List.of("2.0"), "");

        assertThat(problem.value()).isEqualTo("table public.cart is gone");
        assertThat(problem.advice()).contains("the hop to 2.0 did", "at that hop:");
    }

    @Test
    void manyDifferencesAreCounted() {
        var tables = IntStream.range(0, 60).mapToObj(i -> "table public.t" + i + " is gone");
        var problem =
                JudgeFindings.differs(
                        tables.toList(), List.of(), List.of("2.0"), "\nbelay rollback x");

        assertThat(problem.reason()).contains("60 differences");
        assertThat(problem.value()).endsWith("- and 55 more");
        assertThat(problem.advice()).isEqualTo("Look at what the hop to 2.0 did\nbelay rollback x");
    }
}
