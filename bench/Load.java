import belay.dumps.StrangersFiles;
import belay.outside.DumpFiles.Bounds;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.outside.Sandboxes.Needs;
import belay.outside.Sandboxes.Sandbox;
import belay.postgres.PostgresSandboxes;
import belay.problem.Problem;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// The rounds of `bench/load`: each dump once by `gunzip | psql` and once by Belay in a round, into sandboxes alike,
/// so that a busy machine is busy for both.
final class Load {

    private static final long GIBIBYTE = 1L << 30;

    /// What a job gets for such a file on a machine of 16 GB or more.
    private static final Needs NEEDS = new Needs("15", 40 * GIBIBYTE, 4 * GIBIBYTE, Duration.ofHours(1));

    private final Path work;
    private final Path bin;
    private final int port;
    private final PostgresSandboxes sandboxes;

    private Load(Path work, int port, Path bin) {
        this.work = work;
        this.bin = bin;
        this.port = port;
        this.sandboxes =
                new PostgresSandboxes(
                        work.resolve("boxes"),
                        work.resolve("programs"),
                        (coordinates, sum) -> {
                            throw new Fault.Permanent(Problem.of("BENCH:OFFLINE", "nothing is fetched here"));
                        });
    }

    public static void main(String[] arguments) throws Exception {
        var bench = new Load(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Path.of(arguments[2]));
        int rounds = Integer.parseInt(arguments[3]);
        Runtime.getRuntime().addShutdownHook(new Thread(bench::close));
        boolean well = true;
        for (var dump : arguments[4].split(",", -1)) {
            well &= switch (dump) {
                case "app" -> bench.compare("the whole sample", "app", "app", rounds, 0.70);
                case "doc" -> bench.compare("one giant table", "app", "doc", rounds, 1.0);
                case "tables" -> bench.compare("1,000 tables with key and index", dump, dump, rounds, 1.0);
                case "views" -> bench.compare("200 tables, each with ten indexes and ten views", dump, dump, rounds, 1.0);
                case "more" -> bench.compare("10,000 tables with key and index", dump, dump, rounds, 1.0);
                default -> throw new IllegalArgumentException(dump);
            };
        }
        System.out.printf("peak heap %d MiB (wanted: at most 256)%n", peakHeap() >> 20);
        System.exit(well && peakHeap() <= 256 << 20 ? 0 : 1);
    }

    /// The sum of the highest marks of all parts of the heap, garbage and all.
    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }

    private boolean compare(String name, String database, String file, int rounds, double goal) throws Exception {
        var dump = work.resolve(file + ".sql.gz");
        var source = List.of("-h", "127.0.0.1", "-p", Integer.toString(port), "-U", "postgres", "-d", database);
        var expected = content(source);
        var psql = new double[rounds];
        var belay = new double[rounds];
        System.out.printf("%s, %d KiB%n%-8s%16s%14s%10s%n", name, Files.size(dump) >> 10, "round", "gunzip | psql", "belay", "ratio");
        for (int round = 0; round < rounds; round++) {
            psql[round] = round(sandbox -> psql(sandbox.owner(), dump), expected);
            belay[round] = round(sandbox -> load(sandbox, dump), expected);
            System.out.printf(
                    "%-8d%14.2f s%12.2f s%10.2f%n", round + 1, psql[round], belay[round], belay[round] / psql[round]);
        }
        double ratio = Arrays.stream(belay).sum() / Arrays.stream(psql).sum();
        System.out.printf("belay / psql   %.2f   (wanted: at most %.2f)%n", ratio, goal);
        return ratio <= goal;
    }

    /// However it ends, no server is left.
    private void close() {
        try {
            sandboxes.close("bench");
        } catch (Fault e) {
            System.err.println("bench/load: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Loading {
        void into(Sandbox sandbox) throws Exception;
    }

    private double round(Loading loading, String expected) throws Exception {
        sandboxes.close("bench");
        var sandbox = sandboxes.open("bench", NEEDS);
        long start = System.nanoTime();
        loading.into(sandbox);
        double took = (System.nanoTime() - start) / 1e9;
        var there = psql(sandbox.owner());
        for (var line : content(there).lines().toList()) {
            if (expected.lines().noneMatch(line::equals)) {
                throw new IllegalStateException("not what was dumped: " + line);
            }
        }
        sandboxes.close("bench");
        return took;
    }

    private void load(Sandbox sandbox, Path dump) throws Fault, InterruptedException {
        try (var script = new StrangersFiles().open(dump, Bounds.USUAL, Meter.SILENT)) {
            sandboxes.load(sandbox, script, (kind, code, words) -> System.err.println(code + " " + words), Meter.SILENT);
        }
    }

    private void psql(Endpoint owner, Path dump) throws IOException, InterruptedException {
        var words = "gunzip -c \"$0\" | \"$@\" -q -o /dev/null -v ON_ERROR_STOP=1";
        var command = new java.util.ArrayList<>(List.of("bash", "-o", "pipefail", "-c", words, dump.toString()));
        command.addAll(psqlCommand(psql(owner)));
        run(command);
    }

    private static List<String> psql(Endpoint owner) {
        return List.of(
                "-h", owner.host(), "-p", Integer.toString(owner.port()), "-U", owner.user(), "-d", owner.database());
    }

    private List<String> psqlCommand(List<String> where) {
        var command = new java.util.ArrayList<>(List.of(bin.resolve("psql").toString(), "-X"));
        command.addAll(where);
        return command;
    }

    private static final String TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1";

    /// Where there are too many tables to read each: what there is, and the rows of a thousand of them: each takes locks.
    private static final String OBJECTS =
            """
            SELECT c.relkind, count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' GROUP BY 1
            UNION ALL SELECT 'k', count(*) FROM pg_constraint WHERE contype = 'p'
            UNION ALL SELECT 'R', sum((xpath('/row/n/text()', query_to_xml(
              format('SELECT count(*) AS n FROM public.%I', tablename), false, true, '')))[1]::text::bigint)
            FROM (SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY md5(tablename) LIMIT 1000) picked
            ORDER BY 1
            """;

    private static final int FEW = 20;

    /// A line for each table: rows, and a sum of all rows that does not know their order.
    private String content(List<String> where) throws IOException, InterruptedException {
        var tables = ask(where, TABLES).lines().toList();
        if (tables.size() > FEW) {
            return ask(where, OBJECTS);
        }
        var lines = new StringBuilder();
        for (var table : tables) {
            lines.append(table)
                    .append(' ')
                    .append(ask(where, "SELECT count(*), sum(hashtextextended(t::text, 0)) FROM public." + table + " t"));
        }
        return lines.toString();
    }

    private String ask(List<String> where, String sql) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(psqlCommand(where));
        command.addAll(List.of("-At", "-c", sql));
        return run(command);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command.getFirst() + " failed: " + process.exitValue());
        }
        return said;
    }
}
