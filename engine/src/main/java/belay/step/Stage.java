package belay.step;

import belay.release.Question;
import java.util.Map;

/// Where one release runs: which home, which ports, on which data.
///
/// @param hop index in the plan; `CURRENT` for the release that runs now
/// @param node name of the node in `system.yaml`; empty for a product without processes
/// @param ports name → number
/// @param home directory of the release; empty for a product without files of its own
/// @param oldHome the home it succeeds; the same for the current release
/// @param logs directory for what its processes write
/// @param process prefix of the names its processes are known by on the machine
/// @param production whether clients reach it: the operator's own way to start and stop is used
/// @param copy the data it works on
public record Stage(
        int hop,
        String node,
        Map<String, Integer> ports,
        String home,
        String oldHome,
        String logs,
        String process,
        boolean production,
        Copy copy) {

    public static final int CURRENT = -1;

    public Stage {
        ports = Map.copyOf(ports);
    }

    /// The same place for another release.
    ///
    /// @param other index in the plan, or `CURRENT`
    Stage at(int other) {
        return new Stage(other, node, ports, home, oldHome, logs, process, production, copy);
    }

    boolean boxed() {
        return copy instanceof Copy.Boxed;
    }

    /// In a sandbox there is a database and no product.
    boolean canAnswer(Question question) {
        return !boxed() || question instanceof Question.Sql;
    }
}
