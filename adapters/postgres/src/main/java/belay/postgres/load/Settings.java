package belay.postgres.load;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The settings of the script's session at one point of it: by name, the statement that made each
/// since all were taken back last.
///
/// Whatever is loaded beside that session is loaded under the same.
record Settings(int resets, Map<String, String> statements) {

    static final Settings NONE = new Settings(0, Map.of());

    /// More names than any release has.
    static final int MOST = 1_000;

    Settings {
        statements = Collections.unmodifiableMap(new LinkedHashMap<>(statements));
    }

    Settings with(String name, String statement) {
        if (statement.equals(statements.get(name))) {
            return this;
        }
        var changed = new LinkedHashMap<>(statements);
        changed.put(name, statement);
        return new Settings(resets, changed);
    }

    /// After a `RESET ALL`.
    Settings reset() {
        return new Settings(resets + 1, Map.of());
    }

    boolean full() {
        return statements.size() >= MOST;
    }
}
