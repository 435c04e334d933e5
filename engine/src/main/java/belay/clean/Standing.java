package belay.clean;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The switches of one system that stand, oldest first: each leads from the side before it to its
/// own, and the last one's side serves.
record Standing(List<Trail> forward, List<Gone> gone, List<Trail> unclear) {

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /// A switch that was taken back.
    record Gone(Trail forward, Instant since) {}

    /// @param trails of one system, oldest first
    static Standing of(List<Trail> trails) {
        var standing = new ArrayList<Trail>();
        var gone = new ArrayList<Gone>();
        var unclear = new ArrayList<Trail>();
        for (var trail : trails) {
            if (trail.leftBetween()) {
                unclear.add(trail);
            } else if (trail.switched() && trail.forward().isPresent()) {
                unclear.clear();
                standing.add(trail);
            } else if (trail.switched() && trail.back().isPresent()) {
                unclear.clear();
                for (var one : List.copyOf(standing)) {
                    if (one.forward().equals(trail.back())) {
                        standing.remove(one);
                        gone.add(new Gone(one, trail.run().since()));
                    }
                }
            }
        }
        return new Standing(List.copyOf(standing), List.copyOf(gone), List.copyOf(unclear));
    }

    /// Why the side that `made` has led to stays; empty if it may go.
    Optional<String> reason(Trail made, Duration keepOldFor, Instant now) {
        int at = forward.indexOf(made);
        if (at >= 0 && at == forward.size() - 1) {
            return Optional.of("production since " + when(made.run().since()));
        }
        if (at >= 0) {
            var next = forward.get(at + 1);
            return until("the old side of " + next.run().id(), next.run().since(), keepOldFor, now);
        }
        return gone.stream()
                .filter(one -> one.forward().equals(made))
                .findFirst()
                .flatMap(one ->
                        until("rolled back " + when(one.since()), one.since(), keepOldFor, now));
    }

    /// Why the side from before `switched` stays; empty if it may go.
    Optional<String> oldSide(Trail switched, Duration keepOldFor, Instant now) {
        return gone.stream().anyMatch(one -> one.forward().equals(switched))
                ? Optional.of("production again")
                : until(
                        "the old side of " + switched.run().id(),
                        switched.run().since(),
                        keepOldFor,
                        now);
    }

    /// The switch that can be rolled back, if `old` is the side it has led from.
    ///
    /// @param old the switch that has led to that side
    Optional<Trail> backTo(Trail old) {
        int at = forward.indexOf(old);
        return at >= 0 && at == forward.size() - 2
                ? Optional.of(forward.getLast())
                : Optional.empty();
    }

    /// Whether nothing has come after `switched` that stands.
    boolean newest(Trail switched) {
        return !forward.isEmpty() && forward.getLast().equals(switched);
    }

    private static Optional<String> until(
            String what, Instant since, Duration keepOldFor, Instant now) {
        var end = since.plus(keepOldFor);
        return end.isAfter(now)
                ? Optional.of(what + ", kept until " + when(end))
                : Optional.empty();
    }

    /// `2026-11-21 09:03 UTC`.
    static String when(Instant moment) {
        return MINUTE.format(moment);
    }
}
