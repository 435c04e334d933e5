package belay.outside;

import belay.problem.Problem;
import belay.proof.Difference;
import belay.proof.Fingerprint;
import belay.proof.TableName;
import belay.proof.TableShape;
import belay.system.ProductSystem.DatabaseSettings;
import belay.system.ProductSystem.Route;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// One kind of database: copying, following, fencing, proving. Thread-safe.
///
/// Every method may be called again after a crash of the caller: it looks for what an earlier call
/// left under the same name, takes it as its own, and does the rest. Connection failures are
/// [Fault.Transient]; a refusal by the server is [Fault.Permanent].
public interface Databases {

    /// Looks at production.
    Survey survey(DatabaseSettings production) throws Fault;

    /// What was found on a server.
    ///
    /// @param version as the server prints it
    /// @param bytes of the database
    /// @param serverBytes of all its databases
    /// @param logins roles that can log in, without Belay's own
    /// @param offers the ways to copy, best first
    /// @param noBackup why Belay cannot take a backup of it; empty if it can
    record Survey(
            String version,
            long bytes,
            long serverBytes,
            int tables,
            List<String> logins,
            int sessions,
            List<Offer> offers,
            List<String> noBackup) {

        public Survey {
            logins = List.copyOf(logins);
            offers = List.copyOf(offers);
            noBackup = List.copyOf(noBackup);
        }
    }

    /// @param why each with what would change it
    static Problem noBackup(List<String> why) {
        return Problem.of("BACKUP:NOT_POSSIBLE", "Belay cannot back this server up")
                .value(String.join("; ", why))
                .expected("a server whose files Belay can read")
                .advice("Every run of Belay begins with a backup: remove what hinders it");
    }

    /// A way to copy.
    ///
    /// @param hindrances why it cannot be used, each with what would change that; empty if it can
    /// @param remarks what it costs
    /// @param carriages what there is besides rows, and what becomes of it
    record Offer(
            Route route, List<String> hindrances, List<String> remarks, List<Carriage> carriages) {

        public Offer {
            hindrances = List.copyOf(hindrances);
            remarks = List.copyOf(remarks);
            carriages = List.copyOf(carriages);
        }

        public boolean possible() {
            return hindrances.isEmpty();
        }
    }

    /// Copies the running server's files, with the log needed to make them consistent, to
    /// `directory`, and writes the manifest with the SHA-256 of every file last.
    BackupFacts takeBackup(DatabaseSettings production, Path directory, Meter meter)
            throws Fault, InterruptedException;

    /// A backup as its manifest describes it.
    ///
    /// @param position the log position up to which the backup goes
    /// @param moment everything that was committed before it is in the backup
    /// @param manifest SHA-256 of the manifest
    record BackupFacts(String position, Instant moment, long files, long bytes, String manifest) {}

    /// Reads the whole backup again and compares every file with the manifest.
    ///
    /// @throws Fault.Permanent naming the first files that differ, are missing or are too many
    BackupFacts verifyBackup(Path directory, Meter meter) throws Fault, InterruptedException;

    /// A directory and port for a server of our own.
    record Place(Path directory, int port) {

        /// It is always on this machine.
        public static final String HOST = "127.0.0.1";

        /// `host:port`, as the product is told it.
        public String address() {
            return HOST + ":" + port;
        }
    }

    /// Brings a backup to life as a server of its own on loopback; the backup stays as it is.
    Endpoint restore(Path backup, DatabaseSettings production, Place place, Meter meter)
            throws Fault, InterruptedException;

    /// The same with production's own settings and addresses: it is to become production.
    Endpoint restoreAsProduction(Path backup, DatabaseSettings production, Place place, Meter meter)
            throws Fault, InterruptedException;

    /// Makes a physical copy of the running server that follows it from then on.
    ///
    /// @param name of the replication slot: lower case, digits and `_`, at most 63
    Endpoint follow(DatabaseSettings production, String name, Place place, Meter meter)
            throws Fault, InterruptedException;

    /// How many bytes of log the follower has yet to apply.
    long behind(DatabaseSettings production, Endpoint follower) throws Fault;

