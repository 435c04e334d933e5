package belay.cli;

import belay.api.Words;
import java.time.Instant;
import java.util.List;

/// One plain line for each start and end of a step, for files and for pipes.
final class PlainDisplay implements Display {

    private final Terminal terminal;

    PlainDisplay(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void tell(Instant at, List<Progress.Line> lines) {
        for (var line : lines) {
            terminal.err().println(Words.time(at) + " " + words(line));
        }
    }

    private static String words(Progress.Line line) {
        var word =
                switch (line.kind()) {
                    case START -> "start ";
                    case DONE -> "done  ";
                    case FAILED -> "failed";
                    case UNDONE -> "undone";
                    case NOTE -> "note  ";
                    case MORE -> "      ";
                };
        return word
                + " "
                + Words.oneLine(line.text())
                + (line.took().isEmpty() ? "" : ", " + line.took());
    }

    @Override
    public void moment(Progress progress, Instant now) {
        // What has passed stands in the lines above; what passes is for a screen.
    }

    @Override
    public void close() {
        terminal.err().flush();
    }
}
