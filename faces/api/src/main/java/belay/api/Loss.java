package belay.api;

import belay.outside.Changes;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.run.Backups.Backup;
import java.time.Instant;

/// What would be lost, counted before anything is done.
///
/// @param since everything written after this moment would be gone
/// @param changes of any kind: rows inserted, updated and deleted, definitions, large objects,
///   sequences; -1 where they cannot be counted
/// @param words the whole in one sentence
public record Loss(Instant since, long changes, String words) {

    public static final long UNKNOWN = -1;

    /// The code of a refusal that only consent is missing for.
    public static final String NOT_ACCEPTED = "LOSS:NOT_ACCEPTED";

    static Loss of(Instant since, Changes changes) {
        return new Loss(
                since,
                switch (changes) {
                    case Changes.Counted counted ->
                            counted.rows()
                                    + counted.definitions()
                                    + counted.largeObjects()
                                    + counted.sequenceValues();
                    case Changes.Unknown _ -> UNKNOWN;
                },
                changes.words());
    }

    static Loss ofRestore(Backup restored) {
        return new Loss(
                restored.takenAt(),
                UNKNOWN,
                since(restored.takenAt()) + ", the moment of backup " + restored.id());
    }

    static String since(Instant moment) {
        return "everything written since " + Words.moment(moment);
    }

    static <T> Answer<T> notAccepted(Loss loss, String what, String command) {
        return Answer.refused(
                Problem.of(NOT_ACCEPTED, what + " loses what was written since")
                        .value(loss.words())
                        .expected("--accept-loss")
                        .advice("If that is what you want: " + command));
    }

    /// Whether it is certain that nothing would be lost.
    public boolean nothing() {
        return changes == 0;
    }
}
