package belay.postgres;

import belay.postgres.Connections.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;

/// Tells whether a data directory is the one that a server runs on, and not another at the same
/// path of another machine.
final class ControlFile {

    /// Between the two moments that a server notes of one start lies what it does before it
    /// listens.
    private static final long SECONDS_OF_A_START = 60;

    private ControlFile() {}

    /// A standby has its primary's identifier: that it was started at the same time tells them
    /// apart.
    static boolean isOf(Session session, Path data) throws SQLException {
        try {
            return identifier(data)
                            == session.number("SELECT system_identifier FROM pg_control_system()")
                    && Math.abs(
                                    started(data)
                                            - session.number(
                                                    "SELECT extract(epoch FROM pg_postmaster_start_time())::bigint"))
                            <= SECONDS_OF_A_START;
        } catch (IOException e) {
            return false;
        }
    }

    /// The first eight bytes, in the machine's own order (`ControlFileData`, pg_control.h).
    private static long identifier(Path data) throws IOException {
        try (var file =
                FileChannel.open(data.resolve("global/pg_control"), StandardOpenOption.READ)) {
            var bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
            while (bytes.hasRemaining()) {
                if (file.read(bytes) < 0) {
                    throw new IOException("too short: " + data);
                }
            }
            return bytes.flip().getLong();
        }
    }

    /// The third line of `postmaster.pid` (pidfile.h).
    private static long started(Path data) throws IOException {
        var lines = Files.readAllLines(data.resolve("postmaster.pid"));
        if (lines.size() < 3) {
            throw new IOException("too short: " + data.resolve("postmaster.pid"));
        }
        return Long.parseLong(lines.get(2).strip());
    }
}
