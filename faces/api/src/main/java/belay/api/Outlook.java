package belay.api;

import belay.plan.Plan;
import belay.plan.Reply;
import belay.plan.Window;
import belay.problem.Problem;
import belay.run.Rehearsals.Rehearsal;
import belay.step.Finding;
import java.util.List;
import java.util.Optional;

/// A plan and what is known of it today.
///
/// @param file the plan with what is needed to make it again; for saving
/// @param packDirectory where its pack lies
/// @param routes what each way of copying the data means here; empty if nobody could ask
/// @param rehearsals the newest one of exactly this plan; none or one
/// @param replies all that the catalogue says of the way, also what carrying it out does not need;
///   none or one
/// @param changes what is no longer as it was when the plan was saved; empty for a plan that may
///   run
public record Outlook(
        PlanFile file,
        String packDirectory,
        Estimate estimate,
        List<Finding> routes,
        List<Rehearsal> rehearsals,
        List<Reply> replies,
        List<String> changes) {

    public Outlook {
        routes = List.copyOf(routes);
        rehearsals = List.copyOf(rehearsals);
        replies = List.copyOf(replies);
        changes = List.copyOf(changes);
    }

    public Plan plan() {
        return file.plan();
    }

    public String hash() {
        return file.hash();
    }

    public Optional<Reply> reply() {
        return replies.stream().findFirst();
    }

    public Optional<Rehearsal> rehearsal() {
        return rehearsals.stream().findFirst();
    }

    /// What is wrong with the window; nothing where none is set, or nobody knows how long it takes.
    public Optional<Problem> tooShort() {
        var expected = estimate.duration();
        return plan().terms().window().stream()
                .map(Window::new)
                .flatMap(window ->
                        expected.stream()
                                .flatMap(span ->
                                        window.against(span.likely(), span.high()).stream()))
                .findFirst();
    }
}
