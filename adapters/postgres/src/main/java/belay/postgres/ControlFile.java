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

    /// A standby and a copy have the identifier of their origin: the port and when they were
    /// started tell them apart.
    static boolean isOf(Session session, Path data) throws SQLException {
        try {
            var process = ServerProcess.read(data);
            return identifier(data)
                            == session.number("SELECT system_identifier FROM pg_control_system()")
                    && process.port() == session.number("SELECT current_setting('port')")
                    && Math.abs(process.started() - session.number(STARTED)) <= SECONDS_OF_A_START;
        } catch (IOException e) {
            return false;
        }
    }

    private static final String STARTED =
            "SELECT extract(epoch FROM pg_postmaster_start_time())::bigint";

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

    /// The third and the fourth line of `postmaster.pid` (pidfile.h).
    ///
    /// @param started in seconds since 1970
    private record ServerProcess(long started, long port) {

        static ServerProcess read(Path data) throws IOException {
            var lines = Files.readAllLines(data.resolve("postmaster.pid"));
            if (lines.size() < 4) {
                throw new IOException("too short: " + data.resolve("postmaster.pid"));
            }
            return new ServerProcess(
                    Long.parseLong(lines.get(2).strip()), Long.parseLong(lines.get(3).strip()));
        }
    }
}
