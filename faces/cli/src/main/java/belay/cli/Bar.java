package belay.cli;

/// How far something has come, drawn.
final class Bar {

    private Bar() {}

    static String of(double part, int columns, boolean unicode) {
        int full = (int) Math.round(Math.clamp(part, 0, 1) * columns);
        return (unicode ? "█" : "#").repeat(full) + (unicode ? "░" : ".").repeat(columns - full);
    }
}
