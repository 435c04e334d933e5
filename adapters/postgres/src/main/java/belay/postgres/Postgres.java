package belay.postgres;

import belay.outside.Changes;
import belay.outside.Databases;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.postgres.Connections.Session;
import belay.problem.Problem;
import belay.proof.Difference;
import belay.proof.Fingerprint;
import belay.proof.TableName;
import belay.proof.TableShape;
import belay.system.ProductSystem.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// PostgreSQL, 12 and later: the embedded one, and those that products run on. Thread-safe.
public final class Postgres implements Databases, AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(2);

    private static final int LARGEST_ANSWER = 1 << 20;

    private final Path home;
    private final Connections connections;
    private final Physical physical;
    private final Fingerprints fingerprints;
    private final SameServer sameServer;
    private final BootServices boot = new BootServices(Path.of("/"));

    /// @param home where the embedded server's programs are unpacked; every directory above it must
    ///   let other users pass when Belay runs as root
    public Postgres(Path home) {
        this(home, new Connections());
    }

    private Postgres(Path home, Connections connections) {
        this.home = home;
        this.connections = connections;
        this.physical = new Physical(connections);
        this.fingerprints = new Fingerprints(connections);
        this.sameServer = new SameServer(connections);
    }

    @Override
    public Databases under(String run, long epoch) {
        return new Postgres(home, connections.under(run, epoch));
    }

    /// Sandboxes whose servers are reached by this: closing one closes every session to it.
    ///
    /// @param root where sandboxes lie, absolute; its path short, because it begins that of sockets
    /// @param supply brings programs of majors that are not installed
    public PostgresSandboxes sandboxes(Path root, Supply supply) {
        return new PostgresSandboxes(root, home, supply, Clients.INSTALLED, connections);
    }

    /// Closes the sessions that wait for more work. What works on is closed by whoever began it.
    @Override
    public void close() {
        connections.close();
    }

    /// Starts the embedded server at `place`, made on first use, with `superuser` and a password of
    /// its own in the file `password` there. It outlives this process; a later call finds it.
    public Endpoint embedded(Place place, String superuser) throws Fault, InterruptedException {
        var directory = place.directory();
        var password = directory.resolveSibling(directory.getFileName() + ".password");
        try {
            Files.createDirectories(directory.getParent());
            var server = new Server(Binaries.embedded(home), place, Owner.forNewServers(home));
            if (!server.exists()) {
                makePassword(password, server.owner());
                server.initialise(superuser, password);
                Configuration.plain()
                        .with("listen_addresses", "127.0.0.1")
                        .with("unix_socket_directories", "")
                        .write(server.data(), place.port(), server.owner());
            }
            server.start();
            return new Endpoint(
                    "127.0.0.1", place.port(), "postgres", superuser, password.toString());
        } catch (IOException e) {
            throw new Fault.Permanent(
                    Problem.of("POSTGRES:FILES", "the embedded PostgreSQL cannot be set up: " + e)
                            .value(directory.toString())
                            .advice("Check rights and space"),
                    e);
        }
    }

    private static void makePassword(Path file, Owner owner) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        var half = file.resolveSibling(file.getFileName() + ".half");
        Files.deleteIfExists(half);
        Files.createFile(
                half,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(half, HexFormat.of().formatHex(bytes) + "\n");
        owner.own(half);
        Files.move(half, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public Survey survey(DatabaseSettings production) throws Fault {
        var server = endpoint(production);
        return connections.ask(server, session -> Surveyor.survey(session, server));
    }

    @Override
    public Endpoint endpoint(DatabaseSettings production) {
        return Physical.endpoint(production);
    }

    @Override
    public BackupFacts takeBackup(DatabaseSettings production, Path directory, Meter meter)
            throws Fault, InterruptedException {
        return physical.takeBackup(production, directory, meter);
    }

    @Override
    public BackupFacts verifyBackup(Path directory, Meter meter)
            throws Fault, InterruptedException {
        return physical.verify(directory, meter);
    }

    @Override
    public Endpoint restore(Path backup, DatabaseSettings production, Place place, Meter meter)
            throws Fault, InterruptedException {
        return physical.restore(backup, production, place, meter);
    }

    @Override
    public Endpoint restoreAsProduction(
            Path backup, DatabaseSettings production, Place place, Meter meter)
            throws Fault, InterruptedException {
        return physical.restoreAsProduction(backup, production, place, meter);
    }

    @Override
    public Endpoint follow(DatabaseSettings production, String name, Place place, Meter meter)
            throws Fault, InterruptedException {
        return physical.follow(production, name, place, meter);
    }

    @Override
    public long behind(DatabaseSettings production, Endpoint follower) throws Fault {
        return physical.behind(production, follower);
    }

    @Override
    public void unfollow(DatabaseSettings production, String name)
            throws Fault, InterruptedException {
        physical.unfollow(production, name);
    }

    @Override
    public String fence(DatabaseSettings production, String run)
            throws Fault, InterruptedException {
        var server = endpoint(production);
        return fenceServer(server, run);
    }

    @Override
    public String fenceServer(Endpoint server, String run) throws Fault, InterruptedException {
        return connections.with(
                server, session -> Fence.shut(session, server, run, connections.own(server)));
    }

    @Override
    public void fenceDatabase(DatabaseSettings production, boolean readable)
            throws Fault, InterruptedException {
        sameServer.fence(production, readable);
    }

    @Override
    public void openDatabase(DatabaseSettings production, String name) throws Fault {
        sameServer.open(endpoint(production).database(name));
    }

    @Override
    public void openDatabase(Endpoint database) throws Fault {
        sameServer.open(database);
    }

    @Override
    public boolean accepts(DatabaseSettings production) throws Fault {
        return sameServer.accepts(production);
    }

    @Override
    public Endpoint endpoint(DatabaseSettings production, Place place) {
        return Physical.endpoint(production, place);
    }

    @Override
    public boolean down(Endpoint server) {
        return Knock.refused(server);
    }

    @Override
    public boolean same(Endpoint one, Endpoint other) throws Fault {
        return identity(one).equals(identity(other));
    }

    /// A copy of a server shares its identifier, but was not started at the same microsecond.
    private String identity(Endpoint database) throws Fault {
        return connections.ask(
                database,
                session ->
                        session.one(
                                "SELECT concat_ws('/', system_identifier, extract(epoch FROM pg_postmaster_start_time()), current_database()) FROM pg_control_system()"));
    }

    @Override
    public List<String> open(Endpoint server, String run) throws Fault {
        return connections.ask(server, session -> Fence.open(session, run));
    }

    @Override
    public void admit(Endpoint server, String run, String role) throws Fault {
        connections.ask(server, session -> Fence.admit(session, run, role));
    }

    @Override
    public boolean fenced(Endpoint server, String run) throws Fault {
        return connections.ask(server, session -> !Fence.roles(session, run).isEmpty());
    }

    @Override
    public long rowChanges(Endpoint database) throws Fault {
        return connections.ask(database, session -> Counters.read(session).rows());
    }

    @Override
    public void drain(Endpoint follower, String position, Duration limit)
            throws Fault, InterruptedException {
        connections.with(
                follower,
                session -> {
                    await(
                            session,
                            "SELECT NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= '"
                                    + position.replaceAll("[^0-9A-F/]", "")
                                    + "'::pg_lsn",
                            limit,
                            "the standby " + follower + " has not caught up with " + position);
                    return true;
                });
    }

    @Override
    public void promote(Endpoint follower, Duration limit) throws Fault, InterruptedException {
        connections.with(
                follower,
                session -> {
                    if (session.yes("SELECT pg_is_in_recovery()")) {
                        Fence.endSessions(session, follower, connections.own(follower));
                        session.rows("SELECT pg_promote(false)");
                        await(
                                session,
                                "SELECT NOT pg_is_in_recovery()",
                                limit,
                                follower + " does not leave recovery");
                    }
                    return true;
                });
    }

    private static void await(Session session, String question, Duration limit, String otherwise)
            throws SQLException, Fault, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!session.yes(question)) {
            if (System.nanoTime() > end) {
                throw new Fault.Permanent(
                        Problem.of("DATABASE:SLOW", otherwise)
                                .expected("within " + limit.toSeconds() + " s"));
            }
            Thread.sleep(POLL);
        }
    }

    @Override
    public Endpoint copyTemplate(Endpoint database, String name)
            throws Fault, InterruptedException {
        return sameServer.copyTemplate(database, name);
    }

    @Override
    public Endpoint copyRows(Endpoint database, String name, Meter meter)
            throws Fault, InterruptedException {
        return new Logical(connections).copy(database, name, meter);
    }

    @Override
    public void dropDatabase(Endpoint server, String name) throws Fault {
        sameServer.drop(server, name);
    }

    @Override
    public void rename(Endpoint production, String from, String kept) throws Fault {
        sameServer.rename(production, from, kept);
    }

    @Override
    public void renameBack(Endpoint production, String from, String kept) throws Fault {
        sameServer.renameBack(production, from, kept);
    }

    @Override
    public void run(Endpoint database, String mark, String name, String text)
            throws Fault, InterruptedException {
        Scripts.run(connections, database, mark, name, text);
    }

    @Override
    public void unmark(Endpoint database) throws Fault {
        Marks.remove(connections, database);
    }

    @Override
    public void markNeutralised(Endpoint database, String by) throws Fault {
        Marks.neutralise(connections, database, by);
    }

    @Override
    public boolean neutralised(Endpoint database) throws Fault {
        return Marks.neutralised(connections, database);
    }

    @Override
    public String ask(Endpoint database, String query) throws Fault {
        return Scripts.ask(connections, database, query, LARGEST_ANSWER);
    }

    @Override
    public Snapshot hold(Endpoint database) throws Fault {
        return HeldSnapshot.of(connections, database);
    }

    @Override
    public Map<String, Long> sequences(Endpoint database) throws Fault {
        return connections.ask(
                database,
                session -> {
                    var sequences = new LinkedHashMap<String, Long>();
                    for (var row : session.rows(SEQUENCES)) {
                        sequences.put(row.get(0), Long.valueOf(row.get(1)));
                    }
                    return sequences;
                });
    }

    private static final String SEQUENCES =
            """
            SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences
            WHERE last_value IS NOT NULL AND increment_by > 0 ORDER BY 1
            """;

    @Override
    public List<TableShape> shapes(Endpoint database) throws Fault {
        return fingerprints.shapes(database);
    }

    @Override
    public List<Fingerprint> fingerprints(
            Endpoint database, List<Snapshot> at, List<Reading> questions, Bound bound, Meter meter)
            throws Fault, InterruptedException {
        if (at.isEmpty()) {
            try (var now = HeldSnapshot.of(connections, database)) {
                return fingerprints.read(database, now.name(), questions, bound, meter);
            }
        }
        var moment = (HeldSnapshot) at.getFirst();
        return fingerprints.read(database, moment.name(), questions, bound, meter);
    }

    @Override
    public Map<TableName, String> writeMarks(Endpoint database) throws Fault {
        return connections.ask(database, Writes::marks);
    }

    @Override
    public OptionalLong missing(
            Endpoint before,
            Reading was,
            Endpoint after,
            List<Snapshot> at,
            Reading is,
            Duration limit)
            throws Fault, InterruptedException {
        return MissingRows.count(connections, before, was, after, moment(at), is, limit);
    }

    @Override
    public Difference.Rows differences(
            Endpoint before,
            Reading was,
            Endpoint after,
            List<Snapshot> at,
            Reading is,
            Duration limit)
            throws Fault, InterruptedException {
        return RowDifferences.find(connections, before, was, after, moment(at), is, limit);
    }

    private static String moment(List<Snapshot> at) {
        return at.isEmpty() ? "" : ((HeldSnapshot) at.getFirst()).name();
    }

    @Override
    public WriteMark mark(Endpoint database) throws Fault, InterruptedException {
        Counters.handIn(connections, database);
        return connections.with(
                database,
                session -> {
                    Counters.awaitOthers(session, connections.own(database));
                    return Counters.read(session).mark();
                });
    }

    @Override
    public Changes changesSince(Endpoint database, WriteMark mark) throws Fault {
        return connections.ask(database, session -> Counters.read(session).since(mark));
    }

    @Override
    public Remains remains(DatabaseSettings production) throws Fault {
        return connections.ask(endpoint(production), Surveyor::remains);
    }

    @Override
    public Optional<Path> serverAt(Path root, int port) throws Fault {
        return Physical.serverAt(root, port);
    }

    @Override
    public List<String> unlogged(DatabaseSettings production) throws Fault, InterruptedException {
        return new Unlogged(connections, List.of()).names(endpoint(production));
    }

    @Override
    public List<Refilled> copyUnlogged(
            DatabaseSettings production, Endpoint copy, List<String> caches, Meter meter)
            throws Fault, InterruptedException {
        return new Unlogged(connections, caches).copy(endpoint(production), copy, meter);
    }

    @Override
    public AtBoot atBoot(DatabaseSettings production) throws Fault {
        return connections.ask(endpoint(production), boot::present);
    }

    @Override
    public List<String> startAtBoot(DatabaseSettings production, Place place) throws Fault {
        return connections.ask(
                endpoint(production),
                session ->
                        boot.register(
                                boot.present(session).manner(),
                                Physical.server(place),
                                (int) (session.number("SHOW server_version_num") / 10_000)));
    }

    @Override
    public void notAtBoot(Place place) throws Fault {
        boot.forget(place);
    }

    @Override
    public List<String> startWork(DatabaseSettings production, Place place)
            throws Fault, InterruptedException {
        return physical.lift(place, Physical.endpoint(production, place));
    }

    @Override
    public void stopWork(DatabaseSettings production, Place place)
            throws Fault, InterruptedException {
        physical.hold(place, Physical.endpoint(production, place));
    }

    @Override
    public void move(Place from, Place to) throws Fault, InterruptedException {
        connections.closeTo(from);
        physical.move(to);
    }

    @Override
    public void stop(Place place) throws Fault, InterruptedException {
        connections.closeTo(place);
        physical.stop(place);
    }

    @Override
    public void remove(Place place) throws Fault, InterruptedException {
        connections.closeTo(place);
        physical.remove(place);
    }
}
