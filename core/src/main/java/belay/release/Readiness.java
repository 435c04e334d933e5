package belay.release;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;

/// A sign that a node has come up. Never taken as a proof that it works: facts are.
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "ready")
public sealed interface Readiness {

    record PortOpen(String port) implements Readiness {}

    /// A page answers as it should.
    ///
    /// @param json JSON pointer → the text it must have; empty for any body
    record HttpAnswer(String port, String path, int status, Map<String, String> json)
            implements Readiness {

        public HttpAnswer {
            json = Map.copyOf(json);
        }
    }

    /// A process has written it.
    ///
    /// @param pattern RE2 pattern found in a line the process `process` wrote since it was started
    record LogLine(String process, String pattern) implements Readiness {}

    /// The product's own command says so by exit code 0.
    record Says(Command command) implements Readiness {}
}
