package belay.plan;

import belay.problem.Problem;
import java.time.Duration;
import java.util.List;

/// Under which terms a plan was made and may be carried out.
///
/// @param rulebook the one that was used; empty where the pack has none
/// @param downgrade whether the way leads down
/// @param allowed names of the issues and risks of this way that were accepted, in order
/// @param hotfixes to be installed after the last hop, in this order
/// @param issues known ones of the way, accepted or not
/// @param requirements of every hop and node
/// @param gates rules that forbid to carry the plan out as things stand
/// @param unsure what could not be told and was taken for so
/// @param estimates by the pack's factors; empty where it names none
/// @param window the time that there is for a production run; none or one
public record Terms(
        String rulebook,
        boolean downgrade,
        List<String> allowed,
        List<Task> hotfixes,
        List<Reply.Hit> issues,
        List<Reply.Need> requirements,
        List<Problem> gates,
        List<Problem> unsure,
        List<Reply.Estimate> estimates,
        List<Duration> window) {

    public static final Terms NONE =
            new Terms(
                    "", false, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
                    List.of(), List.of());

    public Terms {
        allowed = List.copyOf(allowed);
        hotfixes = List.copyOf(hotfixes);
        issues = List.copyOf(issues);
        requirements = List.copyOf(requirements);
        gates = List.copyOf(gates);
        unsure = List.copyOf(unsure);
        estimates = List.copyOf(estimates);
        window = List.copyOf(window);
    }
}
