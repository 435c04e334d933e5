package belay.cli;

import belay.api.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A block of lines at the foot of the screen that is drawn over, with what has happened above it.
///
/// Everything is written in one piece, so that nothing flickers; every line is cut to the width of
/// the screen, so that the block is as high as it was meant to be.
final class LiveDisplay implements Display {

    private static final String[] TURNING = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
    private static final String[] TURNING_ASCII = {"|", "/", "-", "\\"};
    private static final int BAR = 24;
    private static final int TITLES = 46;

    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String DIM = "\u001b[2m";
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";

    private final Terminal terminal;
    private int drawn;
    private int turn;

    LiveDisplay(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void tell(Instant at, List<Progress.Line> lines) {
        var text = new StringBuilder(erase());
        for (var line : lines) {
            // The block below shows what begins; only what has ended stays.
            if (line.kind() != Progress.Kind.START) {
                text.append(words(line)).append('\n');
            }
        }
        print(text);
    }

    private String words(Progress.Line line) {
        int room = terminal.columns().getAsInt() - 1;
        var shown = Words.oneLine(line.text());
        return switch (line.kind()) {
            case START -> "";
            case DONE -> {
                int titles = Math.min(TITLES, Math.max(8, room - 16));
                yield coloured(GREEN, sign("✓", "ok"))
                        + " "
                        + Columns.padded(cut(shown, titles), titles)
                        + coloured(DIM, Columns.paddedLeft(line.took(), 12));
            }
            case FAILED -> coloured(RED, sign("✗", "!!") + " " + cut(shown, room - 3));
            case UNDONE -> coloured(YELLOW, sign("↶", "<-")) + " " + cut(shown, room - 3);
            case NOTE -> coloured(DIM, "  " + cut(shown, room - 2));
            case MORE -> "  " + shown;
        };
    }

    private String sign(String sign, String ascii) {
        return Columns.padded(terminal.unicode() ? sign : ascii, terminal.unicode() ? 1 : 2);
    }

    private String cut(String text, int room) {
        return Columns.fit(text, room, terminal.ellipsis());
    }

    @Override
    public void moment(Progress progress, Instant now) {
        int room = terminal.columns().getAsInt() - 1;
        var lines = new ArrayList<String>();
        var turning = terminal.unicode() ? TURNING : TURNING_ASCII;
        var wheel = turning[turn++ % turning.length];
        var title =
                progress.now()
                        .orElse(
                                progress.goingBack()
                                        ? "taking steps back"
                                        : "waiting for a worker");
        lines.add(coloured(BOLD, cut(wheel + " " + Words.visible(title), room)));
        lines.add(cut("  " + measure(progress, now), room));
        lines.add(coloured(DIM, cut("  " + whole(progress, now), room)));
        var text = new StringBuilder(erase());
        lines.forEach(line -> text.append(line).append('\n'));
        drawn = lines.size();
        print(text);
    }

    private String measure(Progress progress, Instant now) {
        var parts = new ArrayList<String>();
        progress.part()
                .ifPresent(part ->
                        parts.add(
                                "["
                                        + Bar.of(part, BAR, terminal.unicode())
                                        + "] "
                                        + (int) Math.floor(part * 100)
                                        + " %"));
        if (!progress.amount().isEmpty()) {
            parts.add(progress.amount());
        }
        progress.left(now).ifPresent(left -> parts.add("about " + Words.duration(left) + " left"));
        parts.add(Words.duration(progress.elapsed(now)) + " so far");
        return String.join(", ", parts).replaceFirst("%, ", "%  ");
    }

    private static String whole(Progress progress, Instant now) {
        return progress.done()
                + " of "
                + progress.steps()
                + " steps done, "
                + Words.duration(progress.whole(now))
                + " in all"
                + progress.wholeLeft(now)
                        .map(left -> ", about " + Words.duration(left) + " left by earlier runs")
                        .orElse("");
    }

    private String coloured(String colour, String text) {
        return terminal.colour() ? colour + text + PLAIN : text;
    }

    /// To the first line of the block, and away with everything below.
    private String erase() {
        var erase = drawn == 0 ? "" : "\u001b[" + drawn + "F\u001b[J";
        drawn = 0;
        return erase;
    }

    private void print(StringBuilder text) {
        terminal.err().print(text);
        terminal.err().flush();
    }

    @Override
    public void close() {
        print(new StringBuilder(erase()));
    }
}
