import static belay.problem.Answer.given;

import belay.plan.Catalogue;
import belay.plan.PlanJson;
import belay.release.Imports;
import belay.release.Pack;
import belay.release.Situation;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The rounds of `bench/planner`: each question once to Belay and once to a plain search, in turns. A process for each
/// catalogue, so that the memory is that catalogue's; each prints one row, fields parted by blanks.
final class Planner {

    private static final int ROUNDS = 40;

    private Planner() {}

    public static void main(String[] arguments) throws IOException {
        var row =
                switch (arguments[0]) {
                    case "import" -> imported(Path.of(arguments[1]));
                    case "graph" -> graph(Path.of(arguments[1]));
                    default -> made(Integer.parseInt(arguments[1]));
                };
        System.out.println(row);
    }

    /// Milliseconds from the start of the process until the OpenShift graph is imported and indexed, and those of the
    /// import when it has been done often.
    private static String imported(Path truth) throws IOException {
        openShift(truth);
        long cold = Duration.between(ProcessHandle.current().info().startInstant().orElseThrow(), Instant.now()).toMillis();
        var times = new ArrayList<Double>();
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            openShift(truth);
            times.add(since(start));
        }
        return cold + " " + format(median(times.subList(ROUNDS / 2, ROUNDS)));
    }

    private static Pack openShift(Path truth) throws IOException {
        var raw = Files.readAllBytes(truth.resolve("openshift/full-raw-20211124.json"));
        var blocked = Files.readAllBytes(truth.resolve("openshift/full-blocked-20211124.json"));
        var pack = given(Imports.cincinnati("openshift", "full", raw, blocked));
        Catalogue.of(List.of(pack));
        return pack;
    }

    private static String graph(Path truth) throws IOException {
        var pack = openShift(truth);
        var race = new Race(pack, "");
        race.materialised(Edges.ofGraph(pack));
        var cases = PlanJson.mapper()
                .readTree(Files.readAllBytes(truth.resolve("openshift-full-graph-min-hops.json"))).path("cases");
        for (int round = 0; round < 8; round++) {
            if (round == 3) {
                race.forget();
            }
            cases.forEach(row -> race.run(row.path("from").asString(), row.path("to").asString()));
        }
        return race.row("openshift");
    }

    private static String made(int size) throws IOException {
        var pack = Made.of(size);
        var situation = new Situation(Map.of("hosting", "own"), Map.of());
        var race = new Race(pack, ",\"hosting\":\"own\"");
        race.materialised(Edges.ofRules(pack, situation, Runtime.getRuntime().maxMemory() / 2 / Integer.BYTES));
        for (int round = 0; round < 2 * ROUNDS; round++) {
            if (round == ROUNDS) {
                race.forget();
            }
            race.run(Made.name(round % 10), Made.name(size - 1));
        }
        return race.row("made");
    }

    /// Both sides in turns, and what they took.
    private static final class Race {

        private final Pack pack;
        private final String facts;
        private final Catalogue catalogue;
        private final double index;
        private final long heap;
        private final List<Double> ours = new ArrayList<>();
        private final List<Double> oursCpu = new ArrayList<>();
        private final List<Double> plain = new ArrayList<>();
        private Edges edges = new Edges();
        private int hops;
        private int differing;

        /// Memory is measured with the catalogue alone, after its first plan.
        Race(Pack pack, String facts) {
            this.pack = pack;
            this.facts = facts;
            long start = System.nanoTime();
            this.catalogue = Catalogue.of(List.of(pack));
            this.index = since(start);
            ask(pack.releases().getFirst().id().text(), pack.releases().getLast().id().text());
            System.gc();
            this.heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        }

        void materialised(Edges written) {
            edges = written;
        }

        void run(String from, String to) {
            long start = System.nanoTime();
            long startCpu = cpu();
            var answer = ask(from, to);
            oursCpu.add((cpu() - startCpu) / 1e6);
            ours.add(since(start));
            hops = PlanJson.mapper().readTree(answer).path("hops").size();
            if (edges.isWhole(pack)) {
                int first = at(from);
                int last = at(to);
                long begin = System.nanoTime();
                int fewest = edges.search(first, last);
                plain.add(since(begin));
                differing += fewest == hops ? 0 : 1;
            }
        }

        private String ask(String from, String to) {
            return catalogue.answerLine(
                    "{\"product\":\"" + pack.product() + "\",\"from\":\"" + from + "\",\"to\":\"" + to + "\"" + facts + "}");
        }

        private int at(String release) {
            return pack.releases().indexOf(given(pack.release(release)));
        }

        /// What came before was for the compiler.
        void forget() {
            ours.clear();
            oursCpu.clear();
            plain.clear();
        }

        String row(String name) {
            boolean whole = edges.isWhole(pack);
            return String.join(
                    " ",
                    name,
                    "" + pack.releases().size(),
                    "" + (pack.known().edges().size() + pack.clauses().size() + pack.issues().size()),
                    "" + hops,
                    format(index),
                    format(median(ours)),
                    format(median(oursCpu)),
                    whole ? format(median(plain)) : "-",
                    whole ? format(median(ours) / median(plain)) : "-",
                    "" + (heap >> 20),
                    whole ? "" + Math.max(1, edges.count() * Integer.BYTES >> 20) : "-",
                    whole ? "" + differing : "-");
        }
    }

    /// Of this thread, so that a busy machine does not count.
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static String format(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