    /// Keeps every client out of production: no role but Belay's may log in, every session is ended
    /// until none is left twice in a row, no prepared transaction is open. Marks what it did with
    /// `run`.
    ///
    /// @return the log position after which production writes nothing more
    /// @throws Fault.Permanent if something cannot be kept out; what was done is taken back by
    ///   `open`
    String fence(DatabaseSettings production, String run) throws Fault, InterruptedException;

    /// The same on a server of our own that clients know as production by now.
    String fenceServer(Endpoint server, String run) throws Fault, InterruptedException;

    /// Keeps every client out of this one database, for copies that stay on its server.
    ///
    /// @param readable whether Belay, as superuser, must still read it; else superusers are kept
    ///   out too
    void fenceDatabase(DatabaseSettings production, boolean readable)
            throws Fault, InterruptedException;

    /// Lets clients into a database again. Already open is fine.
    void openDatabase(DatabaseSettings production, String name) throws Fault;

    /// The same on any server.
    void openDatabase(Endpoint database) throws Fault;

    /// Whether production's name accepts sessions.
    boolean accepts(DatabaseSettings production) throws Fault;

    /// A server of our own at `place`, reached by the name and role of production.
    Endpoint endpoint(DatabaseSettings production, Place place);

    /// The endpoint under which Belay reaches production.
    Endpoint endpoint(DatabaseSettings production);

    /// Whether no server is there: its machine refuses the connection. One that takes it and says
    /// nothing, or a machine that does not answer, is not known to be down.
    boolean down(Endpoint server);

    /// Whether both lead to the same database of the same running server.
    boolean same(Endpoint one, Endpoint other) throws Fault;

    /// Takes back what `fence` marked with `run`, on production or on the copy that inherited the
    /// mark.
    ///
    /// @return the roles that may log in again
    List<String> open(Endpoint server, String run) throws Fault;

    /// Lets `role` alone log in again where `fence` has shut it out for `run`; everybody else stays
    /// out. Not shut out is fine.
    void admit(Endpoint server, String run, String role) throws Fault;

    /// Whether `fence` holds on this server for `run`.
    boolean fenced(Endpoint server, String run) throws Fault;

    /// Waits until the follower has applied everything up to `position`.
    void drain(Endpoint follower, String position, Duration limit)
            throws Fault, InterruptedException;

    /// Ends following; the follower takes writes from then on, and every session is ended that has
    /// read on it so far, for a fence of production ends none here. Already promoted is fine.
    void promote(Endpoint follower, Duration limit) throws Fault, InterruptedException;

    /// Row changes this database has counted since it was made. On a fenced one it must not move.
    long rowChanges(Endpoint database) throws Fault;

    /// Stops following for good and removes its slot from production. Nothing there is fine.
    void unfollow(DatabaseSettings production, String name) throws Fault, InterruptedException;

    /// Copies a database that nobody uses, and what belongs to it itself (owner, rights, settings,
    /// limit, comment, locale), to `name` on the same server. Already copied is fine.
    Endpoint copyTemplate(Endpoint database, String name) throws Fault, InterruptedException;

    /// Copies schema and rows of a database that nobody writes to, and what belongs to the database
    /// itself, to `name` on the same server by way of `pg_dump`, parallel COPY and `pg_restore`.
    /// Already copied is fine.
    Endpoint copyRows(Endpoint database, String name, Meter meter)
            throws Fault, InterruptedException;

    /// Removes a database that Belay made. Not there is fine.
    void dropDatabase(Endpoint server, String name) throws Fault;

    /// In one transaction `from` takes production's name, and production, shut until it is opened
    /// by that name, is called `kept` and can be read. Already renamed is fine.
    ///
    /// @param kept at most 63 bytes, as every name
    /// @throws Fault.Permanent if the three names are not those of this run, before or after
    void rename(Endpoint production, String from, String kept) throws Fault;

    /// Takes `rename` back. Not renamed is fine.
    ///
    /// @throws Fault.Permanent if neither `kept` nor `from` is there: then nothing can be put back
    void renameBack(Endpoint production, String from, String kept) throws Fault;

