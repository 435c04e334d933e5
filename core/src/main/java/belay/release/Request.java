package belay.release;

import java.util.List;
import java.util.Map;

/// One HTTP request to a node of the system; several in a row can log in first and pass on what
/// they captured.
///
/// @param port name of a port of the node, e.g. `http`
/// @param path starts with `/`; may hold placeholders and what earlier requests captured, `{token}`
/// @param form fields sent as `application/x-www-form-urlencoded`; empty for none
/// @param body text sent as it is; empty for none
/// @param expect statuses that are right; empty for 200–299
/// @param capture name → JSON pointer into the answer, `header:NAME` or `cookie:NAME`
public record Request(
        String method,
        String port,
        String path,
        Map<String, String> headers,
        Map<String, String> form,
        String body,
        List<Integer> expect,
        Map<String, String> capture) {

    public Request {
        headers = Map.copyOf(headers);
        form = Map.copyOf(form);
        expect = List.copyOf(expect);
        capture = Map.copyOf(capture);
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path starts with /: " + path);
        }
    }
}
