package belay.postgres;

import belay.outside.Databases.Place;
import belay.outside.Fault;
import belay.postgres.Connections.Session;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// What a new side leaves to the old one until clients are let in: archiving, jobs, and following
/// itself. It lies in a file of its own beside the settings that production had, so that ending it
/// is one rename and a reload, whatever the server lets `ALTER SYSTEM` do.
final class UntilOpen {

    static final String FILE = "belay-until-open.conf";

    static final String PASSWORD = "follow.pgpass";

    private static final String LIFTED = FILE + ".lifted";

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final Duration PAUSE = Duration.ofMillis(5);

    private UntilOpen() {}

    /// @return settings that hold only after the server's next start
    static List<String> lift(Session session, Place place)
            throws SQLException, Fault, InterruptedException {
        try {
            Files.deleteIfExists(place.directory().resolve(PASSWORD));
            rename(data(place), FILE, LIFTED);
        } catch (IOException e) {
            throw files(place, e);
        }
        reload(session);
        return session
                .rows("SELECT name FROM pg_settings WHERE pending_restart ORDER BY 1")
                .stream()
                .map(List::getFirst)
                .toList();
    }

    /// Nothing there to hold back is fine.
    static void hold(Session session, Place place)
            throws SQLException, Fault, InterruptedException {
        try {
            rename(data(place), LIFTED, FILE);
        } catch (IOException e) {
            throw files(place, e);
        }
        reload(session);
    }

    private static Path data(Place place) {
        return place.directory().resolve("data");
    }

    private static void rename(Path data, String from, String to) throws IOException {
        if (Files.exists(data.resolve(from))) {
            Files.move(data.resolve(from), data.resolve(to), StandardCopyOption.ATOMIC_MOVE);
        }
        Durable.directory(data);
    }

    /// The server reads its files a moment after it was asked to.
    private static void reload(Session session) throws SQLException, Fault, InterruptedException {
        var before = session.one("SELECT pg_conf_load_time()");
        session.rows("SELECT pg_reload_conf()");
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!session.yes("SELECT pg_conf_load_time() > ?::timestamptz", before)) {
            if (System.nanoTime() > end) {
                throw new Fault.Transient(
                        Problem.of("DATABASE:RELOAD", "the server has not read its settings again")
                                .expected("within " + LIMIT.toSeconds() + " s")
                                .advice("Look at the server's log"));
            }
            Thread.sleep(PAUSE);
        }
    }

    private static Fault files(Place place, IOException e) {
        return new Fault.Permanent(
                Problem.of("POSTGRES:FILES", "the server's settings cannot be changed: " + e)
                        .value(place.directory().toString())
                        .advice("Check rights and space, then run `belay resume`"),
                e);
    }
}
