package belay.run;

import belay.problem.Problem;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.Optional;

/// How far a step has come, going forward. Times are the journal's own clock.
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "state")
public sealed interface StepState {

    record Waiting() implements StepState {}

    /// @param since when it was started first; taking a run over does not change it
    record Acting(Instant since) implements StepState {}

    record Done(Instant since, Instant until, Outcome outcome) implements StepState {}

    record Failed(Instant since, Instant until, Problem problem) implements StepState {}

    /// When it was started first.
    default Optional<Instant> startedAt() {
        return switch (this) {
            case Waiting _ -> Optional.empty();
            case Acting(var since) -> Optional.of(since);
            case Done(var since, _, _) -> Optional.of(since);
            case Failed(var since, _, _) -> Optional.of(since);
        };
    }

    default boolean started() {
        return switch (this) {
            case Waiting _ -> false;
            case Acting _, Done _, Failed _ -> true;
        };
    }
}
