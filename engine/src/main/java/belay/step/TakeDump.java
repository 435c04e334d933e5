package belay.step;

import static belay.step.UpgradeStep.world;

import belay.outside.DumpHead;
import belay.outside.Fault;
import belay.problem.Answer;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.nio.file.Path;

/// Takes a copy of the dump that was handed in: it cannot change any more, and is what `restore`
/// gives back.
///
/// @param file as it was handed in
/// @param directory where it is kept, and nothing else
/// @param sha256 that the file must have; empty where nobody knows it
public record TakeDump(String file, String directory, String sha256) implements UpgradeStep {

    public static final String NAME = "take-dump";

    /// What was taken.
    ///
    /// @param file as it was handed in
    public record Taken(String file, String copy, long bytes, String sha256, DumpHead head) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Take the dump";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var dumps = world(site).dumps();
        var taken = dumps.take(Path.of(file), Path.of(directory, "dump"), sha256, site.meter());
        return switch (dumps.look(taken.copy())) {
            case Answer.Given<DumpHead>(var head) ->
                    Outcome.of(
                            new Taken(
                                    file,
                                    taken.copy().toString(),
                                    taken.bytes(),
                                    taken.sha256(),
                                    head));
            case Answer.Refused<DumpHead>(var problems) ->
                    throw new Fault.Permanent(problems.getFirst());
        };
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> world(site).host().remove(Path.of(directory)));
    }
}
