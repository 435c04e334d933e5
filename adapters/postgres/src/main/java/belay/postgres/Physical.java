package belay.postgres;

import static java.util.Objects.requireNonNull;

import belay.outside.Databases;
import belay.outside.Databases.BackupFacts;
import belay.outside.Databases.Place;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.postgres.Connections.Session;
import belay.problem.Problem;
import belay.system.ProductSystem.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/// Copies of a whole server on this machine: by its files, under the server's own backup protocol
/// (PostgreSQL manual, 26.3.3, "Making a Base Backup Using the Low Level API").
final class Physical {

    private static final String IN_USE = "55006";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Connections connections;

    Physical(Connections connections) {
        this.connections = connections;
    }

    static Endpoint endpoint(DatabaseSettings settings) {
        return new Endpoint(
                settings.host(),
                settings.port(),
                settings.name(),
                settings.admin(),
                settings.adminPasswordFile());
    }

    static Endpoint endpoint(DatabaseSettings settings, Place place) {
        return new Endpoint(
                Place.HOST,
                place.port(),
                settings.name(),
                settings.admin(),
                settings.adminPasswordFile());
    }

    /// Where a running server's programs and files are, and whose they are.
    private record Origin(Binaries binaries, Path data, Owner owner) {

        private static final String KEPT = "production.server";

        /// Beside a backup, so that it can be brought to life by the same programs as the same
        /// user.
        void keep(Path backup) throws IOException {
            Files.write(
                    backup.resolve(KEPT),
                    List.of(
                            binaries.bin().toString(),
                            Integer.toString(owner.uid()),
                            Integer.toString(owner.gid())));
        }

        static Origin kept(Path backup) throws IOException {
            var lines = Files.readAllLines(backup.resolve(KEPT));
            return new Origin(
                    new Binaries(Path.of(lines.get(0))),
                    backup.resolve("data"),
                    new Owner(Integer.parseInt(lines.get(1)), Integer.parseInt(lines.get(2))));
        }
    }

    private static Origin origin(Session session) throws SQLException, IOException {
        var data = Path.of(session.one("SELECT current_setting('data_directory')")).toRealPath();
        var bin = session.one("SELECT setting FROM pg_config WHERE name = 'BINDIR'");
        return new Origin(new Binaries(Path.of(bin)), data, Owner.of(data));
    }

    BackupFacts takeBackup(DatabaseSettings production, Path backup, Meter meter)
            throws Fault, InterruptedException {
        try {
            if (Files.exists(backup.resolve(Manifest.NAME))) {
                return facts(backup, Manifest.read(backup));
            }
            Files.createDirectories(backup);
            Files.setPosixFilePermissions(backup, PosixFilePermissions.fromString("rwx------"));
            Trees.remove(backup.resolve("data"));
        } catch (IOException e) {
            throw disk(backup, e);
        }
        return connections.alone(endpoint(production), session -> backUp(session, backup, meter));
    }

    private BackupFacts backUp(Session session, Path backup, Meter meter)
            throws SQLException, Fault, InterruptedException {
        var hindrances = Surveyor.noBackup(session);
        if (!hindrances.isEmpty()) {
            throw new Fault.Permanent(Databases.noBackup(hindrances));
        }
        try {
            var origin = origin(session);
            var data = backup.resolve("data");
            Files.createDirectories(data);
            // Ends with the session: keeps the log of the backup from being recycled.
            session.rows(
                    "SELECT pg_create_physical_replication_slot(?, true, true)",
                    "belay_backup_" + Long.toString(System.nanoTime(), 36));
            start(session, backup.getFileName().toString());
            var sums = new ConcurrentSkipListMap<String, Manifest.Entry>();
            BaseCopy.Way way =
                    (from, to) -> {
                        var entry = Manifest.copy(from, to);
                        sums.put(backup.relativize(to).toString(), entry);
                        return entry.bytes();
                    };
            BaseCopy.ofServer(origin.data(), data, new Owner(0, 0)).run(way, meter);
            var stop = stop(session);
            Files.writeString(data.resolve("backup_label"), stop.label());
            copyLog(session, origin, stop, data, way);
            origin.keep(backup);
            Configuration.of(session).keep(backup);
            var manifest = new Manifest(stop.position(), stop.moment());
            sums.forEach(manifest::put);
            for (var file : Manifest.files(backup).entrySet()) {
                if (!sums.containsKey(file.getKey())) {
                    manifest.put(file.getKey(), Manifest.sum(file.getValue()));
                }
            }
            Durable.tree(backup);
            manifest.write(backup);
            return facts(backup, manifest);
        } catch (IOException e) {
            throw disk(backup, e);
        }
    }

