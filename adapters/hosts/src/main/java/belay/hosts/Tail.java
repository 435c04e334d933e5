package belay.hosts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The last 64 KiB of what a command writes; what comes before is forgotten.
final class Tail {

    private static final int KEPT = 64 * 1024;

    private final byte[] ring = new byte[KEPT];
    private long written;

    void drain(InputStream output) {
        byte[] chunk = new byte[8192];
        try (output) {
            for (int read = output.read(chunk); read >= 0; read = output.read(chunk)) {
                add(chunk, read);
            }
        } catch (IOException closedBecauseItEnded) {
            // What was read until then is kept.
        }
    }

    private synchronized void add(byte[] chunk, int length) {
        for (int i = 0; i < length; i++) {
            ring[(int) (written % KEPT)] = chunk[i];
            written++;
        }
    }

    /// A character cut in two at the start becomes a replacement character.
    synchronized String text() {
        int length = (int) Math.min(written, KEPT);
        byte[] last = new byte[length];
        for (int i = 0; i < length; i++) {
            last[i] = ring[(int) ((written - length + i) % KEPT)];
        }
        return new String(last, StandardCharsets.UTF_8);
    }
}