    /// The same databases, reached by a worker that carries out `run`: its sessions end those that
    /// an earlier worker of the same run, with a lower `epoch`, has left on the servers.
    Databases under(String run, long epoch);

    /// Runs a script in one transaction, exactly once for each `mark`.
    void run(Endpoint database, String mark, String name, String text)
            throws Fault, InterruptedException;

    /// Removes every mark left by `run` and `markNeutralised`.
    void unmark(Endpoint database) throws Fault;

    /// Marks data that have lost what production lives by. Marked already is fine.
    ///
    /// @param by the run that neutralised them
    void markNeutralised(Endpoint database, String by) throws Fault;

    boolean neutralised(Endpoint database) throws Fault;

    /// The rows of one query: columns parted by a tab, rows by a newline; at most 1 MiB
    String ask(Endpoint database, String query) throws Fault;

    /// Holds the state of now for later reading, until closed.
    Snapshot hold(Endpoint database) throws Fault;

    /// A moment of a database, readable while it goes on.
    interface Snapshot extends AutoCloseable {

        /// The first transaction that is not part of it, as a number that never wraps.
        long boundary();

        @Override
        void close();
    }

    /// Where every sequence stands. A copy may be ahead of its origin (values are logged in
    /// advance), never behind.
    ///
    /// @return `schema.name` → last value given, for those that gave one
    Map<String, Long> sequences(Endpoint database) throws Fault;

    /// The tables there are to compare, with their columns.
    List<TableShape> shapes(Endpoint database) throws Fault;

    /// Reads the tables, in parallel, inside the database.
    ///
    /// @param at the moment to read; a new one when empty, else exactly one
    /// @param questions which columns of which table
    default List<Fingerprint> fingerprints(
            Endpoint database, List<Snapshot> at, List<Reading> questions, Meter meter)
            throws Fault, InterruptedException {
        return fingerprints(database, at, questions, Bound.NONE, meter);
    }

    /// How much is read at most.
    ///
    /// @param bytes that the tables take in the database, without their indexes
    record Bound(Duration time, long bytes) {

        public static final Bound NONE = new Bound(Duration.ofDays(20), Long.MAX_VALUE);
    }

    /// The same, the smallest tables first, as far as `bound` allows.
    ///
    /// @return of those tables that were read whole
    List<Fingerprint> fingerprints(
            Endpoint database, List<Snapshot> at, List<Reading> questions, Bound bound, Meter meter)
            throws Fault, InterruptedException;

    /// A word for each table that becomes another when somebody writes to the table. It may become
    /// another without that; and a session may tell what it wrote seconds late.
    Map<TableName, String> writeMarks(Endpoint database) throws Fault;

    /// How many rows of `before` have no equal among those of `after`; of rows that are there
    /// several times each has its own. Belay needs as much memory for a large table as for a small
    /// one.
    ///
    /// @param at the moment to read `after`; a new one when empty, else exactly one
    /// @return empty if it could not be found out within `limit`
    OptionalLong missing(
            Endpoint before,
            Reading was,
            Endpoint after,
            List<Snapshot> at,
            Reading is,
            Duration limit)
            throws Fault, InterruptedException;

    /// Which rows of a table that differs are others, as far as that can be found out within
    /// `limit`. Values are not told but for keys, and of those none that is named like a secret.
    ///
    /// @param at the moment to read `after`; a new one when empty, else exactly one
    Difference.Rows differences(
            Endpoint before,
            Reading was,
            Endpoint after,
            List<Snapshot> at,
            Reading is,
            Duration limit)
            throws Fault, InterruptedException;

    /// What to read of a table.
    ///
    /// @param columns in the order in which they are hashed
    /// @param as the types to which the values of columns are converted first, without a loss
    /// @param before only rows of transactions before this one; 0 for all
    record Reading(TableName table, List<String> columns, Map<String, String> as, long before) {

        public Reading(TableName table, List<String> columns) {
            this(table, columns, Map.of(), 0);
        }

        public Reading {
            columns = List.copyOf(columns);
            as = Map.copyOf(as);
        }
    }

    /// Where the counters of a database stand; only the adapter that made it reads it.
    record WriteMark(String text) {}

