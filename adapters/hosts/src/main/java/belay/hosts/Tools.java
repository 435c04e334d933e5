package belay.hosts;

import belay.outside.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds programs the way a shell would.
final class Tools {

    private static final String USUAL_PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private Tools() {}

    /// Belay's own search path, the usual places after it.
    static String searchPath() {
        String own = System.getenv("PATH");
        return own == null || own.isBlank() ? USUAL_PATH : own + ":" + USUAL_PATH;
    }

    /// A tool that Belay itself needs.
    static Path find(String tool) throws Fault {
        return find(tool, searchPath())
                .orElseThrow(() ->
                        Faults.permanent(
                                "TOOL_MISSING",
                                tool + " is not installed on this machine",
                                "install " + packageOf(tool)));
    }

    static Optional<Path> find(String program, String searchPath) {
        List<Path> places = new ArrayList<>();
        for (String directory : searchPath.split(":", -1)) {
            if (directory.startsWith("/")) {
                places.add(Path.of(directory, program));
            }
        }
        return places.stream().filter(Tools::runs).findFirst();
    }

    static boolean runs(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    private static String packageOf(String tool) {
        return tool.equals("getent") ? "the C library's tools (libc-bin)" : "util-linux";
    }
}