    /// @param moment before which everything that was committed is in the backup
    private record Stop(String position, String label, Instant moment) {}

    private static void start(Session session, String label) throws SQLException {
        session.rows(
                session.number("SHOW server_version_num") >= 150000
                        ? "SELECT pg_backup_start(?, true)"
                        : "SELECT pg_start_backup(?, true, false)",
                label);
    }

    private static Stop stop(Session session) throws SQLException {
        var moment =
                session.one(
                        "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')");
        var row =
                session.rows(
                                session.number("SHOW server_version_num") >= 150000
                                        ? "SELECT lsn, labelfile FROM pg_backup_stop(false)"
                                        : "SELECT lsn, labelfile FROM pg_stop_backup(false, false)")
                        .getFirst();
        return new Stop(row.get(0), row.get(1), Instant.parse(moment));
    }

    /// The segments from the backup's start to its end; the slot has kept them.
    private static void copyLog(
            Session session, Origin origin, Stop stop, Path data, BaseCopy.Way way)
            throws SQLException, IOException {
        var first =
                stop.label()
                        .lines()
                        .filter(line -> line.startsWith("START WAL LOCATION"))
                        .findFirst()
                        .orElseThrow(() -> new IOException("no start in: " + stop.label()))
                        .replaceFirst(".*\\(file ([0-9A-F]{24})\\).*", "$1");
        var last = session.one("SELECT pg_walfile_name(?::pg_lsn)", stop.position());
        try (var segments = Files.list(origin.data().resolve("pg_wal"))) {
            for (var segment : segments.sorted().toList()) {
                var name = segment.getFileName().toString();
                boolean history = name.endsWith(".history");
                if (history
                        || (name.length() == 24
                                && name.compareTo(first) >= 0
                                && name.compareTo(last) <= 0)) {
                    var _ = way.copy(segment, data.resolve("pg_wal").resolve(name));
                }
            }
        }
    }

    BackupFacts verify(Path backup, Meter meter) throws Fault, InterruptedException {
        try {
            var manifest = Manifest.read(backup);
            var files = Manifest.files(backup);
            var wrong = new ConcurrentLinkedQueue<String>();
            files.keySet().stream()
                    .filter(name -> !name.equals(Manifest.NAME))
                    .filter(name -> !manifest.entries().containsKey(name))
                    .forEach(name -> wrong.add(name + " does not belong to it"));
            long total = manifest.bytes();
            var done = new AtomicLong();
            var tasks = new ArrayList<Callable<Boolean>>();
            manifest.entries()
                    .forEach((name, entry) ->
                            tasks.add(() -> {
                                compare(backup.resolve(name), name, entry, wrong);
                                meter.at(done.addAndGet(entry.bytes()), total, "bytes");
                                return true;
                            }));
            Parallel.files(tasks);
            if (!wrong.isEmpty()) {
                throw new Fault.Permanent(
                        Problem.of(
                                        "BACKUP:CHANGED",
                                        "the backup is not what was written: "
                                                + wrong.size()
                                                + (wrong.size() == 1
                                                        ? " file differs"
                                                        : " files differ"))
                                .value(String.join(", ", wrong.stream().sorted().limit(5).toList()))
                                .expected("the sums of " + backup.resolve(Manifest.NAME))
                                .advice("Take a new backup; do not restore this one"));
            }
            return facts(backup, manifest);
        } catch (IOException e) {
            throw new Fault.Permanent(
                    Problem.of("BACKUP:UNREADABLE", "the backup cannot be read: " + e.getMessage())
                            .value(backup.toString())
                            .advice("Take a new backup"),
                    e);
        }
    }

