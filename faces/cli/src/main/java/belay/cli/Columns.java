package belay.cli;

/// How many columns of a terminal a text takes.
final class Columns {

    private Columns() {}

    static int of(String text) {
        return text.codePoints().map(Columns::of).sum();
    }

    /// Unicode Standard Annex 11, in the coarse form that terminals follow.
    private static int of(int point) {
        int type = Character.getType(point);
        if (type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.FORMAT
                || type == Character.CONTROL) {
            return 0;
        }
        return wide(point) ? 2 : 1;
    }

    private static boolean wide(int point) {
        return between(point, 0x1100, 0x115F)
                || between(point, 0x2E80, 0x303E)
                || between(point, 0x3041, 0xA4CF)
                || between(point, 0xA960, 0xA97C)
                || between(point, 0xAC00, 0xD7A3)
                || between(point, 0xF900, 0xFAFF)
                || between(point, 0xFE30, 0xFE6F)
                || between(point, 0xFF00, 0xFF60)
                || between(point, 0xFFE0, 0xFFE6)
                || between(point, 0x1F300, 0x1F64F)
                || between(point, 0x1F680, 0x1F9FF)
                || between(point, 0x20000, 0x3FFFD);
    }

    private static boolean between(int point, int low, int high) {
        return point >= low && point <= high;
    }

    static String padded(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - of(text)));
    }

    static String paddedLeft(String text, int columns) {
        return " ".repeat(Math.max(0, columns - of(text))) + text;
    }

    /// The text, cut where it would take more than `columns`.
    static String fit(String text, int columns, String ellipsis) {
        if (of(text) <= columns) {
            return text;
        }
        int left = columns - of(ellipsis);
        var kept = new StringBuilder();
        for (int point : text.codePoints().toArray()) {
            left -= of(point);
            if (left < 0) {
                break;
            }
            kept.appendCodePoint(point);
        }
        return kept + ellipsis;
    }
}
