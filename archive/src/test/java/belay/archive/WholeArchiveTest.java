package belay.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.testkit.Packed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An archive is all of its file, and all of it is there: what only some readers see is refused.
class WholeArchiveTest {

    private static final Limits LIMITS = new Limits(1000, 1L << 30, 100, true);
    private static final int TAR_RECORD = 512;

    @TempDir Path directory;

    @Test
    void aZipWithACommentAndOneOfTheLargeKindAreRead() throws IOException {
        Path commented =
                Packed.zip(
                        directory.resolve("commented"),
                        zip -> {
                            zip.setComment("made by hand");
                            Packed.put(zip, "dump.sql", "hello", 0100644);
                        });
        Path large =
                Packed.zip(
                        directory.resolve("large"),
                        zip -> {
                            zip.setUseZip64(Zip64Mode.Always);
                            Packed.put(zip, "dump.sql", "hello", 0100644);
                        });

        assertThat(names(Archive.zip(commented, LIMITS))).containsExactly("dump.sql");
        assertThat(names(Archive.zip(large, LIMITS))).containsExactly("dump.sql");
    }

    @Test
    void nothingStandsBehindAZip() throws IOException {
        Path file = Files.write(directory.resolve("zip"), joined(zip("one"), new byte[] {'x'}));

        assertThatThrownBy(() -> names(Archive.zip(file, LIMITS)))
                .hasMessageContaining("behind its end");
    }

    @Test
    void twoZipsInOneFileAreNone() throws IOException {
        Path file = Files.write(directory.resolve("zip"), joined(zip("one"), zip("two")));

        assertThatThrownBy(() -> names(Archive.zip(file, LIMITS)))
                .hasMessageContaining("its directory does not know");
    }

    @Test
    void aTarIsCutWhereverItsEndIsNotMarked() throws IOException {
        byte[] whole = tar();
        int end = 2 * TAR_RECORD;

        assertThat(names(tar(whole))).containsExactly("dump.sql");
        assertThatThrownBy(() -> names(tar(Arrays.copyOf(whole, end))))
                .hasMessageContaining("as if it were cut");
        assertThatThrownBy(() -> names(tar(Arrays.copyOf(whole, end + 100))))
                .hasMessageContaining("as if it were cut");
    }

    @Test
    void theHeadOfATarsEntryIsAsItWasWritten() throws IOException {
        byte[] changed = tar();
        changed[0] = 'j';

        assertThatThrownBy(() -> names(tar(changed))).hasMessageContaining("checksum");
    }

    private byte[] zip(String name) throws IOException {
        return Files.readAllBytes(
                Packed.zip(
                        directory.resolve(name), zip -> Packed.put(zip, name, "hello", 0100644)));
    }

    private static byte[] joined(byte[] one, byte[] two) {
        var both = new ByteArrayOutputStream();
        both.writeBytes(one);
        both.writeBytes(two);
        return both.toByteArray();
    }

    private static byte[] tar() throws IOException {
        return Packed.tar(tar -> Packed.put(tar, "dump.sql", "hello"));
    }

    private static Archive tar(byte[] bytes) {
        return Archive.tar(() -> new ByteArrayInputStream(bytes), bytes.length, LIMITS);
    }

    private static List<String> names(Archive archive) throws IOException {
        var names = new ArrayList<String>();
        archive.read((entry, content) -> names.add(entry.name()));
        return names;
    }
}
