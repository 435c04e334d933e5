package belay.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.archive.GzipStream.Broken;
import belay.archive.GzipStream.Flaw;
import belay.testkit.Packed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipStreamTest {

    private static final byte[] CONTENT =
            "COPY public.t FROM stdin;\n1\tone\n".repeat(40).getBytes(StandardCharsets.UTF_8);

    @Test
    void allMembersAreRead() throws IOException {
        assertThat(read(joined(Packed.gzip(CONTENT), Packed.gzip(CONTENT))))
                .isEqualTo(joined(CONTENT, CONTENT));
    }

    @Test
    void everyTruncationButTheBorderOfAMemberIsNoticed() throws IOException {
        byte[] first = Packed.gzip(CONTENT);
        byte[] both = joined(first, Packed.gzip(CONTENT));

        for (int length = 0; length < both.length; length++) {
            byte[] cut = Arrays.copyOf(both, length);
            if (length == first.length) {
                assertThat(read(cut)).isEqualTo(CONTENT);
            } else {
                assertThatThrownBy(() -> read(cut)).isInstanceOf(Broken.class);
            }
        }
    }

    @Test
    void noFlippedBitGivesOtherData() throws IOException {
        byte[] good = Packed.gzip(CONTENT);
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] flipped = good.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertThat(read(flipped)).isEqualTo(CONTENT);
            } catch (Broken noticed) {
                assertThat(noticed.flaw()).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100, 4096})
    void theSizeOfThePiecesDoesNotMatter(int most) throws IOException {
        byte[] both = joined(Packed.gzip(CONTENT), Packed.gzip(CONTENT));
        var small =
                new FilterInputStream(new ByteArrayInputStream(both)) {
                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        return super.read(buffer, offset, Math.min(length, most));
                    }

                    @Override
                    public int available() {
                        return 0;
                    }
                };

        assertThat(new GzipStream(small).readAllBytes()).isEqualTo(joined(CONTENT, CONTENT));
    }

    @Test
    void whatIsWrongIsTold() throws IOException {
        byte[] good = Packed.gzip(CONTENT);

        assertThat(flaw("hello".getBytes(StandardCharsets.UTF_8))).isEqualTo(Flaw.NOT_GZIP);
        assertThat(flaw(Arrays.copyOf(good, good.length - 3))).isEqualTo(Flaw.CUT);
        assertThat(flaw(joined(good, new byte[] {1}))).isEqualTo(Flaw.MORE_BEHIND);
        assertThat(flaw(joined(joined(good, new byte[4096]), new byte[] {1})))
                .isEqualTo(Flaw.MORE_BEHIND);
        good[good.length - 1] ^= 1;
        assertThat(flaw(good)).isEqualTo(Flaw.DAMAGED);
    }

    /// Tapes and some stores fill up a block.
    @Test
    void zerosBehindTheEndMeanNothing() throws IOException {
        var packed = new ByteArrayInputStream(joined(Packed.gzip(CONTENT), new byte[4096]));

        assertThat(new GzipStream(packed).readAllBytes()).isEqualTo(CONTENT);
    }

    /// RFC 1952: FEXTRA, FNAME, FCOMMENT and FHCRC, all of them.
    @Test
    void theHeaderIsPassedOver() throws IOException {
        byte[] plain = Packed.gzip(CONTENT);
        byte[] header =
                joined(
                        new byte[] {0x1f, (byte) 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 0, 3, 0, 1, 2, 3},
                        "../../etc/x\0comment\0\1\2".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(read(joined(header, Arrays.copyOfRange(plain, 10, plain.length))))
                .isEqualTo(CONTENT);
    }

    @Test
    void noiseIsRefused() {
        var random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            byte[] file = joined(new byte[] {0x1f, (byte) 0x8b, 8}, noise);
            assertThatThrownBy(() -> read(file)).isInstanceOf(Broken.class);
        }
    }

    private static Flaw flaw(byte[] file) {
        try {
            read(file);
            throw new AssertionError("read");
        } catch (Broken broken) {
            return broken.flaw();
        } catch (IOException other) {
            throw new AssertionError(other);
        }
    }

    private static byte[] read(byte[] file) throws IOException {
        try (InputStream gzip = new GzipStream(new ByteArrayInputStream(file))) {
            return gzip.readAllBytes();
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }
}
