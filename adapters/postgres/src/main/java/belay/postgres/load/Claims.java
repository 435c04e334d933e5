package belay.postgres.load;

import java.util.Map;

/// What a job keeps to itself, or shares with its like, while it runs: tables by their number,
/// indexes by their name.
///
/// @param shared thing → whether others that share it may run beside
record Claims(Map<String, Boolean> shared) {

    static final Claims NONE = new Claims(Map.of());

    Claims {
        shared = Map.copyOf(shared);
    }
}