    private static void compare(Path file, String name, Manifest.Entry entry, Queue<String> wrong)
            throws IOException {
        if (!Files.isRegularFile(file)) {
            wrong.add(name + " is missing");
        } else if (Files.size(file) != entry.bytes() || !Manifest.sum(file).equals(entry)) {
            wrong.add(name);
        }
    }

    private static BackupFacts facts(Path backup, Manifest manifest) throws IOException {
        return new BackupFacts(
                manifest.position(),
                manifest.moment(),
                manifest.entries().size(),
                manifest.bytes(),
                Manifest.sum(backup.resolve(Manifest.NAME)).sha256());
    }

    Endpoint restore(Path backup, DatabaseSettings production, Place place, Meter meter)
            throws Fault, InterruptedException {
        return restored(
                backup, production, place, (server, kept) -> write(server, kept.modest()), meter);
    }

    /// Publishers have long let go of what would follow upon these data: subscriptions are disabled
    /// before anything may ask for it.
    Endpoint restoreAsProduction(Path backup, DatabaseSettings production, Place place, Meter meter)
            throws Fault, InterruptedException {
        return restored(
                backup,
                production,
                place,
                (server, kept) -> {
                    write(server, Configuration.kept(backup).modest());
                    server.start();
                    connections.alone(endpoint(production, place), Subscriptions::disable);
                    server.stop();
                    write(server, kept.asProduction());
                },
                meter);
    }

    /// How a restored server becomes what it is restored for.
    @FunctionalInterface
    private interface Fitting {
        void fit(Server server, Configuration kept) throws IOException, Fault, InterruptedException;
    }

    private static void write(Server server, Configuration configuration) throws IOException {
        configuration.write(server.data(), server.place().port(), server.owner());
    }

    private Endpoint restored(
            Path backup, DatabaseSettings production, Place place, Fitting fitting, Meter meter)
            throws Fault, InterruptedException {
        try {
            var origin = Origin.kept(backup);
            var server = new Server(origin.binaries(), place, origin.owner());
            if (!copied(place)) {
                server.remove();
                server.prepareDirectory();
                BaseCopy.ofBackup(origin.data(), server.data(), origin.owner())
                        .run(Physical::plain, meter);
                fitting.fit(server, Configuration.kept(backup));
                markCopied(place);
            }
            server.start();
            return endpoint(production, place);
        } catch (IOException e) {
            throw disk(place.directory(), e);
        }
    }

    Endpoint follow(DatabaseSettings production, String slot, Place place, Meter meter)
            throws Fault, InterruptedException {
        return connections.alone(
                endpoint(production),
                session -> {
                    try {
                        var origin = origin(session);
                        var server = new Server(origin.binaries(), place, origin.owner());
                        if (!copied(place)) {
                            server.remove();
                            server.prepareDirectory();
                            unfollow(session, slot);
                            session.rows(
                                    "SELECT pg_create_physical_replication_slot(?, true)", slot);
                            copyForFollowing(session, production, origin, server, slot, meter);
                            markCopied(place);
                        }
                        server.start();
                        return endpoint(production, place);
                    } catch (IOException e) {
                        throw disk(place.directory(), e);
                    }
                });
    }

    private static void copyForFollowing(
            Session session,
            DatabaseSettings production,
            Origin origin,
            Server server,
            String slot,
            Meter meter)
            throws SQLException, IOException, Fault, InterruptedException {
        start(session, slot);
        BaseCopy.ofServer(origin.data(), server.data(), origin.owner()).run(Physical::plain, meter);
        var stop = stop(session);
        var label = server.data().resolve("backup_label");
        Files.writeString(label, stop.label());
        origin.owner().own(label);
        var signal = Files.createFile(server.data().resolve("standby.signal"));
        origin.owner().own(signal);
        var password =
                production.adminPasswordFile().isEmpty()
                        ? ""
                        : Files.readString(Path.of(production.adminPasswordFile())).strip();
        var configuration = Configuration.of(session).asProduction();
        configuration.follow(
                endpoint(production), slot, password, server.place().directory(), origin.owner());
        configuration.write(server.data(), server.place().port(), origin.owner());
    }

    /// The kernel copies, by reference where the file system can.
    private static long plain(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        return Files.size(to);
    }

