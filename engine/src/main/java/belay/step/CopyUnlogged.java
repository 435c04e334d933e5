package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;
import static belay.step.UpgradeStep.plan;
import static belay.step.UpgradeStep.settings;

import belay.outside.Databases.Refilled;
import belay.outside.Fault;
import belay.problem.Problem;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.util.List;
import java.util.stream.Collectors;

/// Brings the rows of unlogged tables, which are in no backup and reach no follower, from
/// production to the copy.
///
/// @param exact whether production stands still, so that every table must be there; a rehearsal
///   takes what the backup and production both know
public record CopyUnlogged(Copy copy, boolean exact) implements UpgradeStep {

    /// What the step found.
    public record Copied(List<Refilled> tables) {}

    @Override
    public String name() {
        return "copy-unlogged";
    }

    @Override
    public String title() {
        return "Copy the rows of unlogged tables";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var tables =
                databases(site)
                        .copyUnlogged(
                                settings(site),
                                endpoint(site, copy),
                                plan(site).caches(),
                                site.meter());
        for (var table : tables) {
            site.notes().add("unlogged table " + words(table));
        }
        if (exact) {
            refuseMissing(tables);
        }
        return Outcome.of(new Copied(tables));
    }

    private static String words(Refilled table) {
        return table.table()
                + switch (table.how()) {
                    case COPIED -> ": " + table.rows() + " rows copied from production";
                    case CACHE -> ": left empty, the pack says that it is a cache";
                    case NOT_THERE -> ": left empty, the backup has no such table or other columns";
                };
    }

    private static void refuseMissing(List<Refilled> tables) throws Fault {
        var missing =
                tables.stream()
                        .filter(table -> table.how() == Refilled.How.NOT_THERE)
                        .map(Refilled::table)
                        .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new Fault.Permanent(
                    Problem.of("COPY:UNLOGGED", "the copy lacks unlogged tables of production")
                            .value(missing)
                            .expected("the same tables with the same columns")
                            .advice("Start again: the copy is not one of this production"));
        }
    }

    @Override
    public Undo undo() {
        return new Undo.Nothing("the copy is removed as a whole");
    }
}
