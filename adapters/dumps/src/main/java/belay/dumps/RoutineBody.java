package belay.dumps;

import belay.dumps.PostgresLexer.Kind;

/// Tells whether a statement is within the `BEGIN ATOMIC … END` of a function, where a semicolon
/// does not end it. It hears the words outside of parentheses, and what stands between them.
///
/// psql counts each BEGIN and so stumbles over a function of that name; the server asks for ATOMIC.
final class RoutineBody {

    private enum State {
        START,
        CREATE,
        OR,
        ROUTINE,
        BEGIN,
        OTHER
    }

    private State state = State.START;
    private int open;

    /// Whether the next word is a label, whatever it looks like.
    private boolean label;

    boolean open() {
        return open > 0;
    }

    boolean listens() {
        return state != State.OTHER;
    }

    void word(String word) {
        boolean isLabel = label;
        label = word.equalsIgnoreCase("AS");
        state =
                switch (state) {
                    case START -> word.equalsIgnoreCase("CREATE") ? State.CREATE : State.OTHER;
                    case CREATE -> word.equalsIgnoreCase("OR") ? State.OR : routine(word);
                    case OR -> word.equalsIgnoreCase("REPLACE") ? State.CREATE : State.OTHER;
                    case ROUTINE, BEGIN -> isLabel ? State.ROUTINE : within(word);
                    case OTHER -> State.OTHER;
                };
    }

    private static State routine(String word) {
        return word.equalsIgnoreCase("FUNCTION") || word.equalsIgnoreCase("PROCEDURE")
                ? State.ROUTINE
                : State.OTHER;
    }

    private State within(String word) {
        if (open == 0) {
            if (state == State.BEGIN && word.equalsIgnoreCase("ATOMIC")) {
                open = 1;
            }
            return word.equalsIgnoreCase("BEGIN") ? State.BEGIN : State.ROUTINE;
        }
        if (word.equalsIgnoreCase("CASE")) {
            open++;
        } else if (word.equalsIgnoreCase("END")) {
            open--;
        }
        return State.ROUTINE;
    }

    /// Something that is no word.
    void sign(Kind kind) {
        label = kind == Kind.DOT;
        state =
                switch (state) {
                    case BEGIN, ROUTINE -> State.ROUTINE;
                    case START, CREATE, OR, OTHER -> State.OTHER;
                };
    }
}
