package belay.release;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/// Something asked of the product itself; the answer is one text.
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "ask")
public sealed interface Question {

    /// Asked of the database.
    ///
    /// @param query one SELECT; its rows, columns parted by a tab, rows by a newline, are the
    ///   answer
    record Sql(String query) implements Question {}

    /// Asked of the running product.
    ///
    /// @param take JSON pointer into the last answer; empty for the whole body; `status` for the
    ///   status
    record Http(List<Request> requests, String take) implements Question {

        public Http {
            requests = List.copyOf(requests);
        }
    }

    /// Exit code 0 and what it prints are the answer.
    record Run(Command command) implements Question {}
}
