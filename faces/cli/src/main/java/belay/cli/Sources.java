package belay.cli;

import belay.api.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where facts are from, as numbers beside them: addresses leave no room for what they are the
/// sources of, so they stand below.
final class Sources {

    private final Map<String, Integer> numbers = new LinkedHashMap<>();

    /// The same for the same source; empty where there is none.
    String mark(String source) {
        return source.isEmpty()
                ? ""
                : "[" + numbers.computeIfAbsent(source, _ -> numbers.size() + 1) + "]";
    }

    /// @return beginning with an empty line; nothing if nothing was marked
    List<String> lines(int columns) {
        var lines = new ArrayList<String>();
        if (!numbers.isEmpty()) {
            lines.add("");
        }
        numbers.forEach((source, number) ->
                lines.addAll(Wrap.hanging("[" + number + "] ", Words.visible(source), columns)));
        return lines;
    }
}
