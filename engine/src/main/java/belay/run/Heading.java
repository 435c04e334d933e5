package belay.run;

import belay.problem.Problem;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// Which way a run goes. It is journalled before the first step in a new direction, so that whoever
/// takes the run over goes the same way.
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "heading")
public sealed interface Heading {

    record Forward() implements Heading {}

    /// Takes back every step from `from` on, forgets their outcomes, and goes forward again.
    record Anew(int from, Problem why) implements Heading {}

    /// Takes back every step that was started, last first.
    record Back(Problem why, Cause cause) implements Heading {}

    enum Cause {
        FAULT,
        CANCEL
    }
}
