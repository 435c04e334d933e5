package belay.dumps;

/// Tells where the rows of an `INSERT … VALUES (…), (…)` begin, and that a comma stands between two
/// of them. It hears what stands outside of parentheses.
final class InsertRows {

    private enum State {
        START,
        INSERT,
        VALUES,
        ROWS,
        OTHER
    }

    private State state;
    private int begin;

    /// @param within whether the first rows came before
    InsertRows(boolean within) {
        state = within ? State.ROWS : State.START;
    }

    /// A word behind the rows, e.g. of `ON CONFLICT`, means that there are no more.
    void word(String word) {
        state =
                switch (state) {
                    case START -> word.equalsIgnoreCase("INSERT") ? State.INSERT : State.OTHER;
                    case INSERT -> word.equalsIgnoreCase("VALUES") ? State.VALUES : State.INSERT;
                    case VALUES, ROWS, OTHER -> State.OTHER;
                };
    }

    /// @param place of the parenthesis in the statement
    void opens(int place) {
        if (state == State.VALUES) {
            begin = place;
            state = State.ROWS;
        }
    }

    boolean isBetweenRows() {
        return state == State.ROWS;
    }

    /// Where the parenthesis of the first row stands.
    int rowsBegin() {
        return begin;
    }
}
