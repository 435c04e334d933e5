package belay.problem;

import java.util.List;
import java.util.function.Function;

/// The answer to a question that may be refused: bad input is an answer, not an exception.
public sealed interface Answer<T> {

    record Given<T>(T value) implements Answer<T> {}

    /// No, and why.
    ///
    /// @param problems never empty; nothing was changed
    record Refused<T>(List<Problem> problems) implements Answer<T> {

        public Refused {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("a refusal needs a problem");
            }
        }
    }

    static <T> Answer<T> of(T value) {
        return new Given<>(value);
    }

    static <T> Answer<T> refused(Problem... problems) {
        return new Refused<>(List.of(problems));
    }

    /// The value of an answer that only a mistake in Belay itself, or in a test, could refuse.
    ///
    /// @throws IllegalStateException with the problems, if it is refused
    static <T> T given(Answer<T> answer) {
        return switch (answer) {
            case Given<T>(var value) -> value;
            case Refused<T>(var problems) -> throw new IllegalStateException(problems.toString());
        };
    }

    /// Goes on with the value, or passes the refusal on.
    default <R> Answer<R> then(Function<T, Answer<R>> next) {
        return switch (this) {
            case Given<T>(var value) -> next.apply(value);
            case Refused<T>(var problems) -> new Refused<>(problems);
        };
    }
}
