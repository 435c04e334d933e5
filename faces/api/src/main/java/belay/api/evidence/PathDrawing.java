package belay.api.evidence;

import java.util.ArrayList;
import java.util.List;

/// The path as a graph: releases as boxes, one after another, in as many rows as they need. All
/// numbers are pixels.
public record PathDrawing(int width, int height, List<Box> boxes, List<Arrow> arrows) {

    private static final int WIDTH = 1040;
    private static final int MARGIN = 6;
    private static final int BOX_HEIGHT = 44;
    private static final int CAPTION_LINE = 17;
    private static final int CAPTION_GAP = 20;
    private static final int GAP = 64;
    private static final int ROW_GAP = 44;

    /// How far beside a column the way to the next row leads down.
    private static final int OUT = 16;

    private static final int SMALLEST_BOX = 84;
    private static final int LARGEST_BOX = 300;
    private static final double NAME_SIZE = 17;
    private static final double CAPTION_SIZE = 13;
    private static final int PADDING = 36;

    public PathDrawing {
        boxes = List.copyOf(boxes);
        arrows = List.copyOf(arrows);
    }

    /// One release.
    ///
    /// @param captions below the box
    /// @param kinds CSS classes, e.g. `current stop`
    public record Box(
            int x,
            int y,
            int width,
            int height,
            String name,
            String title,
            List<Caption> captions,
            String kinds) {

        public Box {
            captions = List.copyOf(captions);
        }

        public int middle() {
            return x + width / 2;
        }

        public int textY() {
            return level() + 6;
        }

        int right() {
            return x + width;
        }

        int level() {
            return y + height / 2;
        }
    }

    /// One line below a box.
    public record Caption(String text, int y) {}

    /// A way from one box to the next.
    ///
    /// @param path in SVG's own notation
    public record Arrow(String path) {}

    /// What is drawn as a box.
    record Release(String name, List<String> captions, String kinds) {

        int boxWidth() {
            return (int)
                    Math.clamp(
                            Math.ceil(TextWidth.of(name, NAME_SIZE)) + PADDING,
                            SMALLEST_BOX,
                            LARGEST_BOX);
        }

        int columnWidth() {
            double captions =
                    captions().stream()
                            .mapToDouble(caption -> TextWidth.of(caption, CAPTION_SIZE))
                            .max()
                            .orElse(0);
            return (int) Math.max(boxWidth(), Math.min(Math.ceil(captions), LARGEST_BOX));
        }
    }

    static PathDrawing of(List<Release> releases) {
        var boxes = new ArrayList<Box>();
        var arrows = new ArrayList<Arrow>();
        int captions = releases.stream().mapToInt(r -> r.captions().size()).max().orElse(0);
        int rowHeight = BOX_HEIGHT + CAPTION_GAP + captions * CAPTION_LINE;
        int x = MARGIN;
        int y = MARGIN;
        int lastRight = 0;
        for (var release : releases) {
            int column = release.columnWidth();
            boolean wraps = !boxes.isEmpty() && x + column + OUT > WIDTH;
            if (wraps) {
                x = MARGIN;
                y += rowHeight + ROW_GAP;
            }
            var box = box(release, x + (column - release.boxWidth()) / 2, y);
            if (!boxes.isEmpty()) {
                arrows.add(
                        wraps ? down(boxes.getLast(), lastRight, box) : on(boxes.getLast(), box));
            }
            boxes.add(box);
            lastRight = x + column;
            x += column + GAP;
        }
        int right = boxes.stream().mapToInt(box -> box.x() + box.width()).max().orElse(0);
        return new PathDrawing(Math.max(WIDTH, right + MARGIN), y + rowHeight, boxes, arrows);
    }

    private static Box box(Release release, int x, int y) {
        var captions = new ArrayList<Caption>();
        for (var caption : release.captions()) {
            captions.add(
                    new Caption(
                            TextWidth.fit(caption, CAPTION_SIZE, LARGEST_BOX),
                            y + BOX_HEIGHT + CAPTION_GAP + captions.size() * CAPTION_LINE));
        }
        return new Box(
                x,
                y,
                release.boxWidth(),
                BOX_HEIGHT,
                TextWidth.fit(release.name(), NAME_SIZE, LARGEST_BOX - PADDING),
                release.name(),
                captions,
                release.kinds());
    }

    private static Arrow on(Box from, Box to) {
        return new Arrow("M %d %d H %d".formatted(from.right() + 4, from.level(), to.x() - 7));
    }

    private static Arrow down(Box from, int right, Box to) {
        return new Arrow(
                "M %d %d H %d V %d H %d V %d"
                        .formatted(
                                from.right() + 4,
                                from.level(),
                                right + OUT - 4,
                                to.y() - ROW_GAP / 2,
                                to.middle(),
                                to.y() - 7));
    }
}
