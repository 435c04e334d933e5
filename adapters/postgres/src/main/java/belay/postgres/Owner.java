package belay.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The operating system's user that a server runs as. PostgreSQL refuses to run as root.
record Owner(int uid, int gid) {

    private static final int NOBODY = 65534;

    static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    static Owner of(Path path) throws IOException {
        return new Owner(
                (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS),
                (int) Files.getAttribute(path, "unix:gid", LinkOption.NOFOLLOW_LINKS));
    }

    /// For servers made from nothing: whoever runs Belay, or nobody when that is root.
    static Owner forNewServers(Path home) throws IOException {
        return root() ? new Owner(NOBODY, NOBODY) : of(home);
    }

    /// The words that run `command` as this user.
    List<String> runs(List<String> command) {
        if (!root()) {
            return command;
        }
        var words =
                new ArrayList<>(
                        List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups"));
        words.addAll(command);
        return words;
    }

    void own(Path path) throws IOException {
        if (root()) {
            Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        }
    }
}
