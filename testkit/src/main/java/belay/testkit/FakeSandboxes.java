package belay.testkit;

import belay.outside.DumpFiles;
import belay.outside.DumpHead;
import belay.outside.DumpScript;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Host.Exit;
import belay.outside.Host.Invocation;
import belay.outside.Meter;
import belay.outside.Sandboxes;
import belay.problem.Answer;
import belay.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sandboxes in memory, and the dumps that are loaded into them. A box is facts of its
/// [Surroundings] as a server's are, under `box NAME`; a dump is a file in which `TABLE name`
/// stands before a table as [FakeDatabases] holds it.
public final class FakeSandboxes implements Sandboxes, DumpFiles {

    private static final String JOB = "job";
    private static final String HEAD = "TABLE ";

    private final Surroundings around;
    private final FakeHost.Programs programs;

    /// @param programs that can be run in a box
    public FakeSandboxes(Surroundings around, FakeHost.Programs programs) {
        this.around = around;
        this.programs = programs;
    }

    private static String box(String name) {
        return "box " + name + " ";
    }

    private static String database(String name, String database) {
        return box(name) + "db " + database + " ";
    }

    // Boxes

    @Override
    public List<String> majors() {
        return List.of("15");
    }

    @Override
    public long room() {
        return Long.MAX_VALUE;
    }

    @Override
    public long memory() {
        return 1L << 30;
    }

    @Override
    public Optional<Problem> whyNoDump(String major) {
        return Optional.empty();
    }

    @Override
    public Sandbox open(String name, Needs needs) {
        if (!around.has(box(name) + "runs")) {
            around.removeBelow(box(name));
            around.put(box(name) + "at", needs.major());
            around.put(database(name, JOB) + "access", "all");
            around.put(box(name) + "runs", "");
        }
        return new Sandbox(name, needs, endpoint(name), List.of());
    }

    @Override
    public Endpoint endpoint(String name) {
        return new Endpoint("box:" + name, 5432, JOB, JOB, "");
    }

    @Override
    public Endpoint duplicate(String name, String database) throws Fault {
        requireRunning(name);
        if (!around.has(database(name, database) + "access")) {
            around.atOnce(() -> around.copyBelow(database(name, JOB), database(name, database)));
        }
        return endpoint(name).database(database);
    }

    private void requireRunning(String name) throws Fault {
        if (!around.has(box(name) + "runs")) {
            throw new Fault.Permanent(Problem.of("SANDBOX:GONE", "the sandbox does not run"));
        }
    }

    @Override
    public void close(String name) {
        around.remove(box(name) + "runs");
        around.removeBelow(box(name));
    }

    @Override
    public List<String> left() {
        return around.below("box ").stream()
                .map(fact -> fact.substring("box ".length()))
                .map(fact -> fact.substring(0, fact.indexOf(' ')))
                .distinct()
                .toList();
    }

    /// What was run last, and what it could read, stands in `box NAME code`.
    @Override
    public Exit run(String name, Invocation command, List<Path> folders, Duration limit)
            throws Fault {
        requireRunning(name);
        around.put(
                box(name) + "code",
                String.join(" ", command.words()) + " with " + List.copyOf(folders));
        return programs.run(command);
    }

    // Loading and dumping

    @Override
    public Loaded load(Sandbox sandbox, DumpScript script, Repairs repairs, Meter meter)
            throws Fault {
        requireRunning(sandbox.name());
        var tables = tables(((Script) script).text());
        for (var table : tables) {
            var name = database(sandbox.name(), JOB) + "table " + table.name();
            if (around.has(name)) {
                throw new Fault.Permanent(
                        Problem.of("DUMP:STATEMENT", table.name() + " exists already"));
            }
            around.put(name, table.text());
        }
        return new Loaded(tables.size(), 1, 1, Duration.ZERO);
    }

    private record Table(String name, String text) {}

    private static List<Table> tables(String dump) {
        var tables = new ArrayList<Table>();
        for (var part : dump.split(HEAD, -1)) {
            if (!part.isBlank()) {
                var lines = part.lines().toList();
                tables.add(
                        new Table(
                                lines.getFirst(),
                                String.join("\n", lines.subList(1, lines.size()))));
            }
        }
        return tables;
    }

    @Override
    public Written dump(String name, Output form, Path file, Meter meter) throws Fault {
        requireRunning(name);
        var text = new StringBuilder();
        var start = database(name, JOB) + "table ";
        for (var table : around.below(start)) {
            text.append(HEAD)
                    .append(table.substring(start.length()))
                    .append('\n')
                    .append(around.get(table))
                    .append('\n');
        }
        around.put("file " + file + ".half", text.toString());
        around.atOnce(() -> {
            around.put("file " + file, text.toString());
            around.remove("file " + file + ".half");
        });
        return new Written(text.length(), sum(text.toString()));
    }

    private static String sum(String text) {
        return Integer.toHexString(text.hashCode());
    }

    @Override
    public InputStream script(Path archive, Duration deadline) {
        return new ByteArrayInputStream(
                around.get("file " + archive).getBytes(StandardCharsets.UTF_8));
    }

    // Dump files

    @Override
    public Answer<DumpHead> look(Path file) {
        return Answer.of(
                new DumpHead(
                        DumpHead.Form.SCRIPT,
                        List.of(),
                        around.get("file " + file).length(),
                        Map.of(),
                        Map.of()));
    }

    @Override
    public Taken take(Path file, Path copy, String sha256, Meter meter) throws Fault {
        var text =
                around.find("file " + file)
                        .orElseThrow(() ->
                                new Fault.Permanent(
                                        Problem.of("DUMP:MISSING", "there is no such file")));
        around.put("file " + copy + ".half", text);
        around.atOnce(() -> {
            around.put("file " + copy, text);
            around.remove("file " + copy + ".half");
        });
        return new Taken(copy, text.length(), sum(text));
    }

    /// A dump that was opened.
    private record Script(String text) implements DumpScript {

        @Override
        public Piece next() {
            return new Piece.End();
        }

        @Override
        public void close() {}
    }

    @Override
    public DumpScript open(Path file, Bounds bounds, Meter meter) {
        return new Script(around.get("file " + file));
    }

    @Override
    public List<Contained> databases(Path file, String last, Bounds bounds) {
        throw new IllegalStateException("every dump here is of one database");
    }

    @Override
    public DumpScript open(Path file, String database, Bounds bounds, Meter meter) {
        throw new IllegalStateException("every dump here is of one database");
    }

    @Override
    public DumpScript open(InputStream script, Bounds bounds, Meter meter) {
        throw new IllegalStateException("every dump here is a script");
    }

    @Override
    public Path unwrap(Path file, Path directory, Bounds bounds, Meter meter) {
        return file;
    }

    @Override
    public List<List<String>> read(DumpScript script, List<Sign> signs) {
        return signs.stream().map(_ -> List.<String>of()).toList();
    }
}
