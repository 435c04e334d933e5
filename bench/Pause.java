import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads what `bench/pause` ran: the steps between the fence and the opening, each at its median.
final class Pause {

    /// Takes as long as the data are large, by the routes that copy within the pause.
    private static final String COPY = "Copy production on its server";

    private Pause() {}

    public static void main(String[] files) {
        var tries = new ArrayList<JsonNode>();
        for (var file : files) {
            tries.add(JsonMapper.shared().readTree(Path.of(file).toFile()));
        }
        double upgrade = show("upgrade", tries, "Fence production", "Open the new side", true);
        double rollback = show("rollback", tries, "Fence the new side", "Open the old side", false);
        System.out.printf("upgrade, without scripts and copy %6.3f s   (wanted: at most 0.4)%n", upgrade);
        System.out.printf("rollback                 %6.3f s   (wanted: at most 2.0)%n", rollback);
        System.exit(upgrade <= 0.4 && rollback <= 2 ? 0 : 1);
    }

    /// @return the median of the whole, in seconds
    private static double show(String what, List<JsonNode> tries, String from, String to, boolean scripts) {
        var phases = new LinkedHashMap<String, List<Long>>();
        var wholes = new ArrayList<Long>();
        for (var one : tries) {
            long whole = scripts ? -one.at("/pause/scriptsMs").asLong() : 0;
            boolean shut = false;
            for (var step : one.get("steps")) {
                var title = step.get("title").asString();
                shut |= title.equals(from);
                if (shut) {
                    long took = step.get("tookMs").asLong();
                    phases.computeIfAbsent(title, any -> new ArrayList<>()).add(took);
                    whole += title.equals(COPY) ? 0 : took;
                }
                shut &= !title.equals(to);
            }
            wholes.add(whole);
        }
        System.out.printf("%s, %d runs%n", what, tries.size());
        phases.forEach((title, times) -> System.out.printf("  %-50s %6.3f s%n", title, median(times)));
        return median(wholes);
    }

    private static double median(List<Long> milliseconds) {
        var sorted = milliseconds.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2) / 1_000.0;
    }
}
