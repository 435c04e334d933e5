package belay.step;

import static belay.step.UpgradeStep.host;

import belay.outside.Fault;
import belay.problem.Problem;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.nio.file.Path;

/// Puts the upgraded dump where it is wanted, unless something has come there meanwhile.
///
/// @param made where it was written
/// @param file where it is wanted
public record PlaceDump(String made, String file) implements UpgradeStep {

    @Override
    public String name() {
        return "place-dump";
    }

    @Override
    public String title() {
        return "Put the upgraded dump in its place";
    }

    @Override
    public Outcome act(Site site) throws Fault {
        if (!host(site).place(Path.of(made), Path.of(file))) {
            throw new Fault.Permanent(
                    Problem.of("DUMP:OUT_EXISTS", "the result would be written over something")
                            .value(file)
                            .expected("a file that does not exist: it was not there before")
                            .advice("Choose another one with --out, or move this one away"));
        }
        return Outcome.NOTHING;
    }

    @Override
    public Undo undo() {
        return new Undo.By((site, outcome) -> host(site).displace(Path.of(made), Path.of(file)));
    }
}
