package belay.run;

import belay.outside.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The register of who watches over which run.
public interface Watches {

    /// Notes that `watchdog` stands, now.
    void stands(RunId run, Picker watchdog) throws Fault;

    /// The last one that stood.
    Optional<Watching> of(RunId run) throws Fault;

    /// One watchdog.
    ///
    /// @param ago how long it has not been heard of
    record Watching(Picker who, Instant since, Duration ago) {

        private static final Duration SILENCE = Duration.ofSeconds(3);

        /// Whether it can be counted on.
        public boolean stands() {
            return ago.compareTo(SILENCE) < 0;
        }
    }
}
