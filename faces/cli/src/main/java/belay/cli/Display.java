package belay.cli;

import java.time.Instant;
import java.util.List;

/// Shows how far a run has come.
interface Display extends AutoCloseable {

    /// Says lines that stay.
    void tell(Instant at, List<Progress.Line> lines);

    /// Shows the moment, where there is a screen for it.
    void moment(Progress progress, Instant now);

    @Override
    void close();

    static Display on(Terminal terminal) {
        return terminal.live() ? new LiveDisplay(terminal) : new PlainDisplay(terminal);
    }
}
