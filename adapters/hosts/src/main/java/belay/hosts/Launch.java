package belay.hosts;

import belay.outside.Fault;
import belay.outside.Host.Invocation;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Turns an invocation into a process of a session of its own: no shell, a small environment,
/// another user if asked. Values reach the process through its environment alone and are never part
/// of a message.
///
/// `setsid`, `flock` and `setpriv` replace themselves by what they start, so the number of the
/// process stays.
final class Launch {

    /// What `flock` ends with when another process of the same name holds its file.
    static final int TAKEN = 75;

    private Launch() {}

    static ProcessBuilder command(Invocation invocation, Group.Mark mark) throws Fault {
        return builder(invocation, mark, List.of());
    }

    /// The process and its children hold `alive` locked as long as they live.
    static ProcessBuilder service(Invocation invocation, Group.Mark mark, Path alive) throws Fault {
        return builder(
                invocation,
                mark,
                List.of(
                        Tools.find("flock").toString(),
                        "--no-fork",
                        "--nonblock",
                        "--conflict-exit-code",
                        Integer.toString(TAKEN),
                        alive.toString()));
    }

    private static ProcessBuilder builder(
            Invocation invocation, Group.Mark mark, List<String> holder) throws Fault {
        requireLinux();
        if (!Files.isDirectory(invocation.directory())) {
            throw Faults.permanent(
                    "NO_DIRECTORY",
                    "there is no directory " + invocation.directory() + " to run a command in",
                    "");
        }
        List<String> words = new ArrayList<>();
        words.add(Tools.find("setsid").toString());
        words.addAll(holder);
        Map<String, String> environment = base();
        if (!invocation.user().isEmpty()) {
            become(invocation.user(), words, environment);
        }
        environment.putAll(invocation.environment());
        environment.put(mark.variable(), mark.value());
        words.add(program(invocation, environment.getOrDefault("PATH", "")).toString());
        words.addAll(invocation.words().subList(1, invocation.words().size()));
        var builder = new ProcessBuilder(words).directory(invocation.directory().toFile());
        builder.redirectErrorStream(true).redirectInput(new File("/dev/null"));
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    private static Map<String, String> base() {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", Tools.searchPath());
        environment.put("HOME", System.getProperty("user.home", "/"));
        environment.put("LANG", System.getenv().getOrDefault("LANG", "C.UTF-8"));
        String zone = System.getenv("TZ");
        if (zone != null) {
            environment.put("TZ", zone);
        }
        return environment;
    }

    private static void become(String name, List<String> words, Map<String, String> environment)
            throws Fault {
        var account = Account.of(name);
        environment.put("HOME", account.home());
        String own = System.getProperty("user.name", "");
        if (own.equals(name)) {
            return;
        }
        if (!own.equals("root")) {
            throw Faults.permanent(
                    "NOT_ROOT",
                    "only root may run a command as " + name + "; Belay runs as " + own,
                    "run Belay as root or as " + name);
        }
        words.addAll(
                List.of(
                        Tools.find("setpriv").toString(),
                        "--reuid=" + account.user(),
                        "--regid=" + account.group(),
                        "--init-groups"));
    }

    /// With a slash it is a file, seen from the command's directory; without, the search path is
    /// asked.
    private static Path program(Invocation invocation, String searchPath) throws Fault {
        String word = invocation.words().getFirst();
        if (!word.contains("/")) {
            return Tools.find(word, searchPath).orElseThrow(() -> noProgram(word));
        }
        Path file = invocation.directory().toAbsolutePath().resolve(word).normalize();
        if (!Tools.runs(file)) {
            throw noProgram(file.toString());
        }
        return file;
    }

    /// Whether there is the program, by the search path that the command will have.
    static boolean finds(Invocation invocation) throws Fault {
        Map<String, String> environment = base();
        environment.putAll(invocation.environment());
        String word = invocation.words().getFirst();
        return word.contains("/")
                ? Tools.runs(invocation.directory().toAbsolutePath().resolve(word).normalize())
                : Tools.find(word, environment.getOrDefault("PATH", "")).isPresent();
    }

    private static Fault.Permanent noProgram(String program) {
        return Faults.permanent(
                "NO_PROGRAM",
                "there is no program " + program + " that can be run",
                "install it, make it executable, or write its whole path");
    }

    /// Processes are found, named and ended by what Linux tells in `/proc`.
    private static void requireLinux() throws Fault {
        if (!Files.isReadable(Path.of("/proc/self/stat"))) {
            throw Faults.permanent(
                    "NOT_LINUX", "Belay runs products on Linux only: there is no /proc here", "");
        }
    }
}
