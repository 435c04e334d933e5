import belay.plan.Catalogue;
import belay.plan.PlanJson;
import belay.problem.Answer;
import belay.release.Imports;
import belay.release.Pack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// The rounds of `bench/planner`: each question once to Belay and once to a plain search, in turns.
final class Planner {

    private Planner() {}

    public static void main(String[] arguments) throws IOException {
        var truth = Path.of(arguments[0]);
        graph(truth);
        for (int size : new int[] {1_000, 10_000, 100_000}) {
            dense(size);
        }
        long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        System.out.printf("memory: %d MB used of %d MB%n", used >> 20, Runtime.getRuntime().maxMemory() >> 20);
    }

    private static void graph(Path truth) throws IOException {
        var raw = Files.readAllBytes(truth.resolve("openshift/full-raw-20211124.json"));
        var blocked = Files.readAllBytes(truth.resolve("openshift/full-blocked-20211124.json"));
        long first = System.nanoTime();
        var pack = given(Imports.cincinnati("openshift", "full", raw, blocked));
        var catalogue = Catalogue.of(List.of(pack));
        System.out.printf("OpenShift: import and index, cold: %.0f ms%n", (System.nanoTime() - first) / 1e6);
        var edges = new HashMap<String, List<String>>();
        pack.known().edges().forEach(edge ->
                edges.computeIfAbsent(edge.from().toString(), _ -> new ArrayList<>()).add(edge.to().toString()));
        var cases = PlanJson.mapper()
                .readTree(Files.readAllBytes(truth.resolve("openshift-full-graph-min-hops.json"))).path("cases");
        var ours = new ArrayList<Double>();
        var plain = new ArrayList<Double>();
        int wrong = 0;
        for (int round = 0; round < 6; round++) {
            for (var row : cases) {
                var from = row.path("from").asString();
                var to = row.path("to").asString();
                var line = "{\"product\":\"openshift\",\"from\":\"" + from + "\",\"to\":\"" + to + "\"}";
                long start = System.nanoTime();
                var answer = catalogue.answerLine(line);
                long middle = System.nanoTime();
                int hops = search(edges, from, to);
                long end = System.nanoTime();
                if (round > 0) {
                    ours.add((middle - start) / 1e6);
                    plain.add((end - middle) / 1e6);
                }
                wrong += PlanJson.mapper().readTree(answer).path("hops").size() == hops ? 0 : 1;
            }
        }
        System.out.printf("OpenShift: a plan, warm, median of %d: belay %.2f ms, plain search %.2f ms; %d differ%n",
                ours.size(), median(ours), median(plain), wrong);
    }

    private static int search(Map<String, List<String>> edges, String from, String to) {
        var hops = new HashMap<String, Integer>(Map.of(from, 0));
        var queue = new ArrayDeque<String>(List.of(from));
        while (!queue.isEmpty() && !hops.containsKey(to)) {
            var here = queue.remove();
            for (var next : edges.getOrDefault(here, List.of())) {
                if (hops.putIfAbsent(next, hops.get(here) + 1) == null) {
                    queue.add(next);
                }
            }
        }
        return hops.getOrDefault(to, 0);
    }

    /// Releases 0..size-1 with 300 ranges that overlap: stops, and hops that are refused.
    private static void dense(int size) {
        var random = new Random(1);
        var stops = new ArrayList<String>();
        for (int i = 0; i < size; i++) {
            stops.add((i / 100) + "." + (i % 100) + ".0");
        }
        var pack = given(Imports.stops("dense", "made", String.join("\n", stops).getBytes(StandardCharsets.UTF_8)));
        var few = new ArrayList<>(pack.clauses());
        java.util.Collections.shuffle(few, random);
        var thin = new Pack(
                pack.product(), pack.title(), pack.scheme(), pack.directory(), pack.hash(), pack.detections(),
                pack.releases(), few.subList(0, Math.min(300, few.size())), pack.known(), pack.issues(), pack.served(),
                pack.files(), pack.recipes(), pack.afterCopy(), pack.neutralise(), pack.facts(), pack.checks(),
                pack.volatileTables());
        long first = System.nanoTime();
        var catalogue = Catalogue.of(List.of(thin));
        double index = (System.nanoTime() - first) / 1e6;
        var times = new ArrayList<Double>();
        int hops = 0;
        for (int i = 0; i < 12; i++) {
            var line = "{\"product\":\"dense\",\"from\":\"0." + i + ".0\",\"to\":\"" + (size / 100 - 1) + ".99.0\"}";
            long start = System.nanoTime();
            hops = PlanJson.mapper().readTree(catalogue.answerLine(line)).path("hops").size();
            times.add((System.nanoTime() - start) / 1e6);
        }
        System.out.printf("%d releases, %d ranges: index %.0f ms, a plan of %d hops: first %.0f ms, median %.1f ms%n",
                size, thin.clauses().size(), index, hops, times.getFirst(), median(times));
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static <T> T given(Answer<T> answer) {
        return switch (answer) {
            case Answer.Given<T>(var value) -> value;
            case Answer.Refused<T>(var problems) -> throw new IllegalStateException(problems.toString());
        };
    }
}
