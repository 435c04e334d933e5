package belay.run;

import belay.problem.Problem;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/// How far a step has been taken back.
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "undo")
public sealed interface UndoState {

    record Kept() implements UndoState {}

    /// @param words why there was nothing to take back; empty if it was taken back
    record Undone(Instant at, String words) implements UndoState {}

    /// Tried and not managed; tried again when the run is resumed.
    record Stuck(Instant at, Problem problem) implements UndoState {}
}
