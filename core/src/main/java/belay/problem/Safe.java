package belay.problem;

/// Names from outside, made fit for a message: no control characters, not endless.
public final class Safe {

    private static final int LONGEST = 120;

    private Safe() {}

    public static String name(String name) {
        var safe = new StringBuilder();
        name.codePoints()
                .limit(LONGEST)
                .forEach(one -> {
                    if (isPlain(one)) {
                        safe.appendCodePoint(one);
                    } else {
                        safe.append(String.format("\\u%04x", one));
                    }
                });
        return name.codePointCount(0, name.length()) > LONGEST ? safe + "…" : safe.toString();
    }

    /// Whether `one` is seen as what it is: neither control, format, surrogate, private nor
    /// unassigned.
    public static boolean isPlain(int one) {
        return switch (Character.getType(one)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
