package belay.dumps;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/// Changes good input at random until the time is up, and says how to come back to what failed.
///
/// `fuzz.seconds` is how long each target runs; `fuzz.seed` repeats one run.
final class Mutations {

    private static final int MOST_CHANGES = 6;
    private static final int LONGEST_PART = 64;

    /// What is tried with one input.
    interface Target {
        void take(byte[] input, SplittableRandom random) throws Exception;
    }

    private final List<byte[]> seeds;
    private final List<byte[]> words;

    /// @param words that mean something to the reader
    Mutations(List<byte[]> seeds, List<String> words) {
        this.seeds = List.copyOf(seeds);
        this.words = words.stream().map(word -> word.getBytes(ISO_8859_1)).toList();
    }

    void run(Target target) throws IOException {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        var random = new SplittableRandom(seed);
        long budget = Duration.ofSeconds(Long.getLong("fuzz.seconds", 5)).toNanos();
        long begin = System.nanoTime();
        long count = 0;
        while (System.nanoTime() - begin < budget) {
            byte[] input = next(random);
            count++;
            try {
                target.take(input, random);
            } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError failed) {
                Path kept = Files.createTempFile("belay-fuzz-", ".input");
                Files.write(kept, input);
                String head = HexFormat.of().formatHex(input, 0, Math.min(64, input.length));
                throw new AssertionError(
                        "-Dfuzz.seed=" + seed + ", input " + count + " in " + kept + ": " + head,
                        failed);
            }
        }
        System.out.println("fuzzed with -Dfuzz.seed=" + seed + ": " + count + " inputs");
    }

    private byte[] next(SplittableRandom random) {
        byte[] input = any(seeds, random);
        int changes = random.nextInt(1, MOST_CHANGES + 1);
        for (int i = 0; i < changes; i++) {
            input = changed(input, random);
        }
        return input;
    }

    private byte[] changed(byte[] input, SplittableRandom random) {
        int at = random.nextInt(input.length + 1);
        int length = random.nextInt(Math.min(LONGEST_PART, input.length - at) + 1);
        return switch (random.nextInt(7)) {
            case 0 -> joined(input, at, new byte[0], at + length);
            case 1 -> joined(input, at, any(words, random), at);
            case 2 -> joined(input, at, any(words, random), at + length);
            case 3 -> joined(input, at, part(input, random), at);
            case 4 -> joined(input, at, part(any(seeds, random), random), at + length);
            case 5 -> joined(input, at, new byte[] {(byte) random.nextInt(256)}, at);
            default -> turned(input, random);
        };
    }

    private static byte[] turned(byte[] input, SplittableRandom random) {
        byte[] turned = input.clone();
        if (turned.length > 0) {
            turned[random.nextInt(turned.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        }
        return turned;
    }

    private static byte[] part(byte[] input, SplittableRandom random) {
        int from = random.nextInt(input.length + 1);
        int length = random.nextInt(Math.min(LONGEST_PART, input.length - from) + 1);
        return Arrays.copyOfRange(input, from, from + length);
    }

    /// What stands before `from`, `middle`, and what stands behind `to`.
    private static byte[] joined(byte[] input, int from, byte[] middle, int to) {
        var joined = new ByteArrayOutputStream();
        joined.write(input, 0, from);
        joined.writeBytes(middle);
        joined.write(input, Math.min(to, input.length), Math.max(0, input.length - to));
        return joined.toByteArray();
    }

    private static byte[] any(List<byte[]> some, SplittableRandom random) {
        return some.get(random.nextInt(some.size()));
    }
}
