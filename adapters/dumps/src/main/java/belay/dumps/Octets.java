package belay.dumps;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Eight bytes at a time: a dump is mostly rows, and little is asked of most of their bytes.
///
/// The masks have the highest bit of each byte that is meant. [#equal] is exact; [#maybe] is
/// quicker and may also mark the byte above one that is meant.
final class Octets {

    static final long HIGHEST = 0x8080808080808080L;

    private static final long ONES = 0x0101010101010101L;
    private static final long LOWER = ~HIGHEST;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Octets() {}

    static long at(byte[] bytes, int index) {
        return (long) LONGS.get(bytes, index);
    }

    /// Each byte of a word.
    static long all(int letter) {
        return ONES * letter;
    }

    static long maybe(long word, long letters) {
        long zero = word ^ letters;
        return (zero - ONES) & ~zero & HIGHEST;
    }

    static long equal(long word, long letters) {
        long zero = word ^ letters;
        return ~(((zero & LOWER) + LOWER) | zero | LOWER);
    }

    private static final long NEWLINES = all('\n');

    static int newlines(byte[] bytes, int from, int to) {
        int count = 0;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            count += Long.bitCount(equal(at(bytes, at), NEWLINES));
        }
        for (; at < to; at++) {
            count += bytes[at] == '\n' ? 1 : 0;
        }
        return count;
    }

    static int lastNewline(byte[] bytes, int from, int to) {
        int at = to - 1;
        while (at >= from && bytes[at] != '\n') {
            at--;
        }
        return at < from ? -1 : at;
    }
}
