package belay.api;

import belay.outside.Fault;
import belay.problem.Problem;
import belay.run.Journal;
import belay.run.Part;
import belay.run.Run;
import belay.run.RunState;
import belay.run.StepCodec;
import belay.step.ReopenOldSide;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/// Which runs made production what it is now. Each stands on the one before it: only the newest can
/// be rolled back, for the old side of any other is older than what clients have written since.
final class Promotions {

    private static final int FEW = 100;
    private static final int MOST = 1_000;

    private final StepCodec codec;

    /// Oldest first.
    private final List<Run> standing = new ArrayList<>();

    private final List<Run> rollbacks = new ArrayList<>();

    /// @param history of one system, newest first
    Promotions(List<Run> history, StepCodec codec) {
        this.codec = codec;
        for (var run : history.reversed()) {
            if (switched(run)) {
                add(run);
            }
        }
    }

    /// The runs of the system of `run`, newest first, at least back to it: what came of it, later
    /// ones tell. Most often few have come after it.
    static List<Run> since(Journal journal, Run run) throws Fault {
        var few = journal.history(run.system(), FEW);
        return few.size() < FEW || few.stream().anyMatch(one -> one.id().equals(run.id()))
                ? few
                : journal.history(run.system(), MOST);
    }

    private void add(Run run) {
        switch (run.order().purpose()) {
            case PRODUCTION, RESTORE -> standing.add(run);
            case GO_BACK -> {
                rollbacks.add(run);
                var from = from(run);
                standing.removeIf(one -> from.equals(one.id().text()));
            }
            case TESTING, BACKUP, DUMP_CHECK, DUMP_TESTING, DUMP_PRODUCTION -> {}
        }
    }

    /// Whether clients have been led elsewhere by it, and not back by itself.
    static boolean switched(Run run) {
        return run.committed()
                && run.state() != RunState.UNDONE
                && run.state() != RunState.CANCELLED;
    }

    /// The run that a rollback went back from.
    private String from(Run rollback) {
        return rollback.order().parts().stream()
                .filter(part -> part.kind().equals(ReopenOldSide.class.getSimpleName()))
                .flatMap(part -> reopened(part).stream())
                .findFirst()
                .orElse("");
    }

    /// Empty where another version of Belay wrote it.
    private Optional<String> reopened(Part part) {
        try {
            return codec.read(part.step()) instanceof ReopenOldSide(var run, _)
                    ? Optional.of(run)
                    : Optional.empty();
        } catch (JacksonException other) {
            return Optional.empty();
        }
    }

    /// The run that went back from `run`, the last one if there are several.
    Optional<Run> rollback(Run run) {
        return rollbacks.stream()
                .filter(rollback -> from(rollback).equals(run.id().text()))
                .reduce((_, later) -> later);
    }

    /// The newest that stands on `run`, so that `run` is not what can be rolled back; empty of one
    /// that has led clients nowhere.
    Optional<Run> after(Run run) {
        return moves(run) && switched(run) && !standing.isEmpty()
                ? Optional.of(standing.getLast())
                        .filter(newest -> !newest.id().equals(run.id()))
                        .filter(newest -> newest.created().isAfter(run.created()))
                : Optional.empty();
    }

    /// Whether such a run makes another side production and keeps the one before it.
    static boolean moves(Run run) {
        return switch (run.order().purpose()) {
            case PRODUCTION, RESTORE -> true;
            case TESTING, BACKUP, GO_BACK, DUMP_CHECK, DUMP_TESTING, DUMP_PRODUCTION -> false;
        };
    }

    /// Why `run` cannot be rolled back now.
    Optional<Problem> refusal(Run run) {
        var unread =
                rollbacks.stream()
                        .filter(rollback -> rollback.created().isAfter(run.created()))
                        .flatMap(rollback -> new OtherVersion(codec).of(rollback).stream())
                        .findFirst();
        if (unread.isPresent()) {
            // It may have gone back from this very run.
            return unread;
        }
        if (!standing.isEmpty() && standing.getLast().id().equals(run.id())) {
            return Optional.empty();
        }
        var by = rollback(run);
        var problem =
                Problem.of(
                                "ROLLBACK:NOT_STANDING",
                                "production is no longer what this run made of it")
                        .value(run.id() + by.map(one -> ", rolled back by " + one.id()).orElse(""))
                        .expected("a run that stands; none does")
                        .advice("Nothing can be rolled back; see the runs with: belay status");
        return Optional.of(
                standing.isEmpty()
                        ? problem
                        : problem.expected(words(standing.getLast()))
                                .advice(
                                        "To undo that one: belay rollback "
                                                + standing.getLast().id()));
    }

    private static String words(Run newest) {
        return newest.id()
                + " ("
                + Words.purpose(newest.order().purpose())
                + ", "
                + Words.state(newest.state())
                + "), the newest that stands";
    }
}
