package belay.api;

import belay.outside.Databases;
import belay.outside.Databases.Stored;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Host;
import belay.plan.PlanJson;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.Step;
import belay.step.CheckWayBack;
import belay.step.Copy;
import belay.step.ReopenOldSide;
import belay.step.Stage;
import belay.step.StartNode;
import belay.step.StepJson;
import belay.step.StopNode;
import belay.step.Switch;
import belay.step.SwitchClients;
import belay.system.ProductSystem.DatabaseSettings;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Looks which side serves clients: whether each side's database lets them in, and whether a node
/// listens where they call. The journal tells what a run has done, not what has become of it since.
public final class SideProbe {

    private final Databases databases;
    private final Host host;
    private final StepJson codec = new StepJson();

    public SideProbe(Databases databases, Host host) {
        this.databases = databases;
        this.host = host;
    }

    /// @param told what the journal says; it stands where the run has kept nobody out, or nothing
    ///   of what it has led clients to can be asked
    public Clients seen(Run run, Clients told) throws Fault {
        var steps = run.order().parts().stream().map(part -> codec.read(part.step())).toList();
        var turn = turn(steps);
        boolean concerned =
                switch (told) {
                    case Clients.Source _, Clients.Target _, Clients.KeptOut _ -> true;
                    case Clients.Nobody _, Clients.Removed _, Clients.Both _ -> true;
                    case Clients.Closed _, Clients.Unknown _, Clients.NotConcerned _ -> false;
                };
        if (!concerned || turn.isEmpty() || !Clients.begun(run)) {
            return told;
        }
        return clients(run, told, doors(run, told, steps, turn.get()), nodes(steps));
    }

    private static Optional<Switch> turn(List<Step> steps) {
        for (var step : steps) {
            if (step instanceof SwitchClients(var how)) {
                return Optional.of(how);
            }
            if (step instanceof CheckWayBack(var how)) {
                return Optional.of(how);
            }
        }
        return Optional.empty();
    }

    // The databases

    /// How a side was found.
    ///
    /// @param silent what it answers instead; empty where it answers
    private record Door(boolean open, String silent) {

        static final Door SHUT = new Door(false, "");
        static final Door OPEN = new Door(true, "");
    }

    private record Doors(Door source, Door target) {}

    private Doors doors(Run run, Clients told, List<Step> steps, Switch turn) throws Fault {
        var settings = PlanJson.read(run.order().plan()).system().database();
        boolean back = run.order().purpose() == Purpose.GO_BACK;
        if (turn.stage().copy() instanceof Copy.Server(var place)) {
            var id = run.id().text();
            var old = databases.endpoint(settings);
            var upgraded = databases.endpoint(settings, place);
            return back
                    ? new Doors(door(upgraded, id), committed(run, door(old, forward(steps))))
                    : new Doors(door(old, id), committed(run, door(upgraded, id)));
        }
        try {
            var door = databases.accepts(settings) ? Door.OPEN : Door.SHUT;
            return upgradedBearsTheName(run, told, settings, turn) == back
                    ? new Doors(door, Door.SHUT)
                    : new Doors(Door.SHUT, door);
        } catch (Fault.Transient | Fault.Permanent silent) {
            var door = new Door(false, silent.problem().reason());
            return new Doors(door, door);
        }
    }

    /// Until then no client has been led there.
    private static Door committed(Run run, Door target) {
        return run.committed() ? target : Door.SHUT;
    }

    /// The run whose fence the old side bears.
    private static String forward(List<Step> steps) {
        return steps.stream()
                .filter(ReopenOldSide.class::isInstance)
                .map(step -> ((ReopenOldSide) step).run())
                .findFirst()
                .orElse("");
    }

    private Door door(Endpoint server, String fence) throws Fault {
        try {
            return databases.fenced(server, fence) ? Door.SHUT : Door.OPEN;
        } catch (Fault.Transient | Fault.Permanent silent) {
            return new Door(false, silent.problem().reason());
        }
    }

    /// The name of the other side tells. Once that one was removed, what the run did tells.
    private boolean upgradedBearsTheName(
            Run run, Clients told, DatabaseSettings production, Switch turn) throws Fault {
        var names = databases.remains(production).databases().stream().map(Stored::name).toList();
        if (names.contains(turn.keptDatabase())) {
            return true;
        }
        if (turn.copy() instanceof Copy.Named(var upgraded) && names.contains(upgraded)) {
            return false;
        }
        return told instanceof Clients.Target ? told.upgraded() : Clients.source(run).upgraded();
    }

    // The nodes

    /// Those that the run has stopped and starts, where clients call them.
    private static List<Stage> nodes(List<Step> steps) {
        var nodes = new TreeMap<String, Stage>();
        for (var step : steps) {
            if (step instanceof StartNode(_, var stage) && stage.production()) {
                nodes.put(stage.node(), stage);
            } else if (step instanceof StopNode(_, var stage, _) && stage.production()) {
                nodes.put(stage.node(), stage);
            }
        }
        return List.copyOf(nodes.values());
    }

    private boolean listens(Stage node) throws Fault {
        for (var port : node.ports().values()) {
            if (host.listens(port)) {
                return true;
            }
        }
        return node.ports().isEmpty();
    }

    // Together

    private Clients clients(Run run, Clients told, Doors doors, List<Stage> nodes) throws Fault {
        var source = Clients.source(run);
        var target = Clients.target(run);
        if (doors.source().open() && doors.target().open()) {
            return new Clients.Both();
        }
        if (!doors.source().open() && !doors.target().open()) {
            return shut(run, told, doors);
        }
        var side = doors.source().open() ? source : target;
        boolean back = run.order().purpose() == Purpose.GO_BACK;
        for (var node : nodes) {
            if (listens(node)) {
                return side;
            }
        }
        return nodes.isEmpty()
                ? side
                : new Clients.Nobody(
                        (doors.source().open() == back ? "the new side" : "the old side")
                                + " is open, and no node of the product listens");
    }

    private static Clients shut(Run run, Clients told, Doors doors) {
        var silent =
                told instanceof Clients.Source || doors.target().silent().isEmpty()
                        ? doors.source().silent()
                        : doors.target().silent();
        if (!silent.isEmpty()) {
            return new Clients.Nobody(silent);
        }
        return told instanceof Clients.KeptOut ? told : new Clients.KeptOut(run.since());
    }
}