    /// Marks a database to which no client comes yet. Sessions of Belay's own that wait there are
    /// ended first, so that what they did is behind the mark.
    WriteMark mark(Endpoint database) throws Fault, InterruptedException;

    /// What has been changed since `mark`; takes as long for a large database as for a small one.
    /// Exact once clients are out; while they are in, what an idle one did may be missing for some
    /// seconds.
    Changes changesSince(Endpoint database, WriteMark mark) throws Fault;

    /// Looks for what runs may have left on production's server.
    Remains remains(DatabaseSettings production) throws Fault;

    /// What Belay's runs make on a server that is not theirs.
    ///
    /// @param slots of replication, by Belay
    /// @param databases all of the server, Belay's or not
    /// @param fences the runs that have shut roles
    /// @param slotLimitBytes how much log the server keeps for a slot at most; -1 for any amount
    /// @param dataDirectory of the server, if it lies on this machine; else empty
    record Remains(
            List<Slot> slots,
            List<Stored> databases,
            List<String> fences,
            long slotLimitBytes,
            String dataDirectory) {

        public Remains {
            slots = List.copyOf(slots);
            databases = List.copyOf(databases);
            fences = List.copyOf(fences);
        }
    }

    /// A replication slot.
    ///
    /// @param heldBytes of the server's log that only this slot may keep
    record Slot(String name, boolean active, long heldBytes) {}

    /// A database and the room it takes.
    record Stored(String name, long bytes) {}

    /// Which server of our own below `root` is to be reached at `port`; empty if it is none.
    Optional<Path> serverAt(Path root, int port) throws Fault;

    /// Names of the tables, in all of the server's databases, whose rows a copy of its files does
    /// not have.
    List<String> unlogged(DatabaseSettings production) throws Fault, InterruptedException;

    /// Brings the rows of unlogged tables from production to a copy made of its files; what the
    /// copy holds of them already is replaced.
    ///
    /// @param caches RE2 patterns of `schema.table` that are left empty
    List<Refilled> copyUnlogged(
            DatabaseSettings production, Endpoint copy, List<String> caches, Meter meter)
            throws Fault, InterruptedException;

    /// An unlogged table of production.
    ///
    /// @param table `schema.name`
    record Refilled(String table, long rows, How how) {

        public enum How {
            COPIED,
            CACHE,
            NOT_THERE
        }
    }

    /// What starts production's server when its machine starts, as far as can be seen.
    AtBoot atBoot(DatabaseSettings production) throws Fault;

    /// @param present unit or cluster that starts the present server; empty where none was found
    record AtBoot(Manner manner, String present) {

        public enum Manner {
            SYSTEMD,
            /// Debian's: a cluster under `/etc/postgresql`.
            POSTGRESQL_COMMON,
            UNKNOWN,
            /// One of the first two, where Belay may not write.
            FORBIDDEN
        }
    }

    /// Has the server of our own at `place` started with the machine, in the manner of production.
    ///
    /// @return the files that start it; empty where production's manner is unknown
    List<String> startAtBoot(DatabaseSettings production, Place place) throws Fault;

    /// Takes `startAtBoot` back. Nothing there is fine.
    void notAtBoot(Place place) throws Fault;

    /// Lets a new side do by itself what it has left to the old one: archive, run jobs. It does
    /// already is fine.
    ///
    /// @return settings of production that hold only after its next start
    List<String> startWork(DatabaseSettings production, Place place)
            throws Fault, InterruptedException;

    /// Takes `startWork` back. It does not work is fine.
    void stopWork(DatabaseSettings production, Place place) throws Fault, InterruptedException;

    /// Gives a server of our own another port: it ends all sessions and is started again. It has it
    /// already is fine.
    ///
    /// @param to the same directory, and the port it is to have
    void move(Place from, Place to) throws Fault, InterruptedException;

    /// Stops the server of our own that lies at `place`. Not running is fine.
    void stop(Place place) throws Fault, InterruptedException;

    /// Stops it and removes its files. Nothing there is fine.
    void remove(Place place) throws Fault, InterruptedException;
}
