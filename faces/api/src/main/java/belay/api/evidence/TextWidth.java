package belay.api.evidence;

import java.util.ArrayList;
import java.util.List;

/// How wide a text gets at most, whatever font the reader has: too much room is ugly, too little
/// overlaps.
final class TextWidth {

    /// Of the size of the font; a wide digit of DejaVu Sans has 0.64.
    private static final double NARROW = 0.45;

    private static final double USUAL = 0.64;
    private static final double BROAD = 0.9;
    private static final double FULL = 1.1;
    private static final String NARROW_LETTERS = "iljtfrI.,:;'|!()[] ";
    private static final String BROAD_LETTERS = "mwMWQGO@%…→—";

    private TextWidth() {}

    static double of(String text, double size) {
        return text.codePoints().mapToDouble(TextWidth::of).sum() * size;
    }

    private static double of(int point) {
        if (NARROW_LETTERS.indexOf(point) >= 0) {
            return NARROW;
        }
        if (BROAD_LETTERS.indexOf(point) >= 0) {
            return BROAD;
        }
        return point < 0x1100 ? USUAL : FULL;
    }

    /// The text, cut with `…` where it would be wider than `room`.
    static String fit(String text, double size, double room) {
        if (of(text, size) <= room) {
            return text;
        }
        var kept = new StringBuilder();
        double left = room - of("…", size);
        for (int point : text.codePoints().toArray()) {
            left -= of(point) * size;
            if (left < 0) {
                break;
            }
            kept.appendCodePoint(point);
        }
        return kept.toString().strip() + "…";
    }

    /// All of it in lines that fit, broken between words, and within a word that is wider.
    static List<String> lines(String text, double size, double room) {
        return wrap(String.join(" ", pieces(text, size, room)), size, room);
    }

    private static List<String> pieces(String text, double size, double room) {
        var pieces = new ArrayList<String>();
        for (var word : text.split(" +", -1)) {
            var piece = new StringBuilder();
            for (int point : word.codePoints().toArray()) {
                if (of(piece.toString(), size) + of(point) * size > room) {
                    pieces.add(piece.toString());
                    piece.setLength(0);
                }
                piece.appendCodePoint(point);
            }
            pieces.add(piece.toString());
        }
        return pieces;
    }

    /// Broken between words into lines that fit; a word that is wider is cut.
    static List<String> wrap(String text, double size, double room) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : text.split(" +", -1)) {
            if (!line.isEmpty() && of(line + " " + word, size) > room) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(fit(word, size, room));
        }
        lines.add(line.toString());
        return lines;
    }
}
