package belay.clean;

import belay.outside.Fault;
import belay.problem.Problem;
import belay.run.Journal;
import belay.step.PrepareHome;
import belay.step.World;
import belay.system.SystemName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Removes leftovers, one after the other. Whoever is stopped in the middle asks again: what was
/// removed is not found any more, what was half removed is.
public final class Cleaning {

    private final World world;
    private final Journal journal;

    public Cleaning(World world, Journal journal) {
        this.world = world;
        this.journal = journal;
    }

    /// What became of one that could go.
    ///
    /// @param problems why it is still there; empty if it is gone
    public record Cleaned(Leftover leftover, List<Problem> problems) {

        public Cleaned {
            problems = List.copyOf(problems);
        }
    }

    /// Removes those that may go.
    public List<Cleaned> remove(List<Leftover> leftovers) throws Fault, InterruptedException {
        var cleaned = new ArrayList<Cleaned>();
        for (var leftover : leftovers) {
            if (leftover.removable()) {
                cleaned.add(new Cleaned(leftover, removed(leftover)));
            }
        }
        return cleaned;
    }

    /// A run may have been ordered since it was looked at.
    private List<Problem> removed(Leftover leftover) throws Fault, InterruptedException {
        if (!leftover.system().isEmpty()) {
            var holder = journal.holder(new SystemName(leftover.system()));
            if (holder.isPresent()) {
                return List.of(
                        Problem.of("CLEAN:BUSY", "a run of this system has begun")
                                .value(holder.get().id().text())
                                .advice("Clean when it is over"));
            }
        }
        try {
            remove(leftover.thing());
            return List.of();
        } catch (Fault.Permanent | Fault.Transient fault) {
            return List.of(fault.problem());
        }
    }

    private void remove(Thing thing) throws Fault, InterruptedException {
        switch (thing) {
            case Thing.Server(var place) -> world.databases().remove(place);
            case Thing.Home(var directory) -> {
                for (var beside : PrepareHome.beside(Path.of(directory))) {
                    world.host().remove(beside);
                }
                world.host().remove(Path.of(directory));
            }
            case Thing.Database(var production, var database) ->
                    world.databases()
                            .dropDatabase(world.databases().endpoint(production), database);
            case Thing.Slot(var production, var slot) ->
                    world.databases().unfollow(production, slot);
            case Thing.Fence(var production, var run) -> {
                var _ = world.databases().open(world.databases().endpoint(production), run);
            }
            // Off the register first: what is listed there must be whole.
            case Thing.Backup(var id, var directory) -> {
                world.backups().remove(id);
                world.host().remove(Path.of(directory));
            }
            case Thing.Sandbox(var sandbox, _) -> world.sandboxes().close(sandbox);
            case Thing.Files(var directory) -> world.host().remove(Path.of(directory));
            case Thing.Foreign _ ->
                    throw new IllegalArgumentException("not made by Belay: " + thing.name());
        }
    }
}
