package belay.run;

import java.time.Instant;

/// The process that carries a run out.
///
/// @param machine tells machines (and what is like one: containers) apart
/// @param started tells the process from a later one with the same number
public record Picker(String machine, long pid, Instant started) {

    /// `machine/pid`, for people.
    @Override
    public String toString() {
        return machine + "/" + pid;
    }
}
