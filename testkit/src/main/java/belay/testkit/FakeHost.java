package belay.testkit;

import belay.outside.Fault;
import belay.outside.Host;
import belay.problem.Problem;
import belay.release.Files.Format;
import belay.release.Files.Merge;
import belay.release.Package.Source;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// A machine in memory. What is on it are facts of its [Surroundings]:
///
/// - `file PATH` → its text, `link PATH` → where it leads; a directory is there while something is
///   below it,
/// - `process NAME` → its words and environment, `listens PORT` → the process that does,
/// - `holds HOME` → the packages that were unpacked there,
/// - `program NAME`: is installed.
///
/// A configuration file of any format is lines of `key=value`.
public final class FakeHost implements Host {

    /// The programs of the machine: what they do when they are run, started and asked.
    public interface Programs {

        Exit run(Invocation command) throws Fault;

        /// @return the ports on which it listens; none if it ends at once
        List<Integer> start(Invocation command) throws Fault;

        /// @param process its words and environment
        Reply answer(String process, Call call) throws Fault;
    }

    private final Surroundings around;
    private final Programs programs;
    private final AtomicInteger nextPort = new AtomicInteger(20_000);

    public FakeHost(Surroundings around, Programs programs) {
        this.around = around;
        this.programs = programs;
    }

    // Programs

    @Override
    public Exit run(Invocation command, Duration limit) throws Fault {
        return programs.run(command);
    }

    @Override
    public long start(String name, Invocation command, Path log) throws Fault {
        if (!around.has("process " + name)) {
            var ports = programs.start(command);
            around.atOnce(() -> {
                if (!ports.isEmpty()) {
                    around.put("process " + name, words(command));
                }
                ports.forEach(port -> around.put("listens " + port, name));
            });
        }
        return 0;
    }

    private static String words(Invocation command) {
        var words = new ArrayList<>(command.words());
        new TreeMap<>(command.environment())
                .forEach((name, value) -> words.add(name + "=" + value));
        return String.join(" ", words);
    }

    @Override
    public boolean runs(String name) {
        return around.has("process " + name);
    }

    @Override
    public void stop(String name, Duration within) {
        around.atOnce(() -> {
            around.remove("process " + name);
            around.below("listens ").stream()
                    .filter(port -> around.get(port).equals(name))
                    .toList()
                    .forEach(around::remove);
        });
    }

    @Override
    public List<String> find(Path log, long after, List<String> patterns) {
        return List.of();
    }

    @Override
    public boolean listens(int port) {
        return around.has("listens " + port);
    }

    @Override
    public int freePort() {
        int port = nextPort.incrementAndGet();
        return listens(port) ? freePort() : port;
    }

    @Override
    public Reply ask(Call call, Duration limit) throws Fault {
        var process = around.find("listens " + call.port());
        if (process.isEmpty()) {
            throw new Fault.Transient(
                    Problem.of("HTTP:NOBODY", "nobody listens at " + call.port()));
        }
        return programs.answer(around.get("process " + process.get()), call);
    }

    // Files

    /// Where a path leads to.
    private Path real(Path path) {
        for (var link : around.below("link ")) {
            var from = Path.of(link.substring("link ".length()));
            if (path.startsWith(from)) {
                return real(Path.of(around.get(link)).resolve(from.relativize(path)));
            }
        }
        return path;
    }

    private static String file(Path path) {
        return "file " + path;
    }

    private Optional<String> text(Path path) {
        return around.find(file(real(path)));
    }

    private List<Path> filesBelow(Path directory) {
        var root = real(directory);
        return around.below("file " + root + "/").stream()
                .map(name -> root.relativize(Path.of(name.substring("file ".length()))))
                .toList();
    }

    @Override
    public String read(Path file) throws Fault {
        return text(file).orElseThrow(() -> missing(file)).stripTrailing();
    }

    @Override
    public Map<String, String> environment(Path file) throws Fault {
        return keys(read(file));
    }

