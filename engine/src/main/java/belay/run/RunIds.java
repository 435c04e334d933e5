package belay.run;

import static java.time.ZoneOffset.UTC;

import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.random.RandomGenerator;

/// Makes run ids. About a million differ within a minute; the journal refuses one that is taken.
public final class RunIds {

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmm").withZone(UTC);

    /// Without letters and digits that look alike.
    private static final String ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";

    private static final int LENGTH = 4;

    private final InstantSource clock;
    private final RandomGenerator random;

    public RunIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public RunId next() {
        var text = new StringBuilder(MINUTE.format(clock.instant())).append('-');
        for (int i = 0; i < LENGTH; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new RunId(text.toString());
    }
}