    long behind(DatabaseSettings production, Endpoint follower) throws Fault {
        var position =
                connections.ask(
                        endpoint(production),
                        session -> session.one("SELECT pg_current_wal_lsn()"));
        return connections.ask(
                follower,
                session ->
                        session.number(
                                "SELECT greatest(0, pg_wal_lsn_diff(?::pg_lsn, coalesce(pg_last_wal_replay_lsn(), '0/0')))::bigint",
                                position));
    }

    void unfollow(DatabaseSettings production, String slot) throws Fault, InterruptedException {
        connections.with(
                endpoint(production),
                session -> {
                    unfollow(session, slot);
                    return true;
                });
    }

    /// A session that is told to end keeps its slot for a moment, and a standby comes again.
    private static void unfollow(Session session, String slot)
            throws SQLException, Fault, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!dropped(session, slot)) {
            if (System.nanoTime() > end) {
                throw new Fault.Permanent(
                        Problem.of("SLOT:IN_USE", "replication slot " + slot + " stays in use")
                                .expected("nobody reads it within " + PATIENCE.toSeconds() + " s")
                                .advice(
                                        "Stop the server that follows it; pg_stat_replication names it"));
            }
            Thread.sleep(PAUSE);
        }
    }

    private static boolean dropped(Session session, String slot) throws SQLException {
        session.rows(
                "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = ? AND active_pid IS NOT NULL",
                slot);
        try {
            session.rows(
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ? AND active_pid IS NULL",
                    slot);
        } catch (SQLException e) {
            if (!IN_USE.equals(e.getSQLState())) {
                throw e;
            }
        }
        return session.number("SELECT count(*) FROM pg_replication_slots WHERE slot_name = ?", slot)
                == 0;
    }

    List<String> lift(Place place, Endpoint server) throws Fault, InterruptedException {
        return connections.with(server, session -> UntilOpen.lift(session, place));
    }

    void hold(Place place, Endpoint server) throws Fault, InterruptedException {
        connections.with(
                server,
                session -> {
                    UntilOpen.hold(session, place);
                    return true;
                });
    }

    void move(Place to) throws Fault, InterruptedException {
        var server = server(to);
        try {
            if (!serverAt(requireNonNull(to.directory().getParent()), to.port())
                    .filter(to.directory()::equals)
                    .isPresent()) {
                server.stop();
                Configuration.port(server.data(), to.port(), server.owner());
            }
        } catch (IOException e) {
            throw disk(to.directory(), e);
        }
        server.start();
    }

    void stop(Place place) throws Fault, InterruptedException {
        if (Files.exists(place.directory())) {
            server(place).stop();
        }
    }

    void remove(Place place) throws Fault, InterruptedException {
        if (Files.exists(place.directory())) {
            server(place).remove();
        }
    }

    static Server server(Place place) throws Fault {
        try {
            return Server.found(place);
        } catch (IOException e) {
            throw disk(place.directory(), e);
        }
    }

    /// The fourth line of its process file is the port (PostgreSQL manual, 73.1).
    static Optional<Path> serverAt(Path root, int port) throws Fault {
        if (!Files.isDirectory(root)) {
            return Optional.empty();
        }
        try (var servers = Files.list(root)) {
            for (var server : (Iterable<Path>) servers::iterator) {
                var running = server.resolve("data/postmaster.pid");
                if (Files.isReadable(running)) {
                    var lines = Files.readAllLines(running);
                    if (lines.size() > 3 && lines.get(3).strip().equals(Integer.toString(port))) {
                        return Optional.of(server);
                    }
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw disk(root, e);
        }
    }

    private static final String COPIED = "copied";

    private static boolean copied(Place place) {
        return Files.exists(place.directory().resolve(COPIED));
    }

    /// The mark must not outlive, on a disk that lost its power, what it speaks of.
    private static void markCopied(Place place) throws IOException, Fault, InterruptedException {
        Durable.tree(place.directory());
        Files.writeString(place.directory().resolve(COPIED), "");
        Durable.directory(place.directory());
    }

    private static Fault disk(Path path, IOException e) {
        return new Fault.Permanent(
                Problem.of("COPY:FILES", "files cannot be read or written: " + e)
                        .value(path.toString())
                        .advice("Check rights and free space, then run `belay resume`"),
                e);
    }
}
