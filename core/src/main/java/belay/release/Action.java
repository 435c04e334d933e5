package belay.release;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/// One thing a hop does to the data; the four ways nine real products migrate.
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "act")
public sealed interface Action {

    /// SQL run in one transaction by Belay, never through a client program.
    ///
    /// @param name the script's path in the pack
    /// @param text the script itself, so that a plan carries all it needs
    record Sql(String name, String text) implements Action {}

    /// A command of the new release (in its home) or of the operator.
    record Run(Command command) implements Action {}

    /// The new release migrates when it starts: start, wait until ready, leave running.
    record Start() implements Action {}

    /// Asked of the running new release.
    record Http(List<Request> requests) implements Action {

        public Http {
            requests = List.copyOf(requests);
        }
    }
}
