package belay.api.evidence;

import belay.api.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Steps over time: a row and a bar for each, the pause as a band. All numbers are pixels.
public record Timeline(
        int width,
        int height,
        List<Row> rows,
        List<Tick> ticks,
        List<Band> bands,
        List<Mark> marks) {

    private static final int WIDTH = 1040;
    private static final int LABELS = 400;
    private static final int TIMES = 140;
    private static final int PLOT = WIDTH - LABELS - TIMES;
    private static final int PAUSE_LINE = 22;
    private static final int AXIS_LINE = 26;
    private static final int ROW = 26;
    private static final int LINE = 16;
    private static final int BAR = 14;
    private static final int SMALLEST_BAR = 3;
    private static final int MOST_TICKS = 7;
    private static final double SIZE = 13;

    /// In milliseconds, from 1 ms to 100 days.
    private static final long[] STEPS = {
        1,
        2,
        5,
        10,
        20,
        50,
        100,
        200,
        500,
        1_000,
        2_000,
        5_000,
        10_000,
        15_000,
        30_000,
        60_000,
        120_000,
        300_000,
        600_000,
        900_000,
        1_800_000,
        3_600_000,
        7_200_000,
        14_400_000,
        28_800_000,
        86_400_000,
        172_800_000,
        604_800_000,
        1_209_600_000,
        2_592_000_000L,
        8_640_000_000L
    };

    public Timeline {
        rows = List.copyOf(rows);
        ticks = List.copyOf(ticks);
        bands = List.copyOf(bands);
        marks = List.copyOf(marks);
    }

    /// One step.
    ///
    /// @param label the lines of `title`
    /// @param time at the right
    /// @param kind CSS class of the bar; empty for a step that was never started
    public record Row(
            int y,
            List<String> label,
            String title,
            String time,
            int barX,
            int barWidth,
            String kind) {

        public Row {
            label = List.copyOf(label);
        }

        int height() {
            return Timeline.height(label.size());
        }

        /// Of the first line.
        public int textY() {
            return y + 18;
        }

        /// Between two lines.
        public int line() {
            return LINE;
        }

        public int barY() {
            return y + (ROW - BAR) / 2;
        }
    }

    /// One time of the axis.
    public record Tick(int x, String text) {}

    /// The pause.
    ///
    /// @param anchor SVG's `text-anchor`
    public record Band(int x, int width, String text, int textX, String anchor) {}

    /// A moment at which a step was taken back.
    public record Mark(int x, int y) {}

    /// What is drawn as a row.
    ///
    /// @param times when it began and ended; empty for a step that was never started, else one
    /// @param undone when it was taken back; none or one
    record Item(String title, List<Times> times, List<Instant> undone, String kind) {

        String remark() {
            return switch (kind) {
                case "failed" -> ", failed";
                case "acting" -> " so far";
                default -> "";
            };
        }
    }

    record Times(Instant from, Instant until) {

        Duration took() {
            return Duration.between(from, until);
        }
    }

    /// Draws the steps in the time that they took together.
    ///
    /// @param pauses none or one
    static Timeline of(List<Item> items, List<Times> pauses) {
        var moments = new ArrayList<Instant>();
        items.forEach(item -> {
            item.times().forEach(times -> moments.addAll(List.of(times.from(), times.until())));
            moments.addAll(item.undone());
        });
        if (moments.isEmpty()) {
            return new Timeline(WIDTH, 0, List.of(), List.of(), List.of(), List.of());
        }
        var from = moments.stream().min(Instant::compareTo).orElseThrow();
        var until = moments.stream().max(Instant::compareTo).orElseThrow();
        return new Scale(from, Math.max(1, Duration.between(from, until).toMillis()))
                .draw(items, pauses);
    }

    private static int height(int lines) {
        return ROW + (lines - 1) * LINE;
    }

    public int axisY() {
        return top() - 8;
    }

    /// Where the rows begin.
    public int top() {
        return (bands.isEmpty() ? 0 : PAUSE_LINE) + AXIS_LINE - 2;
    }

    public int plotLeft() {
        return LABELS;
    }

    public int plotRight() {
        return LABELS + PLOT;
    }

    private record Scale(Instant from, long millis) {

        Timeline draw(List<Item> items, List<Times> pauses) {
            var rows = new ArrayList<Row>();
            var marks = new ArrayList<Mark>();
            int y = (pauses.isEmpty() ? 0 : PAUSE_LINE) + AXIS_LINE;
            for (var item : items) {
                var row = row(item, y);
                rows.add(row);
                for (var undone : item.undone()) {
                    marks.add(new Mark(x(undone), y + ROW / 2));
                }
                y += row.height();
            }
            return new Timeline(
                    WIDTH, y + 6, rows, ticks(), pauses.stream().map(this::band).toList(), marks);
        }

        private int x(Instant at) {
            long since = Math.clamp(Duration.between(from, at).toMillis(), 0, millis);
            return LABELS + (int) Math.round((double) since / millis * PLOT);
        }

        private int width(Times times) {
            return Math.max(SMALLEST_BAR, x(times.until()) - x(times.from()));
        }

        private Row row(Item item, int y) {
            var label = TextWidth.lines(item.title(), SIZE, LABELS - 20.0);
            if (item.times().isEmpty()) {
                return new Row(y, label, item.title(), "not started", LABELS, 0, "");
            }
            var times = item.times().getFirst();
            int width = width(times);
            return new Row(
                    y,
                    label,
                    item.title(),
                    Words.duration(times.took()) + item.remark(),
                    Math.min(x(times.from()), LABELS + PLOT - width),
                    width,
                    item.kind());
        }

        private Band band(Times pause) {
            var text = "writers kept out " + Words.duration(pause.took());
            int width = width(pause);
            int x = Math.min(x(pause.from()), LABELS + PLOT - width);
            boolean right = x - LABELS > PLOT / 2;
            return new Band(x, width, text, right ? x + width : x, right ? "end" : "start");
        }

        private List<Tick> ticks() {
            long step = STEPS[STEPS.length - 1];
            for (int i = STEPS.length - 1; i >= 0 && millis / STEPS[i] < MOST_TICKS; i--) {
                step = STEPS[i];
            }
            var ticks = new ArrayList<Tick>();
            for (long at = 0; at <= millis; at += step) {
                int x = LABELS + (int) Math.round((double) at / millis * PLOT);
                ticks.add(new Tick(x, at == 0 ? "0" : text(at, step)));
            }
            return ticks;
        }

        private static String text(long at, long step) {
            return step < 1_000 && at >= 1_000
                    ? String.format(Locale.ROOT, "%.1f s", at / 1000.0)
                    : Words.duration(Duration.ofMillis(at)).replace(".0 s", " s");
        }
    }
}