    private static Fault missing(Path file) {
        return new Fault.Permanent(
                Problem.of("FILE:MISSING", "there is no such file").value(file.toString()));
    }

    @Override
    public boolean exists(Path path) {
        return around.has("link " + path) || text(path).isPresent() || !filesBelow(path).isEmpty();
    }

    @Override
    public long size(Path file) {
        return text(file).orElse("").length();
    }

    @Override
    public long freeBytes(Path directory) {
        return Long.MAX_VALUE;
    }

    @Override
    public String disk(Path directory) {
        return "/";
    }

    @Override
    public long usedBytes(Path path) {
        return filesBelow(path).size();
    }

    @Override
    public void remove(Path directory) throws Fault {
        if (around.has("link " + directory)) {
            throw new Fault.Permanent(
                    Problem.of("HOST:NOT_OURS", directory + " is not a directory Belay made"));
        }
        around.remove("holds " + directory);
        around.removeBelow(file(defaults(directory)) + "/");
        around.remove(file(directory));
        around.removeBelow(file(directory) + "/");
    }

    private static Path defaults(Path home) {
        return home.resolveSibling("." + home.getFileName() + ".defaults");
    }

    @Override
    public boolean place(Path made, Path there) {
        if (around.has(file(there)) && around.has(file(made))) {
            return false;
        }
        around.find(file(made))
                .ifPresent(text ->
                        around.atOnce(() -> {
                            around.put(file(there), text);
                            around.remove(file(made));
                        }));
        return true;
    }

    @Override
    public void displace(Path made, Path there) {
        if (!around.has(file(made))) {
            around.remove(file(there));
        }
    }

    @Override
    public void relink(Path link, Path target, Path keptAs) {
        if (!around.has("link " + link) && !filesBelow(link).isEmpty()) {
            around.atOnce(() -> {
                around.copyBelow(file(link) + "/", file(keptAs) + "/");
                around.removeBelow(file(link) + "/");
            });
        }
        around.put("link " + link, target.toString());
    }

    // Homes

    @Override
    public void unpack(Source source, Path packDirectory, String sha256, int strip, Path home)
            throws Fault {
        unpack(source, home, _ -> true);
    }

    @Override
    public void unpackOnly(
            List<String> files,
            Source source,
            Path packDirectory,
            String sha256,
            int strip,
            Path home)
            throws Fault {
        unpack(source, home, file -> files.contains(file.toString()));
    }

    private void unpack(Source source, Path home, Predicate<Path> wanted) throws Fault {
        if (!(source instanceof Source.Local(var path))) {
            throw new Fault.Permanent(Problem.of("PACKAGE:MISSING", "nothing is fetched here"));
        }
        if (around.get("holds " + home).lines().noneMatch(path::equals)) {
            for (var one : filesBelow(Path.of(path)).stream().filter(wanted).toList()) {
                around.put(file(home.resolve(one)), text(Path.of(path).resolve(one)).orElseThrow());
            }
            around.put("holds " + home, around.get("holds " + home) + path + "\n");
        }
    }

    @Override
    public void make(Invocation command, Duration limit, String origin, Path home) throws Fault {
        var making = home.resolveSibling("." + home.getFileName() + ".making");
        if (around.get("holds " + home).lines().noneMatch(origin::equals)) {
            around.removeBelow(file(making) + "/");
            var words =
                    command.words().stream()
                            .map(word -> word.replace(MADE, making.toString()))
                            .toList();
            var exit =
                    programs.run(
                            new Invocation(words, command.environment(), making, command.user()));
            if (exit.code() != 0 || filesBelow(making).isEmpty()) {
                throw new Fault.Permanent(Problem.of("PACKAGE:COMMAND", origin + " failed"));
            }
            around.atOnce(() -> {
                around.copyBelow(file(making) + "/", file(home) + "/");
                around.removeBelow(file(making) + "/");
                around.put("holds " + home, around.get("holds " + home) + origin + "\n");
            });
        }
    }

