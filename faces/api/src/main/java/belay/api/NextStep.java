package belay.api;

import belay.plan.Plan;
import belay.plan.PlanJson;
import belay.run.Run;
import belay.step.Finding;
import belay.step.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;

/// What a person can do after a run: a command that can be pasted as it is, and what for.
///
/// @param why as the rest of a sentence, e.g. `to go back to the old side`
public record NextStep(String command, String why) {

    private static final String PLAIN = "[A-Za-z0-9_@%+=:,./~-]+";

    /// Those of a run, the one that is meant to be taken first.
    ///
    /// @param asked the system and target in the words in which they were asked for; empty for what
    ///   the run has on record
    public static List<NextStep> of(Evidence evidence, List<String> asked) {
        long blocked =
                evidence.checks().stream()
                        .filter(finding -> finding.verdict() == Finding.Verdict.BLOCKS_PRODUCTION)
                        .count();
        return of(evidence.run(), evidence.clients(), blocked, asked);
    }

    /// @param blocked how much of what the gates found keeps production from following
    static List<NextStep> of(Run run, Clients clients, long blocked, List<String> asked) {
        if (clients instanceof Clients.Removed || clients instanceof Clients.RolledBack) {
            return List.of();
        }
        boolean wayBack = !(clients instanceof Clients.Closed);
        return switch (run.state()) {
            case DONE -> done(run, wayBack, blocked, asked);
            case FAILED -> failed(run, run.committed() && Promotions.moves(run) && wayBack);
            case HALTED -> List.of(resume(run, "to go on"), abandon(run));
            case RUNNING, WAITING ->
                    List.of(new NextStep("belay log -f " + run.id(), "to watch it"));
            case UNDONE, CANCELLED, ABANDONED -> List.of();
        };
    }

    /// The same where nobody has looked what the gates found.
    public static List<NextStep> of(Standing standing) {
        return standing.carried()
                ? of(standing.run(), standing.clients(), 0, List.of())
                : List.of(resume(standing.run(), "to go on"));
    }

    /// What a proof has found stays found: going on alone ends the same way.
    private static List<NextStep> failed(Run run, boolean rollsBack) {
        var accept =
                new NextStep(
                        "belay accept " + run.id() + " --why REASON",
                        "to answer for the differences by name; then: belay resume " + run.id());
        var resume = resume(run, "when what failed is corrected");
        return WaiverDesk.differs(run)
                ? List.of(rollsBack ? rollback(run) : abandon(run), accept)
                : List.of(resume, rollsBack ? rollback(run) : abandon(run));
    }

    private static List<NextStep> done(Run run, boolean wayBack, long blocked, List<String> asked) {
        return switch (run.order().purpose()) {
            case TESTING -> {
                var words = asked.isEmpty() ? arguments(run) : asked;
                yield List.of(
                        blocked > 0
                                ? new NextStep(
                                        command("check", words),
                                        "to see the "
                                                + Words.count(blocked, "condition")
                                                + " that still "
                                                + (blocked == 1 ? "blocks" : "block")
                                                + " production")
                                : new NextStep(
                                        command("upgrade", words),
                                        "to upgrade production, while the rehearsal is fresh"));
            }
            case PRODUCTION, RESTORE -> wayBack ? List.of(rollback(run)) : List.of();
            case DUMP_TESTING, BACKUP, GO_BACK, DUMP_CHECK, DUMP_PRODUCTION -> List.of();
        };
    }

    private static NextStep resume(Run run, String why) {
        return new NextStep("belay resume " + run.id(), why);
    }

    private static NextStep abandon(Run run) {
        return new NextStep("belay abandon " + run.id(), "to give it up as it is");
    }

    private static NextStep rollback(Run run) {
        return new NextStep("belay rollback " + run.id(), "to go back to the old side");
    }

    /// A command with its words, quoted for a shell where that is needed.
    public static String command(String name, List<String> words) {
        return words.stream()
                .map(word -> word.matches(PLAIN) ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(
                        Collectors.joining(
                                " ", "belay " + name + (words.isEmpty() ? "" : " "), ""));
    }

    private static List<String> arguments(Run run) {
        try {
            return arguments(
                    Options.read(run.order().options()).systemFile(),
                    PlanJson.read(run.order().plan()));
        } catch (JacksonException none) {
            return List.of();
        }
    }

    /// The words by which a plan is asked for again, as far as it has them on record.
    public static List<String> arguments(String systemFile, Plan plan) {
        var words = new ArrayList<String>();
        if (!systemFile.isEmpty()) {
            words.add(systemFile);
        }
        words.addAll(List.of("--to", plan.to().text()));
        var terms = plan.terms();
        terms.allowed().forEach(name -> words.addAll(List.of("--allow", name)));
        if (terms.downgrade()) {
            words.add("--downgrade");
        }
        terms.hotfixes().stream()
                .map(task -> task.name().replaceFirst("^hotfix ", ""))
                .forEach(name -> words.addAll(List.of("--hotfix", name)));
        return List.copyOf(words);
    }
}
