package belay.app;

import java.util.Arrays;
import java.util.Optional;

/// Where Belay starts.
public final class Belay {

    private static final int BAD_INPUT = 2;

    private Belay() {}

    public static void main(String[] arguments) {
        if (Arrays.asList(arguments).contains("--version")) {
            System.out.println("belay " + version());
            return;
        }
        System.err.println("usage: belay --version");
        System.exit(BAD_INPUT);
    }

    /// Stands in the manifest of our jar; a class folder has none.
    private static String version() {
        return Optional.ofNullable(Belay.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
    }
}
