package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;
import static belay.step.UpgradeStep.world;

import belay.outside.Databases.WriteMark;
import belay.outside.Fault;
import belay.proof.TableName;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Holds the upgraded data as it is before the first client comes, so that it can be proved
/// afterwards without keeping anybody waiting.
public record HoldMoment(Copy copy) implements UpgradeStep {

    static final String NAME = "hold-moment";

    /// What the step found.
    ///
    /// @param boundary the first transaction that is a client's
    /// @param mark from which on changes are a client's
    /// @param marks of tables that are still to be proved, as they were before the first client
    public record Held(long boundary, WriteMark mark, List<Mark> marks) {

        public Held {
            marks = List.copyOf(marks);
        }

        Map<TableName, String> words() {
            return marks.stream().collect(Collectors.toMap(Mark::table, Mark::word));
        }
    }

    /// A word for a table that its next write makes another.
    public record Mark(TableName table, String word) {}

    /// More would not fit into an outcome; of tables without a mark is said what can be said.
    private static final int MOST_MARKS = 5_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Hold the moment for the proof";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var database = endpoint(site, copy);
        // Every script is done and on record: its marks need not outlive it, and removing them
        // later would look like a client's change.
        databases(site).unmark(database);
        var mark = databases(site).mark(database);
        var moment = databases(site).hold(database);
        var held = new Held(moment.boundary(), mark, marks(site));
        switch (copy) {
            case Copy.Server _ -> world(site).moments().hold(site.run().id(), moment);
            // A database that is given another name must be without sessions: only its boundary is
            // kept.
            case Copy.Named _, Copy.None _, Copy.Boxed _ -> moment.close();
        }
        return Outcome.of(held);
    }

    private List<Mark> marks(Site site) throws Fault {
        boolean anyLater =
                site.run()
                        .step(ProveBeforeOpening.NAME)
                        .map(step -> step.outcome().as(ProveData.Proved.class))
                        .filter(proved -> !proved.later().isEmpty())
                        .isPresent();
        return anyLater
                ? databases(site).writeMarks(endpoint(site, copy)).entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .limit(MOST_MARKS)
                        .map(mark -> new Mark(mark.getKey(), mark.getValue()))
                        .toList()
                : List.of();
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> world(site).moments().release(site.run().id()));
    }
}
