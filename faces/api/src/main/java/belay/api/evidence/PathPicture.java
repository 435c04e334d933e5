package belay.api.evidence;

import belay.api.LeftOut;
import belay.api.Words;
import belay.plan.Hop;
import belay.plan.Plan;
import belay.plan.Reply;
import belay.plan.Task;
import java.util.ArrayList;
import java.util.List;

/// A picture of a path that stands by itself: the path, why each hop is there, and what was left
/// out and why. All numbers are pixels.
public record PathPicture(
        String title, PathDrawing path, List<Heading> headings, List<Row> rows, int height) {

    private static final int LEFT = 24;
    private static final int TITLE_Y = 44;
    private static final int TITLE_SIZE = 22;
    private static final int PATH_Y = 68;
    private static final int HEADING = 48;
    private static final int ROW_GAP = 10;
    private static final int MOST_LEFT_OUT = 40;

    public PathPicture {
        headings = List.copyOf(headings);
        rows = List.copyOf(rows);
    }

    public record Heading(String text, int y) {}

    /// A release, or several, and what is said of it.
    ///
    /// @param lines beside the box
    /// @param kinds CSS classes
    public record Row(String name, String title, List<Line> lines, String kinds, int y) {

        static final int LINE = 18;
        private static final int WIDTH = 260;
        private static final int TEXT_GAP = 18;
        private static final double NAME_SIZE = 14;
        private static final double TEXT_SIZE = 13;
        private static final int PADDING = 16;

        public Row {
            lines = List.copyOf(lines);
        }

        static Row of(String name, String why, String source, String kinds, int y, int width) {
            var lines = new ArrayList<Line>();
            int room = width - LEFT - WIDTH - TEXT_GAP;
            var texts = new ArrayList<>(TextWidth.wrap(Words.visible(why), TEXT_SIZE, room));
            int own = texts.size();
            if (!source.isEmpty()) {
                texts.add(TextWidth.fit(Words.visible(source), TEXT_SIZE, room));
            }
            for (var text : texts) {
                lines.add(
                        new Line(
                                text,
                                lines.size() < own ? "why" : "source",
                                y + LINE * (lines.size() + 1) - 2));
            }
            var shown = Words.visible(name);
            return new Row(
                    TextWidth.fit(shown, NAME_SIZE, WIDTH - PADDING), shown, lines, kinds, y);
        }

        public int boxWidth() {
            return WIDTH;
        }

        public int height() {
            return Math.max(2, lines.size()) * LINE;
        }

        public int middle() {
            return LEFT + WIDTH / 2;
        }

        public int nameY() {
            return y + height() / 2 + 5;
        }

        public int textX() {
            return LEFT + WIDTH + TEXT_GAP;
        }
    }

    /// @param kind CSS class
    public record Line(String text, String kind, int y) {}

    public int width() {
        return path.width() + 2 * LEFT;
    }

    public int left() {
        return LEFT;
    }

    public int titleY() {
        return TITLE_Y;
    }

    public int pathY() {
        return PATH_Y;
    }

    public String shownTitle() {
        return TextWidth.fit(title, TITLE_SIZE, path.width());
    }

    /// By this a drawing is known again.
    public String maker() {
        return PathFile.MAKER;
    }

    /// The path of a product, by an answer that is a plan.
    public static PathPicture of(Reply reply) {
        var from = reply.asked().path("from");
        var start = from.isArray() ? from.path(0).asString("") : from.asString("");
        var stops = reply.hops().stream().map(PathPicture::stop).toList();
        return of(reply.asked().path("product").asString(""), start, stops, reply.leftOut());
    }

    /// The path of a system.
    public static PathPicture of(Plan plan) {
        return of(
                plan.system().name().text(),
                plan.from().text(),
                plan.hops().stream().map(PathPicture::stop).toList(),
                List.of());
    }

    private record Stop(String release, List<String> captions, Hop.Because because) {}

    private static Stop stop(Reply.Step hop) {
        return stop(
                hop.release(), hop.kind(), hop.before(), hop.after(), hop.oneWay(), hop.because());
    }

    private static Stop stop(Hop hop) {
        return stop(
                hop.release().text(),
                hop.kind(),
                hop.before(),
                hop.after(),
                hop.oneWay(),
                hop.because());
    }

    private static Stop stop(
            String release,
            String kind,
            List<Task> before,
            List<Task> after,
            String oneWay,
            Hop.Because because) {
        var captions = new ArrayList<String>();
        captions.add(kind.isEmpty() ? "" : kind + " package");
        before.forEach(task -> captions.add("before: " + task.what()));
        after.forEach(task -> captions.add("after: " + task.what()));
        captions.add(oneWay.isEmpty() ? "" : "one-way point");
        return new Stop(release, shown(captions), because);
    }

    private static List<String> shown(List<String> captions) {
        return captions.stream().filter(text -> !text.isEmpty()).map(Words::visible).toList();
    }

    private static PathPicture of(
            String name, String from, List<Stop> stops, List<Reply.LeftOut> leftOut) {
        var releases = new ArrayList<PathDrawing.Release>();
        releases.add(new PathDrawing.Release(Words.visible(from), List.of("runs now"), "current"));
        for (int i = 0; i < stops.size(); i++) {
            releases.add(
                    new PathDrawing.Release(
                            Words.visible(stops.get(i).release()),
                            stops.get(i).captions(),
                            i == stops.size() - 1 ? "wanted" : "stop"));
        }
        var path = PathDrawing.of(releases);
        var title = name + " " + from + " → " + (stops.isEmpty() ? "" : stops.getLast().release());
        return new Pile(path.width(), PATH_Y + path.height()).picture(title, path, stops, leftOut);
    }

    /// What stands below the path, one thing under the other.
    private static final class Pile {

        private final int width;
        private final List<Heading> headings = new ArrayList<>();
        private final List<Row> rows = new ArrayList<>();
        private int y;

        Pile(int width, int y) {
            this.width = width;
            this.y = y;
        }

        PathPicture picture(
                String title, PathDrawing path, List<Stop> stops, List<Reply.LeftOut> leftOut) {
            heading("Why this way");
            for (int i = 0; i < stops.size(); i++) {
                row(
                        stops.get(i).release(),
                        stops.get(i).because().rule(),
                        stops.get(i).because().source(),
                        i == stops.size() - 1 ? "wanted" : "stop");
            }
            var groups = LeftOut.groups(leftOut);
            if (!groups.isEmpty()) {
                heading("Left out");
            }
            groups.stream()
                    .limit(MOST_LEFT_OUT)
                    .forEach(group ->
                            row(group.releases(), group.words(), group.source(), "left-out"));
            if (groups.size() > MOST_LEFT_OUT) {
                y += Row.LINE;
                headings.add(
                        new Heading(
                                "and "
                                        + (groups.size() - MOST_LEFT_OUT)
                                        + " more that are not"
                                        + " drawn",
                                y));
            }
            return new PathPicture(Words.visible(title), path, headings, rows, y + LEFT);
        }

        private void heading(String text) {
            y += HEADING;
            headings.add(new Heading(text, y - HEADING / 4));
        }

        private void row(String name, String why, String source, String kinds) {
            var row = Row.of(name, why, source, kinds, y, width);
            rows.add(row);
            y += row.height() + ROW_GAP;
        }
    }
}
