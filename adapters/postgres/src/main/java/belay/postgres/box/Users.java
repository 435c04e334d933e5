package belay.postgres.box;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/// Numbers of users that nobody on the machine has, one for each box.
final class Users {

    /// Above everything that distributions and systemd give away: systemd, UIDS-GIDS.
    private static final int FIRST = 1_900_000_000;

    private static final int MANY = 100_000_000;

    /// systemd's dynamic users: where a container maps no higher ones.
    private static final int FIRST_OF_FEW = 61_184;

    private static final int FEW = 4_336;

    private Users() {}

    static int of(Path directory) {
        long number = number(directory);
        return (int) (maps(FIRST + MANY) ? FIRST + number % MANY : FIRST_OF_FEW + number % FEW);
    }

    /// Evenly spread, and always the same for the same directory.
    private static long number(Path directory) {
        try {
            var hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(directory.toString().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong() >>> 1;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean maps(long user) {
        try {
            for (var line : Files.readAllLines(Path.of("/proc/self/uid_map"))) {
                var numbers = List.of(line.strip().split(" +", -1));
                long first = Long.parseLong(numbers.get(0));
                if (user >= first && user - first < Long.parseLong(numbers.get(2))) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }
}
