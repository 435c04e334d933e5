import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// Draws the rows of `bench/planner` for made catalogues: time and memory against the number of releases, all axes
/// logarithmic.
final class Plot {

    private static final int WIDTH = 460;
    private static final int HEIGHT = 300;

    private final StringBuilder svg = new StringBuilder();
    private final int left;
    private final double low;
    private final double high;

    /// @param low the least value of the panel, a power of ten
    /// @param high the greatest
    private Plot(int left, String title, double low, double high) {
        this.left = left;
        this.low = low;
        this.high = high;
        text(left + WIDTH / 2, 30, "middle", title);
        text(left + WIDTH / 2, HEIGHT + 90, "middle", "releases in the catalogue");
        for (int releases = 1_000; releases <= 100_000; releases *= 10) {
            line(x(releases), y(low), x(releases), y(high), "#ddd", "");
            text(x(releases), y(low) + 20, "middle", String.format(Locale.ROOT, "%,d", releases));
        }
        for (double value = low; value <= high * 1.001; value *= 10) {
            line(x(1_000), y(value), x(100_000), y(value), "#ddd", "");
            text(x(1_000) - 8, y(value) + 4, "end", value < 1 ? "" + value : "" + Math.round(value));
        }
    }

    /// @param arguments the file of rows, and where to draw
    public static void main(String[] arguments) throws IOException {
        var rows = Files.readAllLines(Path.of(arguments[0])).stream().map(row -> row.split(" ")).toList();
        var time = new Plot(60, "milliseconds for a plan (median, warm)", 0.01, 1_000);
        time.limit(100, "wanted: at most 100 ms");
        time.curve(rows, row -> number(row[5]), -24, "#1f5fa8", "Belay, with reasons");
        time.curve(rows, row -> number(row[7]), 40, "#c0571a", "plain search, hops only");
        var memory = new Plot(620, "MB of heap", 0.1, 1_000);
        memory.limit(512, "the heap has 512 MB");
        memory.curve(rows, row -> number(row[9]), 24, "#1f5fa8", "Belay's catalogue");
        memory.curve(rows, row -> number(row[10]), -12, "#c0571a", "edges written out");
        Files.writeString(
                Path.of(arguments[1]),
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1140 410\" font-family=\"sans-serif\""
                        + " font-size=\"13\">\n<rect width=\"1140\" height=\"410\" fill=\"white\"/>\n"
                        + time.svg + memory.svg + "</svg>\n");
    }

    private static double number(String text) {
        return text.equals("-") ? Double.NaN : Double.parseDouble(text);
    }

    private void limit(double value, String name) {
        line(x(1_000), y(value), x(100_000), y(value), "#888", "6 4");
        text(x(1_000) + 4, y(value) - 6, "start", name);
    }

    /// Where a value is missing, the curve ends, and says so.
    ///
    /// @param beside how far below the last point its name stands
    private void curve(
            List<String[]> rows, ToDoubleFunction<String[]> value, int beside, String colour, String name) {
        var points = new ArrayList<String>();
        double lastX = 0;
        double lastY = 0;
        boolean broken = false;
        for (var row : rows) {
            double found = value.applyAsDouble(row);
            if (Double.isNaN(found)) {
                broken = true;
                continue;
            }
            lastX = x(Double.parseDouble(row[1]));
            lastY = y(Math.max(low, found));
            points.add(format(lastX) + "," + format(lastY));
            svg.append("<circle cx=\"%s\" cy=\"%s\" r=\"3.5\" fill=\"%s\"/>\n"
                    .formatted(format(lastX), format(lastY), colour));
        }
        svg.append("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n"
                .formatted(String.join(" ", points), colour));
        svg.append("<text x=\"%s\" y=\"%s\" text-anchor=\"end\" fill=\"%s\">%s</text>\n"
                .formatted(format(lastX - 6), format(lastY + beside), colour, broken ? name + " (more do not fit)" : name));
    }

    private double x(double releases) {
        return left + (Math.log10(releases) - 3) / 2 * WIDTH;
    }

    private double y(double value) {
        return 50 + HEIGHT * (Math.log10(high) - Math.log10(value)) / (Math.log10(high) - Math.log10(low));
    }

    private void line(double x1, double y1, double x2, double y2, String colour, String dashes) {
        svg.append("<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\" stroke-dasharray=\"%s\"/>\n"
                .formatted(format(x1), format(y1), format(x2), format(y2), colour, dashes));
    }

    private void text(double x, double y, String anchor, String words) {
        svg.append("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>\n".formatted(format(x), format(y), anchor, words));
    }

    private static String format(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
