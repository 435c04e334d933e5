package belay.release;

/// A question whose answer before and after the upgrade tells whether the product still works.
///
/// @param question how it is asked
/// @param holds how the two answers must relate
public record Fact(String name, Question question, Holds holds) {

    /// How the answer after the upgrade must relate to the one before.
    public enum Holds {
        EQUAL,
        /// Numbers: not smaller than before. For what goes on growing.
        AT_LEAST,
        /// It must be answered at all; for what legitimately differs.
        ANSWERED
    }
}
