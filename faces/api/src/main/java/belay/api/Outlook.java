package belay.api;

import belay.plan.Plan;
import belay.run.Rehearsals.Rehearsal;

import java.util.List;
import java.util.Optional;

/// A plan and what is known of it today.
///
/// @param hash of the plan
/// @param rehearsals the newest one of exactly this plan; none or one
public record Proposal(Plan plan, String hash, Estimate estimate, List<Rehearsal> rehearsals) {

    public Proposal {
        rehearsals = List.copyOf(rehearsals);
    }

    public Optional<Rehearsal> rehearsal() {
        return rehearsals.stream().findFirst();
    }
}
