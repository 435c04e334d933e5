package belay.run;

/// The right to write about a run: its number is the run's epoch, which every pick-up raises.
///
/// An old claim is refused with `Fault.Superseded`, in the same transaction as the write.
public record Claim(RunId run, long epoch) {}