    @Override
    public boolean finds(Invocation command) {
        return around.has("program " + command.words().getFirst());
    }

    @Override
    public Carried carry(Path oldHome, Path newHome, List<String> carry, List<String> leave) {
        var carried =
                filesBelow(oldHome).stream()
                        .filter(one -> matches(one, carry) && !matches(one, leave))
                        .toList();
        for (var one : carried) {
            around.put(file(real(newHome).resolve(one)), text(oldHome.resolve(one)).orElseThrow());
        }
        return new Carried(carried.size(), carried.size());
    }

    private static boolean matches(Path file, List<String> patterns) {
        return patterns.stream()
                .anyMatch(pattern ->
                        FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(file));
    }

    @Override
    public Carried keep(Path home, Path to, Path earlier) {
        return carry(home, to, List.of("**"), List.of());
    }

    // Configuration

    private static Map<String, String> keys(String text) {
        var keys = new LinkedHashMap<String, String>();
        text.lines()
                .filter(line -> line.contains("="))
                .forEach(line ->
                        keys.put(
                                line.substring(0, line.indexOf('=')),
                                line.substring(line.indexOf('=') + 1)));
        return keys;
    }

    private static String text(Map<String, String> keys) {
        return keys.entrySet().stream()
                .map(key -> key.getKey() + "=" + key.getValue() + "\n")
                .collect(Collectors.joining());
    }

    @Override
    public List<Conflict> merge(
            Path oldDefault, Path mine, Path newHome, Merge how, Map<String, String> set)
            throws Fault {
        var there = real(newHome).resolve(how.path());
        var kept = defaults(real(newHome)).resolve(how.path());
        if (text(kept).isEmpty()) {
            around.put(file(kept), text(there).orElseThrow(() -> missing(there)));
        }
        var shipped = keys(text(oldDefault).orElse(""));
        var merged = keys(text(kept).orElseThrow());
        keys(text(mine).orElse(""))
                .forEach((key, value) -> {
                    if (!value.equals(shipped.get(key))) {
                        merged.put(key, value);
                    }
                });
        merged.putAll(new TreeMap<>(set));
        around.put(file(there), text(merged));
        return List.of();
    }

    @Override
    public void rewrite(Path file, Format format, Map<String, String> set, Path original)
            throws Fault {
        var there = real(file);
        var was = text(there).orElseThrow(() -> missing(file));
        if (text(original).isEmpty()) {
            around.put(file(original), was);
        }
        var keys = keys(was);
        keys.putAll(new TreeMap<>(set));
        around.put(file(there), text(keys));
    }

    @Override
    public void requireRewritable(Path file, Format format, Map<String, String> set) throws Fault {
        if (text(file).isEmpty()) {
            throw missing(file);
        }
    }

    @Override
    public List<String> takeBack(Path file, Format format, Map<String, String> set, Path original) {
        var changed = changedSince(file, format, set, original);
        if (text(original).isPresent()) {
            var was = keys(text(original).get());
            var is = keys(text(file).orElse(""));
            set.forEach((key, value) -> {
                if (value.equals(is.get(key))) {
                    if (was.containsKey(key)) {
                        is.put(key, was.getOrDefault(key, ""));
                    } else {
                        is.remove(key);
                    }
                }
            });
            around.put(file(real(file)), text(is));
        }
        return changed;
    }

    @Override
    public List<String> changedSince(
            Path file, Format format, Map<String, String> set, Path original) {
        var left = new ArrayList<String>();
        if (text(original).isPresent()) {
            var was = keys(text(original).get());
            var is = keys(text(file).orElse(""));
            set.forEach((key, value) -> {
                var now = is.getOrDefault(key, "");
                if (!now.equals(value) && !now.equals(was.getOrDefault(key, ""))) {
                    left.add(key);
                }
            });
        }
        return left;
    }
}
