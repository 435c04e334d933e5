package belay.run;

/// Takes lines for the run's log. Cheap to call; thread-safe; never a secret.
@FunctionalInterface
public interface Notes {

    void add(String line);
}
