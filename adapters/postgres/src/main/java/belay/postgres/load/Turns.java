package belay.postgres.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who may run now: jobs stand in a queue for each thing that they claim, and whoever stands in
/// front of all of his runs. What is asked for each job is the same whether ten wait or ten
/// thousand. Not thread-safe.
final class Turns {

    /// A job, and how many of its queues it is not in front of.
    private static final class Place {

        private final Job job;
        private int hindrances;

        Place(Job job) {
            this.job = job;
        }
    }

    /// Those who claim one thing, in the order they came; the first of them, as many as may have it
    /// together, are in front.
    private static final class Queue {

        private final LinkedHashMap<Place, Boolean> shared = new LinkedHashMap<>();
        private int inFront;
        private int alone;

        /// @return whether it is in front at once
        boolean join(Place place, boolean shares) {
            boolean front = shared.isEmpty() || (shares && alone == 0);
            shared.put(place, shares);
            alone += shares ? 0 : 1;
            inFront += front ? 1 : 0;
            return front;
        }

        /// @return those who are in front now and were not
        List<Place> leave(Place place) {
            alone -= Boolean.TRUE.equals(shared.remove(place)) ? 0 : 1;
            inFront--;
            var next = new ArrayList<Place>();
            if (inFront > 0) {
                return next;
            }
            for (var waiting : shared.entrySet()) {
                if (!waiting.getValue() && !next.isEmpty()) {
                    break;
                }
                next.add(waiting.getKey());
                if (!waiting.getValue()) {
                    break;
                }
            }
            inFront = next.size();
            return next;
        }

        boolean isEmpty() {
            return shared.isEmpty();
        }
    }

    private final Map<Job, Place> places = new HashMap<>();
    private final Map<String, Queue> queues = new HashMap<>();
    private final Set<Job> free = new LinkedHashSet<>();
    private long text;

    void add(Job job) {
        var place = new Place(job);
        places.put(job, place);
        text += job.size();
        job.claims()
                .shared()
                .forEach((thing, shares) -> {
                    if (!queues.computeIfAbsent(thing, _ -> new Queue()).join(place, shares)) {
                        place.hindrances++;
                    }
                });
        if (place.hindrances == 0) {
            free.add(job);
        }
    }

    /// It is done.
    void remove(Job job) {
        var place = places.remove(job);
        if (place == null) {
            throw new IllegalStateException("is not here");
        }
        text -= job.size();
        free.remove(job);
        for (var thing : job.claims().shared().keySet()) {
            var queue = queues.get(thing);
            if (queue == null) {
                throw new IllegalStateException("nobody claims " + thing);
            }
            for (var next : queue.leave(place)) {
                next.hindrances--;
                if (next.hindrances == 0) {
                    free.add(next.job);
                }
            }
            if (queue.isEmpty()) {
                queues.remove(thing);
            }
        }
    }

    /// Those who run or could, in the order in which they came to be so.
    Set<Job> free() {
        return free;
    }

    int size() {
        return places.size();
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    /// Letters of all.
    long text() {
        return text;
    }
}
