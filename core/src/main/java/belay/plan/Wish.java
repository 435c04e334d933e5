package belay.plan;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What is asked of the planner, by whichever face.
///
/// @param from what is believed to run; empty for what is found, or what the system says of itself
/// @param to empty for the latest, or for what `need` asks for
/// @param without optional stops to be left out, in one of the written forms
/// @param rulebook empty for the pack's first
/// @param track where the target is looked for; empty for the pack's own
/// @param need features that the target must have
/// @param allow known issues and risks that are accepted, by name; `*` for all
/// @param downgrade whether an older release may be the target
/// @param hotfixes installed after the last hop, in this order
/// @param intermediate which release of a stop is taken: `latest`, `plain`, or empty for what the
///   rules say
/// @param whyNot releases of which it is asked why they are not on the way; empty for all passed
/// @param compare whether other ways are told too
/// @param window the time that there is for a production run; none or one, before the system's
/// @param facts told of the system besides what `system.yaml` tells, e.g. `hosting` → `online`
public record Wish(
        String from,
        String to,
        Set<String> without,
        String rulebook,
        String track,
        List<String> need,
        Set<String> allow,
        boolean downgrade,
        List<String> hotfixes,
        String intermediate,
        List<String> whyNot,
        boolean compare,
        List<Duration> window,
        Map<String, String> facts) {

    private static final Wish LATEST =
            new Wish(
                    "", "", Set.of(), "", "", List.of(), Set.of(), false, List.of(), "", List.of(),
                    false, List.of(), Map.of());

    public Wish {
        without = Collections.unmodifiableSortedSet(new TreeSet<>(without));
        need = List.copyOf(need);
        allow = Collections.unmodifiableSortedSet(new TreeSet<>(allow));
        hotfixes = List.copyOf(hotfixes);
        whyNot = List.copyOf(whyNot);
        window = List.copyOf(window);
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }

    public static Wish latest(String from) {
        return LATEST.from(from);
    }

    public static Wish to(String from, String to) {
        return LATEST.from(from).to(to);
    }

    public Wish from(String from) {
        return new Wish(
                from,
                to,
                without,
                rulebook,
                track,
                need,
                allow,
                downgrade,
                hotfixes,
                intermediate,
                whyNot,
                compare,
                window,
                facts);
    }

    public Wish to(String to) {
        return new Wish(
                from,
                to,
                without,
                rulebook,
                track,
                need,
                allow,
                downgrade,
                hotfixes,
                intermediate,
                whyNot,
                compare,
                window,
                facts);
    }

    public Wish without(Set<String> without) {
        return new Wish(
                from,
                to,
                without,
                rulebook,
                track,
                need,
                allow,
                downgrade,
                hotfixes,
                intermediate,
                whyNot,
                compare,
                window,
                facts);
    }

    public Wish rulebook(String rulebook) {
        return new Wish(
                from,
                to,
                without,
                rulebook,
                track,
                need,
                allow,
                downgrade,
                hotfixes,
                intermediate,
                whyNot,
                compare,
                window,
                facts);
    }

    public Wish need(List<String> need) {
        return new Wish(
                from,
                to,
                without,
                rulebook,
                track,
                need,
                allow,
                downgrade,
                hotfixes,
                intermediate,
                whyNot,
                compare,
                window,
                facts);
    }

    public Wish allow(Set<String> allow) {
        return new Wish(
                from,
                to,
                without,
                rulebook,
                track,
                need,
                allow,
                downgrade,
                hotfixes,
                intermediate,
                whyNot,
                compare,
                window,
                facts);
    }

    public Wish window(List<Duration> window) {
        return new Wish(
                from,
                to,
                without,
                rulebook,
                track,
                need,
                allow,
                downgrade,
                hotfixes,
                intermediate,
                whyNot,
                compare,
                window,
                facts);
    }

    public Wish facts(Map<String, String> facts) {
        return new Wish(
                from,
                to,
                without,
                rulebook,
                track,
                need,
                allow,
                downgrade,
                hotfixes,
                intermediate,
                whyNot,
                compare,
                window,
                facts);
    }
}
