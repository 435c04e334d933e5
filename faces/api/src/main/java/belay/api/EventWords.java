package belay.api;

import belay.run.Event;
import belay.run.Heading;
import belay.run.Run;

/// What happened in a run, one line for each event.
public final class EventWords {

    private EventWords() {}

    /// A line without control characters; empty for what is no news, such as progress.
    public static String line(Run run, Event.What what) {
        return Words.oneLine(
                switch (what) {
                    case Event.Stands(var state) -> "run is " + Words.state(state);
                    case Event.PickedUp(var epoch, var by) ->
                            "picked up by " + by + (epoch > 1 ? " (time " + epoch + ")" : "");
                    case Event.Turned(Heading.Forward _) -> "goes forward";
                    case Event.Turned(Heading.Anew(_, var why)) -> "copies anew: " + why;
                    case Event.Turned(Heading.Back(var why, _)) -> "goes back: " + why;
                    case Event.Started(var ordinal, _) -> "start   " + title(run, ordinal);
                    case Event.Finished(var ordinal, _) -> "done    " + title(run, ordinal);
                    case Event.Failed(var ordinal, _, var problem) ->
                            "failed  " + title(run, ordinal) + ": " + problem;
                    case Event.Undone(var ordinal, _, var words) ->
                            words.isEmpty()
                                    ? "undone  " + title(run, ordinal)
                                    : "kept    " + title(run, ordinal) + ": " + words;
                    case Event.Stuck(var ordinal, _, var problem) ->
                            "stuck   taking back " + title(run, ordinal) + ": " + problem;
                    case Event.Progress _ -> "";
                    case Event.Note(var line) -> "        " + line;
                    case Event.Asked(var wish, var by) -> by + " asks to " + wish;
                });
    }

    private static String title(Run run, int ordinal) {
        return ordinal < run.steps().size()
                ? run.steps().get(ordinal).part().title()
                : "step " + ordinal;
    }
}
