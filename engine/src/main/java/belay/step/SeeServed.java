package belay.step;

import static belay.step.UpgradeStep.plan;
import static belay.step.UpgradeStep.settings;
import static belay.step.UpgradeStep.world;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.plan.Plan;
import belay.problem.Problem;
import belay.release.Fact;
import belay.release.Question;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Sees that clients are served, as a client would: by a fact that the product answers over HTTP,
/// else by a login with the product's own role. A process that says that it is ready is not yet one
/// that serves; only when this is done does the pause end.
///
/// @param stages every node, where clients reach it
public record SeeServed(String name, List<Stage> stages) implements UpgradeStep {

    /// What the step found.
    ///
    /// @param nodes in the order of the stages
    public record Served(List<Seen> nodes) {

        public Served {
            nodes = List.copyOf(nodes);
        }
    }

    /// How a node was seen to serve.
    ///
    /// @param by the fact or the role with which it was asked
    public record Seen(String node, String by) {}

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    public SeeServed {
        stages = List.copyOf(stages);
    }

    /// Whether there is anything by which a client's view can be had.
    static boolean possible(Plan plan, int hop) {
        return page(plan, hop).isPresent()
                || !plan.system().database().userPasswordFile().isEmpty();
    }

    @Override
    public String title() {
        return "See that clients are served";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var seen = new ArrayList<Seen>();
        for (var stage : stages) {
            seen.add(served(site, stage));
        }
        return Outcome.of(new Served(seen));
    }

    private static Seen served(Site site, Stage stage) throws Fault, InterruptedException {
        var page = page(plan(site), stage.hop());
        var by = page.map(Fact::name).orElseGet(() -> "a login as " + settings(site).user());
        long start = System.nanoTime();
        var limit = new Nodes(site, stage).serving().map(one -> one.startWithin()).orElse(LONGEST);
        while (true) {
            try {
                if (page.isPresent()) {
                    new Questions(site, stage).ask(page.get().question());
                } else {
                    world(site).databases().ask(asProduct(site, stage), "SELECT 1");
                }
                return new Seen(stage.node(), by);
            } catch (Fault.Transient | Fault.Permanent notYet) {
                if (System.nanoTime() - start > limit.toNanos()) {
                    throw notServed(site, stage, by, limit, notYet);
                }
            }
            Thread.sleep(POLL);
        }
    }

    private static Endpoint asProduct(Site site, Stage stage) {
        var admin = UpgradeStep.endpoint(site, stage.copy());
        return new Endpoint(
                admin.host(),
                admin.port(),
                admin.database(),
                settings(site).user(),
                settings(site).userPasswordFile());
    }

    /// The one that takes the fewest requests, so that asking it costs no more than it must.
    private static Optional<Fact> page(Plan plan, int hop) {
        var facts = hop == Stage.CURRENT ? plan.facts() : plan.hops().get(hop).facts();
        return facts.stream()
                .filter(fact -> fact.question() instanceof Question.Http)
                .min(
                        Comparator.comparingInt(
                                fact -> ((Question.Http) fact.question()).requests().size()));
    }

    private static Fault notServed(Site site, Stage stage, String by, Duration limit, Fault why) {
        return new Fault.Permanent(
                Problem.of(
                                "CLIENTS:NOT_SERVED",
                                "the processes of node "
                                        + stage.node()
                                        + " are ready, and clients are not served")
                        .value(by + ": " + why.problem())
                        .expected("an answer within " + limit.toSeconds() + " s")
                        .advice("Find out why, then: belay resume " + site.run().id()));
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
