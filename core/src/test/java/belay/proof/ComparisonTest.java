package belay.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.proof.Comparison.Side;
import belay.release.Change;
import belay.release.Change.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    @Test
    void theSameDataHolds() {
        var comparison = compare(List.of(ORDERS), List.of(ORDERS));

        var proof =
                comparison.judge(read(comparison, true, 3, "c"), read(comparison, false, 3, "c"));

        assertThat(proof.holds()).isTrue();
        assertThat(proof.compared()).containsExactly(new Proof.Compared(name("orders"), 2, 3));
    }

    @Test
    void nothingComparedProvesNothing() {
        var comparison = compare(List.of(), List.of());

        assertThat(comparison.judge(List.of(), List.of()).holds()).isFalse();
    }

    @Test
    void aLostRowIsFound() {
        var comparison = compare(List.of(ORDERS), List.of(ORDERS));

        var proof =
                comparison.judge(read(comparison, true, 3, "c"), read(comparison, false, 2, "d"));

        assertThat(proof.holds()).isFalse();
        assertThat(proof.differences())
                .extracting(Difference::toString)
                .containsExactly("public.orders had 3 rows and has 2");
    }

    @Test
    void anotherValueIsFound() {
        var comparison = compare(List.of(ORDERS), List.of(ORDERS));

        var proof =
                comparison.judge(read(comparison, true, 3, "c"), read(comparison, false, 3, "d"));

        assertThat(proof.differences())
                .extracting(Difference::toString)
                .containsExactly("public.orders has other values in the same number of rows");
    }

    @Test
    void aDifferenceSaysWhichEntryWouldDeclareIt() {
        var values =
                new Difference(name("orders"), Difference.Kind.VALUES, "", "c", "d")
                        .with(
                                new Difference.Rows(
                                        new Difference.Rows.Group(0, List.of()),
                                        new Difference.Rows.Group(0, List.of()),
                                        new Difference.Rows.Group(2, List.of("id=3", "id=5")),
                                        List.of(new Difference.Rows.Column("total", 2)),
                                        true));

        assertThat(values)
                .hasToString(
                        "public.orders has other values in the same number of rows: 2 changed,"
                                + " e.g. id=3, id=5; in total (2)");
        assertThat(values.declaration())
                .isEqualTo("{table: public.orders, columns: [total], because: ...}");
        assertThat(new Difference(name("orders"), Difference.Kind.ROWS, "", "3", "2").declaration())
                .contains("rows: any");
    }

    @Test
    void whatWasFoundEarlyStaysFoundAndIsNotReadAgain() {
        var comparison = compare(List.of(ORDERS), List.of(ORDERS));
        var early =
                comparison.judge(read(comparison, true, 3, "c"), read(comparison, false, 2, "d"));

        var rest = comparison.rest(Set.of());

        assertThat(rest.pairs()).isEmpty();
        assertThat(early.and(rest.judge(List.of(), List.of())).differences()).hasSize(1);
    }

    @Test
    void aTableThatIsGoneIsFound() {
        assertThat(differences(compare(List.of(ORDERS), List.of())))
                .containsExactly("table public.orders is gone");
    }

    @Test
    void aTableThatWasDeclaredToBeDroppedMayGo() {
        var comparison = compare(List.of(ORDERS), List.of(), change("orders", Kind.TABLE_DROPPED));

        assertThat(differences(comparison)).isEmpty();
        assertThat(proof(comparison).seen()).containsExactly(change("orders", Kind.TABLE_DROPPED));
    }

    @Test
    void aTableWhoseRowsMayChangeMustStillBeThere() {
        assertThat(differences(compare(List.of(ORDERS), List.of(), change("orders", Kind.ROWS))))
                .containsExactly("table public.orders is gone");
    }

    @Test
    void aNewTableIsFound() {
        assertThat(differences(compare(List.of(), List.of(ORDERS))))
                .containsExactly("table public.orders is new");
    }

    @Test
    void aNewTableThatWasDeclaredIsNamedAsNotCompared() {
        var proof = proof(compare(List.of(), List.of(ORDERS), change("ord.*", Kind.TABLE_ADDED)));

        assertThat(proof.differences()).isEmpty();
        assertThat(proof.notCompared())
                .containsExactly(new Proof.NotCompared(name("orders"), "declared to be added"));
    }

    @Test
    void aRenamedTableIsComparedUnderItsNewName() {
        var comparison =
                compare(
                        List.of(ORDERS),
                        List.of(table("purchase", "id bigint", "total numeric")),
                        change("orders", Kind.TABLE_RENAMED, "purchase"));

        assertThat(differences(comparison)).isEmpty();
        assertThat(comparison.pairs().getFirst().after())
                .isEqualTo(new Side(name("purchase"), List.of("id", "total")));
    }

    @Test
    void aRenamedColumnIsReadUnderEachOfItsNames() {
        var comparison =
                compare(
                        List.of(ORDERS),
                        List.of(table("orders", "sum numeric", "id bigint")),
                        change("orders", Kind.RENAMED_COLUMNS, "total=sum"));

        assertThat(differences(comparison)).isEmpty();
        assertThat(comparison.pairs().getFirst())
                .isEqualTo(
                        new Comparison.Pair(
                                new Side(name("orders"), List.of("id", "total")),
                                new Side(name("orders"), List.of("id", "sum")),
                                false));
    }

    @Test
    void renamesOfSeveralHopsAreFollowed() {
        var comparison =
                compare(
                        List.of(ORDERS),
                        List.of(table("sale", "id bigint", "price numeric")),
                        change("orders", Kind.RENAMED_COLUMNS, "total=sum"),
                        change("orders", Kind.TABLE_RENAMED, "sale"),
                        change("sale", Kind.RENAMED_COLUMNS, "sum=price"));

        assertThat(differences(comparison)).isEmpty();
        assertThat(comparison.pairs().getFirst().after())
                .isEqualTo(new Side(name("sale"), List.of("id", "price")));
    }

    @Test
    void aColumnThatMayDifferIsNotRead() {
        var comparison =
                compare(
                        List.of(ORDERS),
                        List.of(table("orders", "id bigint", "total integer")),
                        change("orders", Kind.COLUMNS, "total"));

        assertThat(differences(comparison)).isEmpty();
        assertThat(comparison.pairs().getFirst().before().columns()).containsExactly("id");
    }

    @Test
    void aColumnThatIsGoneIsFound() {
        assertThat(differences(compare(List.of(ORDERS), List.of(table("orders", "id bigint")))))
                .containsExactly("column total of public.orders is gone");
    }

    @Test
    void aColumnThatIsNewIsFound() {
        assertThat(differences(compare(List.of(table("orders", "id bigint")), List.of(ORDERS))))
                .containsExactly("column total of public.orders is new");
    }

    @Test
    void aNewColumnThatWasDeclaredMayAppear() {
        var before = List.of(table("orders", "id bigint"));

        assertThat(
                        differences(
                                compare(
                                        before,
                                        List.of(ORDERS),
                                        change("orders", Kind.COLUMNS_ADDED, "total"))))
                .isEmpty();
        assertThat(
                        differences(
                                compare(
                                        before,
                                        List.of(ORDERS),
                                        change("orders", Kind.COLUMNS_ADDED))))
                .isEmpty();
        assertThat(
                        differences(
                                compare(
                                        before,
                                        List.of(ORDERS),
                                        change("orders", Kind.COLUMNS_ADDED, "vat"))))
                .containsExactly("column total of public.orders is new");
    }

    @Test
    void anotherTypeIsFound() {
        assertThat(
                        differences(
                                compare(
                                        List.of(ORDERS),
                                        List.of(table("orders", "id integer", "total numeric")))))
                .containsExactly("column id of public.orders was bigint and is integer");
    }

    @Test
    void aWidenedColumnIsReadByItsNewTypeOnBothSides() {
        var comparison =
                compare(
                        List.of(table("orders", "id integer", "total numeric")),
                        List.of(table("orders", "number bigint", "total numeric")),
                        change("orders", Kind.COLUMNS_WIDENED, "id"),
                        change("orders", Kind.RENAMED_COLUMNS, "id=number"));

        assertThat(differences(comparison)).isEmpty();
        assertThat(comparison.pairs().getFirst().before())
                .isEqualTo(
                        new Side(name("orders"), List.of("id", "total"), Map.of("id", "bigint")));
        assertThat(comparison.pairs().getFirst().after())
                .isEqualTo(
                        new Side(
                                name("orders"),
                                List.of("number", "total"),
                                Map.of("number", "bigint")));
        assertThat(
                        comparison
                                .judge(
                                        read(comparison, true, 3, "c"),
                                        read(comparison, false, 3, "d"))
                                .differences())
                .extracting(Difference::kind)
                .containsExactly(Difference.Kind.VALUES);
    }

    @Test
    void aColumnThatWasDeclaredToBeWidenedMayNotBeNarrowed() {
        var narrowed =
                compare(
                        List.of(ORDERS),
                        List.of(table("orders", "id integer", "total numeric")),
                        change("orders", Kind.COLUMNS_WIDENED, "id"));

        assertThat(differences(narrowed))
                .containsExactly("column id of public.orders was bigint and is integer");
    }

    @Test
    void anotherTypeSaysWhichEntryWouldDeclareIt() {
        assertThat(retyped("integer", "bigint").declaration())
                .isEqualTo("{table: public.orders, columns-widened: [id], because: ...}");
        assertThat(retyped("bigint", "integer").declaration())
                .isEqualTo("{table: public.orders, columns: [id], because: ...}");
    }

    private static Difference retyped(String was, String is) {
        return new Difference(name("orders"), Difference.Kind.TYPE, "id", was, is);
    }

    @Test
    void aTableThatMayGrowMayNotShrink() {
        var comparison =
                compare(List.of(ORDERS), List.of(ORDERS), change("orders", Kind.ROWS_ADDED));

        var shrunk =
                comparison.judge(read(comparison, true, 3, "c"), read(comparison, false, 2, "d"));

        assertThat(shrunk.differences())
                .extracting(Difference::toString)
                .containsExactly("public.orders had 3 rows and has 2");
    }

    @Test
    void whereRowsMayComeTheOldOnesAreLookedFor() {
        var comparison =
                compare(List.of(ORDERS), List.of(ORDERS), change("orders", Kind.ROWS_ADDED));
        var was = read(comparison, true, 3, "c");
        var is = read(comparison, false, 5, "d");

        assertThat(comparison.grown(was, is)).isEqualTo(comparison.pairs());
        var kept = comparison.judge(was, is, Map.of(name("orders"), 0L));
        var lost = comparison.judge(was, is, Map.of(name("orders"), 2L));

        assertThat(kept.holds()).isTrue();
        assertThat(kept.compared()).containsExactly(new Proof.Compared(name("orders"), 2, 3));
        assertThat(kept.notCompared()).isEmpty();
        assertThat(lost.differences())
                .extracting(Difference::toString)
                .containsExactly("public.orders has 1 of its 3 old rows");
        assertThat(lost.differences().getFirst().declaration()).contains("rows: any");
        assertThatThrownBy(() -> comparison.judge(was, is))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whereRowsMayHaveComeAndNoneHasTheValuesAreTheSame() {
        var comparison =
                compare(List.of(ORDERS), List.of(ORDERS), change("orders", Kind.ROWS_ADDED));
        var was = read(comparison, true, 3, "c");
        var is = read(comparison, false, 3, "d");

        assertThat(comparison.grown(was, is)).isEmpty();
        assertThat(comparison.judge(was, is).differences())
                .extracting(Difference::kind)
                .containsExactly(Difference.Kind.VALUES);
    }

    @Test
    void ofOldRowsThatAreGoneOrChangedTheNewOnesAreNotTold() {
        var told =
                new Difference(name("orders"), Difference.Kind.OLD_ROWS, "", "3", "2")
                        .with(
                                new Difference.Rows(
                                        new Difference.Rows.Group(0, List.of()),
                                        new Difference.Rows.Group(9, List.of("id=10")),
                                        new Difference.Rows.Group(1, List.of("id=3")),
                                        List.of(new Difference.Rows.Column("total", 1)),
                                        true));

        assertThat(told)
                .hasToString(
                        "public.orders has 2 of its 3 old rows: 1 changed, e.g. id=3; in total (1)");
        assertThat(told.declaration())
                .isEqualTo("{table: public.orders, columns: [total], because: ...}");
    }

    @Test
    void aTableThatMayGrowAndOfWhichNoColumnIsComparedIsCounted() {
        var comparison =
                compare(
                        List.of(ORDERS),
                        List.of(ORDERS),
                        change("orders", Kind.ROWS_ADDED),
                        change("orders", Kind.COLUMNS, "id", "total"));
        var was = read(comparison, true, 3, "c");
        var is = read(comparison, false, 5, "d");

        assertThat(comparison.grown(was, is)).isEmpty();
        assertThat(comparison.judge(was, is).differences()).isEmpty();
        assertThat(comparison.judge(was, is).compared()).isEmpty();
    }

    @Test
    void aTableOfWhichNoColumnIsComparedIsNotCalledEqual() {
        var comparison =
                compare(
                        List.of(ORDERS),
                        List.of(ORDERS),
                        new Change(
                                "public.orders", Kind.COLUMNS, List.of("id", "total"), "rounded"));

        var proof =
                comparison.judge(read(comparison, true, 3, "c"), read(comparison, false, 3, "c"));

        assertThat(proof.compared()).isEmpty();
        assertThat(proof.notCompared())
                .containsExactly(
                        new Proof.NotCompared(
                                name("orders"),
                                "no column that is not declared to differ: only counted"));
        assertThat(
                        comparison
                                .judge(
                                        read(comparison, true, 3, "c"),
                                        read(comparison, false, 2, "c"))
                                .differences())
                .hasSize(1);
    }

    @Test
    void aVolatileTableIsNeverCompared() {
        var comparison =
                Comparison.of(
                        List.of(ORDERS, table("session", "id bigint")),
                        List.of(ORDERS, table("session_2", "id text")),
                        List.of(),
                        List.of("public\\.session.*"));

        assertThat(differences(comparison)).isEmpty();
        assertThat(comparison.pairs()).hasSize(1);
        assertThat(proof(comparison).notCompared())
                .extracting(left -> left.table().name())
                .containsExactly("session", "session_2");
    }

    @Test
    void aTableThatWasNotReadAsAskedIsABug() {
        var comparison = compare(List.of(ORDERS), List.of(ORDERS));

        assertThatThrownBy(() -> comparison.judge(List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("public.orders");
    }

    private static final TableShape ORDERS = table("orders", "id bigint", "total numeric");

    private static Comparison compare(
            List<TableShape> before, List<TableShape> after, Change... declared) {
        return Comparison.of(before, after, List.of(declared), List.of());
    }

    private static Change change(String table, Kind kind, String... columns) {
        return new Change("public." + table, kind, List.of(columns), "because");
    }

    @Test
    void whatACopyFillsAnewMustBeThereAndIsNotRead() {
        var view = table("by_day", "day date");
        var anew =
                Comparison.of(List.of(view), List.of(view), List.of(), List.of())
                        .filledAnew(Set.of(view.table()));
        var gone =
                Comparison.of(List.of(view), List.of(), List.of(), List.of())
                        .filledAnew(Set.of(view.table()));

        assertThat(anew.pairs()).isEmpty();
        assertThat(anew.judge(List.of(), List.of()).notCompared())
                .extracting(Proof.NotCompared::table)
                .containsExactly(view.table());
        assertThat(gone.judge(List.of(), List.of()).differences()).hasSize(1);
    }

    private static TableName name(String name) {
        return new TableName("public", name);
    }

    private static TableShape table(String name, String... columns) {
        return new TableShape(
                name(name),
                Arrays.stream(columns)
                        .map(column -> column.split(" ", 2))
                        .map(words -> new TableShape.Column(words[0], words[1]))
                        .toList());
    }

    private static List<Fingerprint> read(
            Comparison comparison, boolean before, long rows, String checksum) {
        return comparison.pairs().stream()
                .map(pair -> before ? pair.before() : pair.after())
                .map(side -> new Fingerprint(side.table(), side.columns(), rows, checksum))
                .toList();
    }

    private static Proof proof(Comparison comparison) {
        return comparison.judge(read(comparison, true, 1, "c"), read(comparison, false, 1, "c"));
    }

    private static List<String> differences(Comparison comparison) {
        return proof(comparison).differences().stream().map(Difference::toString).toList();
    }
}
