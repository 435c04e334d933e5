package belay.dumps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import belay.testkit.Packed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A file that is cut anywhere, or has a bit turned where a checksum guards it, is refused.
class CutFilesTest {

    @TempDir static Path folder;

    static Stream<Arguments> dumps() throws IOException {
        byte[] script = Samples.script();
        byte[] twoMembers = concatenated(Packed.gzip(Arrays.copyOf(script, 99)), script);
        byte[] tar = Packed.tar(archive -> Packed.put(archive, "dump.sql", Samples.SCRIPT));
        return Stream.of(
                arguments("gz", Packed.gzip(script), true),
                arguments("gz", twoMembers, true),
                arguments("zst", Samples.zstd(script), false),
                arguments("zip", Files.readAllBytes(Samples.zip(folder.resolve("a.zip"))), true),
                arguments("tar.gz", Packed.gzip(tar), true),
                arguments("dump", Samples.archive(), false),
                arguments("dump.gz", Packed.gzip(Samples.archive()), true));
    }

    /// The rest of the script in a member of its own.
    private static byte[] concatenated(byte[] first, byte[] script) throws IOException {
        byte[] second = Packed.gzip(Arrays.copyOfRange(script, 99, script.length));
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @ParameterizedTest
    @MethodSource("dumps")
    void isRefusedWhereverItIsCut(String ending, byte[] dump, boolean guarded) throws Exception {
        Path file = folder.resolve("cut." + ending);
        Path unwrapped = folder.resolve("unwrapped");

        for (int length = 0; length < dump.length; length++) {
            Files.write(file, Arrays.copyOf(dump, length));
            assertThat(Samples.refusal(file, unwrapped)).as("cut at %s", length).isPresent();
            assertThat(unwrapped).doesNotExist();
        }
        Files.write(file, dump);
        assertThat(Samples.refusal(file, unwrapped)).isEmpty();
        Folder.deleteAll(unwrapped);
    }

    @ParameterizedTest
    @MethodSource("dumps")
    void isReadAlikeOrRefusedWhateverBitIsTurned(String ending, byte[] dump, boolean guarded)
            throws Exception {
        Path file = folder.resolve("turned." + ending);
        Path unwrapped = folder.resolve("unwrapped");

        for (int at = 0; at < dump.length; at++) {
            byte[] turned = dump.clone();
            turned[at] ^= (byte) (1 << at % Byte.SIZE);
            Files.write(file, turned);
            var refusal = Samples.refusal(file, unwrapped);
            Folder.deleteAll(unwrapped);
            if (guarded && !ending.startsWith("dump") && refusal.isEmpty()) {
                assertThat(Heard.of(file).pieces())
                        .as("byte %s", at)
                        .isEqualTo(Heard.of(Samples.script()).pieces());
            }
        }
    }

    /// A tar without a packing around it is whole once its end has come, whatever is left of the
    /// zeros behind it.
    @Test
    void aBareTarNeedsItsEnd() throws Exception {
        byte[] tar = Packed.tar(archive -> Packed.put(archive, "dump.sql", Samples.SCRIPT));
        Path file = folder.resolve("cut.tar");
        int content = 512 + (Samples.script().length + 511) / 512 * 512;

        for (int length = 0; length < content; length++) {
            Files.write(file, Arrays.copyOf(tar, length));
            assertThat(Samples.refusal(file, folder.resolve("none")))
                    .as("cut at %s", length)
                    .isPresent();
        }
    }
}
