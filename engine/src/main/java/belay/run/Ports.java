package belay.run;

/// The world outside as the steps of one process reach it.
public interface Ports {}
