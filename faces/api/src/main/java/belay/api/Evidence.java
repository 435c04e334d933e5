package belay.api;

import belay.plan.Plan;
import belay.problem.Problem;
import belay.proof.Proof;
import belay.run.Backups.Backup;
import belay.run.Run;
import belay.step.Finding;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Everything that a run leaves behind, put together from its journal.
///
/// Where something may be missing there is a list of none or one: a run that failed early has no
/// proof, a backup has no plan.
///
/// @param at when it was put together
/// @param by the version of Belay that did
/// @param plans the plan as it was frozen; none or one
/// @param pauses how long writers were kept out; none or one
/// @param checks what the gates and tests said
/// @param backups that the run took
/// @param facts the product's answers before and after
/// @param proofs none or one
/// @param losses what going back has lost; none or one
/// @param problems of failed steps and of the way back
/// @param log newest last
/// @param directory where workers put `evidence.html` and `evidence.json` when the run has ended
/// @param clients which side serves them
public record Evidence(
        Instant at,
        String by,
        Run run,
        List<Plan> plans,
        List<Pause> pauses,
        List<Finding> checks,
        List<Backup> backups,
        List<FactPair> facts,
        List<Proof> proofs,
        List<Loss> losses,
        List<Problem> problems,
        List<Line> log,
        Path directory,
        Clients clients) {

    public Evidence {
        plans = List.copyOf(plans);
        pauses = List.copyOf(pauses);
        checks = List.copyOf(checks);
        backups = List.copyOf(backups);
        facts = List.copyOf(facts);
        proofs = List.copyOf(proofs);
        losses = List.copyOf(losses);
        problems = List.copyOf(problems);
        log = List.copyOf(log);
    }

    /// The same, as somebody has looked which side serves.
    public Evidence seen(Clients found) {
        return new Evidence(
                at, by, run, plans, pauses, checks, backups, facts, proofs, losses, problems, log,
                directory, found);
    }

    public Optional<Plan> plan() {
        return plans.stream().findFirst();
    }

    public Optional<Pause> pause() {
        return pauses.stream().findFirst();
    }

    public Optional<Proof> proof() {
        return proofs.stream().findFirst();
    }

    /// How long clients were kept out: until the product served them again.
    ///
    /// @param scripts the part of it that scripts and commands of the hops took
    /// @param starts the part of it that the product took to start, its migrations included
    public record Pause(
            Instant from, Instant until, Duration took, Duration scripts, Duration starts) {

        /// What of it is the release's own, by kind of act; empty if nothing is.
        public String parts() {
            var parts = new ArrayList<String>();
            if (!scripts.isZero()) {
                parts.add(Words.duration(scripts) + " for the hops' scripts");
            }
            if (!starts.isZero()) {
                parts.add(Words.duration(starts) + " for starts of the product");
            }
            return parts.isEmpty() ? "" : "of it " + String.join(" and ", parts);
        }
    }

    /// One fact before and after.
    ///
    /// @param after empty if it was not asked
    public record FactPair(String name, String before, String after, boolean holds) {}

    /// One line of the run's log.
    public record Line(Instant at, String text) {}
}
