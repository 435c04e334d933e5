package belay.run;

import belay.problem.Problem;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/// One thing that happened in a run. Numbers of a run rise by commit order and start at 1; some may
/// be missing, because only the last progress of a finished step is kept.
public record Event(long number, Instant at, What what) {

    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "event")
    public sealed interface What {}

    public record Stands(RunState state) implements What {}

    public record PickedUp(long epoch, String by) implements What {}

    public record Turned(Heading heading) implements What {}

    public record Started(int ordinal, String step) implements What {}

    public record Finished(int ordinal, String step) implements What {}

    public record Failed(int ordinal, String step, Problem problem) implements What {}

    public record Undone(int ordinal, String step, String words) implements What {}

    public record Stuck(int ordinal, String step, Problem problem) implements What {}

    public record Progress(int ordinal, long done, long total, String unit) implements What {}

    /// @param line one line without control characters
    public record Note(String line) implements What {}

    /// @param wish `cancel`, `halt`, `resume` or `abandon`
    public record Asked(String wish, String by) implements What {}
}
