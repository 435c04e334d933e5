package belay.postgres.load;

import belay.outside.DumpScript;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.outside.Sandboxes.Loaded;
import belay.outside.Sandboxes.Repairs;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Loads one script into one database, with as many sessions beside the script's own as the machine
/// has processors. Used once.
///
/// It asks nothing of the role it comes as but to own the database, and never trusts the script:
/// what is loaded stays behind the sandbox's walls, and whatever the script says or asks costs no
/// memory here ([Replies]). Interrupting the caller ends all sessions, and what they do, at once.
public final class Loader {

    private static final int WIDTH = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);

    /// After which a thread that does not end is left to itself; its session is gone.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// What the database must hold for scripts that switch triggers off
    /// (`session_replication_role`), which only a superuser may: it does that and nothing else, and
    /// no `pg_dump` writes it. For the superuser, before anything of a stranger is there.
    public static final String REPLICATION_ROLE =
            """
            CREATE FUNCTION pg_catalog.belay_replication_role(role text, local boolean) RETURNS text
            LANGUAGE sql SECURITY DEFINER
            AS 'SELECT pg_catalog.set_config(''session_replication_role'', $1, $2)';

            """;

    private final Endpoint database;
    private final Keeper keeper;
    private final Meter meter;
    private final Board board = new Board(WIDTH);
    private final Remarks remarks = new Remarks();
    private final List<Session> sessions = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private Optional<Throwable> bug = Optional.empty();
    private Optional<Loaded> loaded = Optional.empty();
    private boolean stopped;

    private Loader(Endpoint database, Keeper keeper, Meter meter) {
        this.database = database;
        this.keeper = keeper;
        this.meter = meter;
    }

    /// @param database empty, and owned by the role that the endpoint names
    /// @param keeper makes the roles that the script names
    /// @param script is read to its end, and not closed
    /// @param repairs hears at the end what was left out or mended, each once
    /// @throws Fault.Transient if the server goes away
    /// @throws Fault.Permanent if the script is not whole, or a statement is refused; the database
    ///   then holds a part of it and must be thrown away
    public static Loaded load(
            Endpoint database, Keeper keeper, DumpScript script, Repairs repairs, Meter meter)
            throws Fault, InterruptedException {
        return new Loader(database, keeper, meter).load(script, repairs);
    }

    private Loaded load(DumpScript script, Repairs repairs) throws Fault, InterruptedException {
        start("belay-load", () -> readThrough(script));
        for (int i = 1; i <= WIDTH; i++) {
            start("belay-load-" + i, this::work);
        }
        try {
            board.awaitClose();
        } finally {
            end();
        }
        if (board.failure().isPresent()) {
            throw board.failure().get();
        }
        remarks.tell(repairs);
        return result();
    }

    private synchronized Loaded result() {
        bug.ifPresent(thrown -> {
            throw new IllegalStateException(thrown);
        });
        return loaded.orElseThrow();
    }

    /// Work that ends the load when it fails.
    private interface Part {
        void run() throws Fault, InterruptedException;
    }

    private void start(String name, Part part) {
        threads.add(Thread.ofPlatform().daemon().name(name).start(() -> guarded(part)));
    }

    private void guarded(Part part) {
        try {
            part.run();
        } catch (Fault fault) {
            board.fail(fault);
        } catch (InterruptedException e) {
            board.close();
        } catch (RuntimeException | Error e) {
            buggy(e);
        }
    }

    private synchronized void buggy(Throwable thrown) {
        if (!board.closed()) {
            bug = Optional.of(thrown);
        }
        board.close();
    }

    private void readThrough(DumpScript script) throws Fault, InterruptedException {
        long begin = System.nanoTime();
        try (var session = open()) {
            var roles = new Roles(keeper, remarks);
            var course = new Course(script, session, board, remarks, roles, meter);
            course.run();
            var took = Duration.ofNanos(System.nanoTime() - begin);
            finish(new Loaded(Tables.count(session), course.rows(), course.bytes(), took));
        } catch (SQLException e) {
            throw Failures.ofServer(e);
        }
    }

    private synchronized void finish(Loaded result) {
        loaded = Optional.of(result);
        board.close();
    }

    private void work() throws Fault, InterruptedException {
        var job = board.take();
        if (job.isEmpty()) {
            return;
        }
        try (var session = open()) {
            for (; job.isPresent(); job = board.take()) {
                job.get().run(session);
                board.left(job.get());
            }
        }
    }

    private Session open() throws Fault, InterruptedException {
        var session = Session.open(database);
        synchronized (this) {
            if (!stopped) {
                sessions.add(session);
                return session;
            }
        }
        session.close();
        throw new Board.Stopped();
    }

    /// Leaves nothing running. When all went well there is nothing to end.
    private void end() throws InterruptedException {
        boolean well = board.failure().isEmpty() && done();
        board.close();
        if (!well) {
            stop();
            threads.forEach(Thread::interrupt);
        }
        long until = System.nanoTime() + PATIENCE.toNanos();
        boolean interrupted = Thread.interrupted();
        for (var thread : threads) {
            interrupted |= !joined(thread, until);
        }
        if (interrupted) {
            throw new InterruptedException("the load was given up");
        }
    }

    private synchronized boolean done() {
        return loaded.isPresent();
    }

    private static boolean joined(Thread thread, long until) {
        try {
            var _ = thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /// All at once: each waits for the server's answer.
    private void stop() throws InterruptedException {
        var ends = new ArrayList<Thread>();
        synchronized (this) {
            stopped = true;
            sessions.forEach(
                    session -> ends.add(Thread.ofPlatform().daemon().start(session::stop)));
        }
        boolean interrupted = Thread.interrupted();
        long until = System.nanoTime() + PATIENCE.toNanos();
        for (var end : ends) {
            interrupted |= !joined(end, until);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
