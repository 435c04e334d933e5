package belay.api;

import belay.run.Carrier;
import belay.run.Heading;
import belay.run.Run;
import belay.run.RunState;
import belay.run.Watches.Watching;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// How a run stands now: for clients, in whose hand, and whether it needs a person.
///
/// @param watchers who watches over it from outside its worker; none or one
public record Standing(Run run, Clients clients, Carrier carrier, List<Watching> watchers) {

    public Standing {
        watchers = List.copyOf(watchers);
    }

    /// Whether somebody has the run in hand, or it needs nobody.
    public boolean carried() {
        return switch (run.state()) {
            case RUNNING -> carrier.atWork();
            case WAITING -> false;
            case HALTED, FAILED, DONE, UNDONE, CANCELLED, ABANDONED -> true;
        };
    }

    /// How the run stands in one or two words.
    public String word() {
        if (clients instanceof Clients.OtherVersion) {
            return "of another version";
        }
        if (clients instanceof Clients.RolledBack) {
            return "rolled back";
        }
        return run.state() == RunState.RUNNING && !carrier.atWork()
                ? "carried by nobody"
                : Words.state(run.state());
    }

    /// Since when it stands as [#word] says.
    public Instant since() {
        return switch (carrier) {
            case Carrier.Silent(_, _, var beat) when run.state() == RunState.RUNNING -> beat;
            case Carrier.Dead(_, _, var beat) when run.state() == RunState.RUNNING -> beat;
            case Carrier.Silent _, Carrier.Dead _, Carrier.Alive _, Carrier.Nobody _ -> run.since();
        };
    }

    /// What a person has to do; empty if nothing.
    public String need() {
        if (clients instanceof Clients.OtherVersion) {
            return run.state().over()
                    ? ""
                    : "It is not over, and another version of Belay has made it: go on with that one.";
        }
        return switch (run.state()) {
            case RUNNING ->
                    carrier.atWork()
                            ? ""
                            : "Nobody carries this run out. To go on: belay resume "
                                    + run.id()
                                    + (run.committed() || goesBack()
                                            ? ""
                                            : "; to end it: belay cancel " + run.id());
            case WAITING -> "It waits for a worker. If none comes: belay resume " + run.id();
            case FAILED -> failed();
            case HALTED -> "It was halted. To go on: belay resume " + run.id();
            case ABANDONED, DONE, UNDONE, CANCELLED -> needOf(clients);
        };
    }

    private String failed() {
        var ways = NextStep.of(run, clients, 0, List.of());
        return ways.isEmpty()
                ? ""
                : ways.stream()
                        .map(way -> way.command() + ", " + way.why())
                        .collect(Collectors.joining("; or ", "A person is needed: ", ""));
    }

    /// Where it goes it ends by itself.
    private boolean goesBack() {
        return run.cancel() || run.heading() instanceof Heading.Back;
    }

    private String needOf(Clients found) {
        return switch (found) {
            case Clients.KeptOut _ ->
                    run.state() == RunState.ABANDONED
                            ? "A person is needed: this run was given up while clients are kept out."
                            : "A person is needed: neither side lets clients in.";
            case Clients.Both _ ->
                    "A person is needed: shut one of the sides, or what is written to one is missing"
                            + " on the other.";
            case Clients.Nobody _ -> "A person is needed: start what does not answer.";
            case Clients.Closed closed -> needOf(closed.now());
            case Clients.Source _, Clients.Target _, Clients.Removed _ -> "";
            case Clients.Unknown _, Clients.NotConcerned _ -> "";
        };
    }

    /// The same, as somebody has looked.
    public Standing seen(Clients found) {
        return new Standing(run, found, carrier, watchers);
    }

    /// Whether nobody changes meanwhile what is looked at.
    boolean still() {
        return switch (run.state()) {
            case RUNNING -> !carrier.atWork();
            case WAITING -> false;
            case HALTED, FAILED, DONE, UNDONE, CANCELLED, ABANDONED -> true;
        };
    }

    /// Which side serves, and whether a person is needed: what every screen says first.
    public List<String> lines() {
        var lines = new ArrayList<String>();
        var sentence = clients.sentence();
        var need = need();
        if (!sentence.isEmpty()) {
            lines.add(sentence + (need.isEmpty() ? " Nothing needs a person." : ""));
        }
        if (!need.isEmpty()) {
            lines.add(need);
        }
        return List.copyOf(lines);
    }

    /// Who has it in hand; empty if nobody has or needs to.
    public String carrierWords() {
        return switch (carrier) {
            case Carrier.Nobody() -> run.state() == RunState.WAITING ? "nobody yet" : "";
            case Carrier.Alive(var who, var since, var beat) ->
                    who
                            + " since "
                            + Words.moment(since)
                            + ", last heard of at "
                            + Words.time(beat);
            case Carrier.Silent(var who, _, var beat) ->
                    "nobody: " + who + " has not been heard of since " + Words.moment(beat);
            case Carrier.Dead(var who, _, var beat) ->
                    "nobody: " + who + " is dead, last heard of at " + Words.moment(beat);
        };
    }

    public String watcherWords() {
        return watchers.stream()
                .filter(Watching::stands)
                .map(watching -> watching.who() + " since " + Words.moment(watching.since()))
                .findFirst()
                .orElse("");
    }
}
