package belay.testkit;

import belay.outside.Carriage;
import belay.outside.Changes;
import belay.outside.Databases;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Meter;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Database servers in memory. What they hold are facts of their [Surroundings]:
///
/// - `server 5432 at`, `runs`, `follows`, `slot NAME`, `work archive|jobs`: the server itself,
/// - `server 5432 hangs`: it takes connections, and answers none,
/// - `server 5432 no backup` → why Belay cannot take one of it,
/// - `server 5432 no remains` → why it does not tell what runs have left there,
/// - `server 5432 carriage THING` → why it is left behind,
/// - `server 5432 role NAME` → `login` or `shut by RUN`,
/// - `server 5432 db NAME access` → `all`, `superusers` or `nobody`,
/// - `server 5432 db NAME table|unlogged TABLE` → a line of columns, then a line for each row,
///   parted by `|`,
/// - `server 5432 db NAME mark MARK`, `neutralised`, `changes`.
///
/// A sandbox's server is `box NAME` instead of `server PORT`. Scripts are lines `ADD TABLE ROW` and
/// `COLUMN TABLE NAME TYPE VALUE`; queries are `SELECT 1`, `SELECT count(*) FROM table`, and
/// `SELECT column FROM table`, which gives that of the last row.
public final class FakeDatabases implements Databases {

    /// Up to which every backup goes.
    private static final Instant TAKEN = Instant.parse("2026-11-21T09:03:00Z");

    private static final String ADMIN = "belay";
    private static final String SCHEMA = "public.";
    private static final String HALF = "_half";
    private static final String SHUT = "shut by ";
    private static final Pattern QUERY = Pattern.compile("SELECT (\\S+) FROM (\\S+).*");

    private final Surroundings around;

    public FakeDatabases(Surroundings around) {
        this.around = around;
    }

    // Where things are

    private static String server(Endpoint endpoint) {
        return endpoint.host().startsWith("box:")
                ? "box " + endpoint.host().substring("box:".length()) + " "
                : server(endpoint.port());
    }

    private static String server(int port) {
        return "server " + port + " ";
    }

    private static String database(Endpoint endpoint) {
        return server(endpoint) + "db " + endpoint.database() + " ";
    }

    private String running(Endpoint endpoint) throws Fault {
        if (!around.has(server(endpoint) + "runs")) {
            throw new Fault.Transient(
                    Problem.of("DATABASE:UNREACHABLE", "nothing answers at " + endpoint));
        }
        if (around.has(server(endpoint) + "hangs")) {
            throw new Fault.Transient(
                    Problem.of("DATABASE:SILENT", endpoint + " takes sessions and is silent"));
        }
        return server(endpoint);
    }

    /// Belay is a superuser; every other role must be let in, by the database and by the server.
    private String readable(Endpoint endpoint) throws Fault {
        var server = running(endpoint);
        var access = around.get(database(endpoint) + "access");
        boolean superuser = endpoint.user().equals(ADMIN);
        boolean shut = around.get(server + "role " + endpoint.user()).startsWith(SHUT);
        if (access.isEmpty()
                || access.equals("nobody")
                || (!superuser && (access.equals("superusers") || shut))) {
            throw new Fault.Permanent(
                    Problem.of("DATABASE:REFUSED", endpoint + " takes no session").value(access));
        }
        return database(endpoint);
    }

    private String writable(Endpoint endpoint) throws Fault {
        var database = readable(endpoint);
        if (around.has(server(endpoint) + "follows")) {
            throw new Fault.Permanent(
                    Problem.of("DATABASE:READ_ONLY", endpoint + " follows another server"));
        }
        return database;
    }

    @Override
    public Endpoint endpoint(DatabaseSettings production, Place place) {
        return new Endpoint(Place.HOST, place.port(), production.name(), ADMIN, "");
    }

    @Override
    public Endpoint endpoint(DatabaseSettings production) {
        return new Endpoint("127.0.0.1", production.port(), production.name(), ADMIN, "");
    }

    @Override
    public boolean down(Endpoint server) {
        return !around.has(server(server) + "runs");
    }

    @Override
    public boolean same(Endpoint one, Endpoint other) throws Fault {
        return running(one).equals(running(other)) && one.database().equals(other.database());
    }

    @Override
    public Databases under(String run, long epoch) {
        return this;
    }

    @Override
    public Survey survey(DatabaseSettings production) throws Fault {
        var server = running(endpoint(production));
        var logins =
                around.below(server + "role ").stream()
                        .filter(role -> around.get(role).equals("login"))
                        .map(role -> role.substring((server + "role ").length()))
                        .filter(role -> !role.equals(ADMIN))
                        .toList();
        var offers =
                Stream.of(Route.PHYSICAL, Route.TEMPLATE, Route.LOGICAL)
                        .map(route -> new Offer(route, List.of(), List.of(), carriages(server)))
                        .toList();
        return new Survey(
                "15.4",
                1,
                1,
                1,
                logins,
                0,
                offers,
                around.find(server + "no backup").stream().toList());
    }

    private List<Carriage> carriages(String server) {
        var start = server + "carriage ";
        return around.below(start).stream()
                .map(name ->
                        new Carriage(
                                name.substring(start.length()),
                                new Carriage.Fate.LeftBehind(around.get(name))))
                .toList();
    }

    // Backups

    private static String backup(Path directory) {
        return "backup " + directory + " ";
    }

    @Override
    public BackupFacts takeBackup(DatabaseSettings production, Path directory, Meter meter)
            throws Fault {
        var server = running(endpoint(production));
        if (!around.has(backup(directory) + "manifest")) {
            around.removeBelow(backup(directory));
            image(server, backup(directory));
            around.put(backup(directory) + "manifest", sum(backup(directory)));
        }
        return verifyBackup(directory, meter);
    }

    @Override
    public BackupFacts verifyBackup(Path directory, Meter meter) throws Fault {
        var manifest = around.get(backup(directory) + "manifest");
        if (manifest.isEmpty() || !manifest.equals(sum(backup(directory)))) {
            throw new Fault.Permanent(
                    Problem.of("BACKUP:CHANGED", "the backup is not whole").value("" + directory));
        }
        return new BackupFacts("0/1", TAKEN, around.below(backup(directory)).size(), 1, manifest);
    }

    private String sum(String below) {
        return Integer.toHexString(
                around.below(below).stream()
                        .filter(name -> !name.endsWith(" manifest"))
                        .map(name -> name + "=" + around.get(name))
                        .toList()
                        .hashCode());
    }

    /// What is in the files of a server: not the rows of unlogged tables, which a copy finds empty.
    private void image(String from, String to) {
        for (var name : image(from)) {
            around.put(to + name.substring(from.length()), inFiles(name));
        }
    }

    private List<String> image(String server) {
        var names = new ArrayList<>(around.below(server + "role "));
        names.addAll(around.below(server + "db "));
        return names;
    }

    private String inFiles(String name) {
        return name.contains(" unlogged ")
                ? around.get(name).lines().findFirst().orElse("")
                : around.get(name);
    }

    @Override
    public Endpoint restore(Path backup, DatabaseSettings production, Place place, Meter meter)
            throws Fault {
        verifyBackup(backup, meter);
        begin(backup(backup), place, "restored");
        return endpoint(production, place);
    }

    @Override
    public Endpoint restoreAsProduction(
            Path backup, DatabaseSettings production, Place place, Meter meter) throws Fault {
        verifyBackup(backup, meter);
        begin(backup(backup), place, "restored");
        return endpoint(production, place);
    }

    private void begin(String from, Place place, String how) {
        var server = server(place.port());
        if (!around.has(server + "runs")) {
            around.put(server + "at", place.directory() + " " + how);
            image(from, server);
            around.put(server + "runs", "");
        }
    }

    // Followers

    @Override
    public Endpoint follow(DatabaseSettings production, String name, Place place, Meter meter)
            throws Fault {
        var master = running(endpoint(production));
        around.put(master + "slot " + name, "");
        var server = server(place.port());
        if (!around.has(server + "runs")) {
            around.put(server + "follows", master);
        }
        begin(master, place, "following");
        return endpoint(production, place);
    }

    @Override
    public long behind(DatabaseSettings production, Endpoint follower) throws Fault {
        running(follower);
        return 0;
    }

    @Override
    public void drain(Endpoint follower, String position, Duration limit) throws Fault {
        var server = running(follower);
        var master = around.find(server + "follows");
        if (master.isPresent()) {
            around.atOnce(() -> {
                image(server).forEach(around::remove);
                image(master.get(), server);
            });
        }
    }

    @Override
    public void promote(Endpoint follower, Duration limit) throws Fault {
        around.remove(running(follower) + "follows");
    }

    @Override
    public void unfollow(DatabaseSettings production, String name) throws Fault {
        around.remove(running(endpoint(production)) + "slot " + name);
    }

    // Doors

    @Override
    public String fence(DatabaseSettings production, String run) throws Fault {
        return fenceServer(endpoint(production), run);
    }

    @Override
    public String fenceServer(Endpoint server, String run) throws Fault {
        writable(server);
        around.atOnce(() -> roles(server, "login", SHUT + run));
        return "0/2";
    }

    private List<String> roles(Endpoint endpoint, String is, String becomes) {
        var start = server(endpoint) + "role ";
        var those =
                around.below(start).stream()
                        .filter(role -> around.get(role).equals(is))
                        .filter(role -> !role.endsWith(" " + ADMIN))
                        .toList();
        those.forEach(role -> around.put(role, becomes));
        return those.stream().map(role -> role.substring(start.length())).toList();
    }

    @Override
    public List<String> open(Endpoint server, String run) throws Fault {
        running(server);
        var opened = new ArrayList<String>();
        around.atOnce(() -> opened.addAll(roles(server, SHUT + run, "login")));
        return opened;
    }

    @Override
    public void admit(Endpoint server, String run, String role) throws Fault {
        var name = running(server) + "role " + role;
        if (around.get(name).equals(SHUT + run)) {
            around.put(name, "login");
        }
    }

    @Override
    public boolean fenced(Endpoint server, String run) throws Fault {
        return around.below(running(server) + "role ").stream()
                .anyMatch(role -> around.get(role).equals(SHUT + run));
    }

    @Override
    public void fenceDatabase(DatabaseSettings production, boolean readable) throws Fault {
        access(endpoint(production), readable ? "superusers" : "nobody");
    }

    @Override
    public void openDatabase(DatabaseSettings production, String name) throws Fault {
        access(endpoint(production).database(name), "all");
    }

    @Override
    public void openDatabase(Endpoint database) throws Fault {
        access(database, "all");
    }

    private void access(Endpoint endpoint, String who) throws Fault {
        running(endpoint);
        if (!exists(endpoint)) {
            throw new Fault.Permanent(
                    Problem.of("DATABASE:MISSING", "there is no database " + endpoint));
        }
        around.put(database(endpoint) + "access", who);
    }

    private boolean exists(Endpoint endpoint) {
        return around.has(database(endpoint) + "access");
    }

    @Override
    public boolean accepts(DatabaseSettings production) throws Fault {
        running(endpoint(production));
        return around.get(database(endpoint(production)) + "access").equals("all");
    }

    // Copies on the same server

    @Override
    public Endpoint copyTemplate(Endpoint database, String name) throws Fault {
        running(database);
        var copy = database.database(name);
        var half = database.database(name + HALF);
        if (!exists(copy)) {
            around.removeBelow(database(half));
            around.copyBelow(database(database), database(half));
            around.put(database(half) + "access", "all");
            move(half, copy);
        }
        return copy;
    }

    @Override
    public Endpoint copyRows(Endpoint database, String name, Meter meter) throws Fault {
        readable(database);
        return copyTemplate(database, name);
    }

    private void move(Endpoint from, Endpoint to) {
        around.atOnce(() -> moved(from, to));
    }

    private void moved(Endpoint from, Endpoint to) {
        around.copyBelow(database(from), database(to));
        around.removeBelow(database(from));
    }

    @Override
    public void dropDatabase(Endpoint server, String name) throws Fault {
        running(server);
        for (var one : List.of(server.database(name), server.database(name + HALF))) {
            around.atOnce(() -> around.removeBelow(database(one)));
        }
    }

    @Override
    public void rename(Endpoint production, String from, String kept) throws Fault {
        exchange(production, production.database(from), production.database(kept));
    }

    @Override
    public void renameBack(Endpoint production, String from, String kept) throws Fault {
        exchange(production, production.database(kept), production.database(from));
    }

    private void exchange(Endpoint production, Endpoint comes, Endpoint goes) throws Fault {
        running(production);
        if (!exists(production) || exists(comes) == exists(goes)) {
            throw new Fault.Permanent(
                    Problem.of("SWITCH:NAMES", "the databases are not as this run has left them"));
        }
        if (exists(comes)) {
            access(comes, "nobody");
            access(production, "nobody");
            around.atOnce(() -> {
                moved(production, goes);
                moved(comes, production);
            });
        }
        access(goes, "all");
    }

    // Data

    @Override
    public void run(Endpoint database, String mark, String name, String text) throws Fault {
        var data = writable(database);
        if (!around.has(data + "mark " + mark)) {
            around.atOnce(() -> {
                text.lines().forEach(line -> carryOut(data, line.strip()));
                around.put(data + "mark " + mark, "");
                around.put(data + "changes", Long.toString(changes(data) + 1));
            });
        }
    }

    private void carryOut(String data, String line) {
        var words = line.split(" ", 5);
        if (words[0].equals("ADD")) {
            add(data, words[1], words[2]);
        } else if (words[0].equals("COLUMN")) {
            var lines = around.get(data + "table " + words[1]).lines().toList();
            around.put(
                    data + "table " + words[1],
                    lines.stream()
                            .map(row ->
                                    row
                                            + "|"
                                            + (row.equals(lines.getFirst())
                                                    ? words[2] + " " + words[3]
                                                    : words[4]))
                            .collect(Collectors.joining("\n")));
        }
    }

    private void add(String data, String table, String row) {
        around.put(data + "table " + table, around.get(data + "table " + table) + "\n" + row);
    }

    /// Somebody, a client or the product, adds a row.
    public void write(Endpoint database, String table, String row) throws Fault {
        var data = writable(database);
        around.atOnce(() -> {
            add(data, table, row);
            around.put(data + "changes", Long.toString(changes(data) + 1));
        });
    }

    private long changes(String data) {
        return Long.parseLong(around.find(data + "changes").orElse("0"));
    }

    @Override
    public long rowChanges(Endpoint database) throws Fault {
        return changes(readable(database));
    }

    @Override
    public void unmark(Endpoint database) throws Fault {
        var data = writable(database);
        around.atOnce(() -> around.removeBelow(data + "mark "));
    }

    @Override
    public void markNeutralised(Endpoint database, String by) throws Fault {
        around.put(writable(database) + "neutralised", by);
    }

    @Override
    public boolean neutralised(Endpoint database) throws Fault {
        return around.has(readable(database) + "neutralised");
    }

    @Override
    public String ask(Endpoint database, String query) throws Fault {
        var data = readable(database);
        if (query.equals("SELECT 1")) {
            return "1";
        }
        var words = QUERY.matcher(query);
        if (!words.matches() || !around.has(data + "table " + SCHEMA + words.group(2))) {
            throw new Fault.Permanent(
                    Problem.of("DATABASE:REFUSED", "this cannot be asked").value(query));
        }
        var lines = around.get(data + "table " + SCHEMA + words.group(2)).lines().toList();
        return words.group(1).equals("count(*)")
                ? Integer.toString(lines.size() - 1)
                : lines.getLast().split("\\|", -1)[0];
    }

    @Override
    public Snapshot hold(Endpoint database) throws Fault {
        readable(database);
        return new Snapshot() {
            @Override
            public long boundary() {
                return 7;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Map<String, Long> sequences(Endpoint database) throws Fault {
        readable(database);
        return Map.of();
    }

    @Override
    public List<TableShape> shapes(Endpoint database) throws Fault {
        var start = readable(database) + "table ";
        return around.below(start).stream()
                .map(name ->
                        new TableShape(
                                table(name.substring(start.length())), columns(around.get(name))))
                .toList();
    }

    private static TableName table(String name) {
        return new TableName(
                name.substring(0, name.indexOf('.')), name.substring(name.indexOf('.') + 1));
    }

    private static List<TableShape.Column> columns(String table) {
        return Arrays.stream(table.lines().findFirst().orElse("").split("\\|", -1))
                .map(column -> column.split(" ", 2))
                .map(column -> new TableShape.Column(column[0], column[1]))
                .toList();
    }

    @Override
    public List<Fingerprint> fingerprints(
            Endpoint database, List<Snapshot> at, List<Reading> questions, Bound bound, Meter meter)
            throws Fault {
        var data = readable(database);
        return questions.stream().map(question -> fingerprint(data, question)).toList();
    }

    private List<String> rows(String data, Reading question) {
        var text = around.get(data + "table " + question.table());
        var names = columns(text).stream().map(TableShape.Column::name).toList();
        return text.lines()
                .skip(1)
                .map(row -> row.split("\\|", -1))
                .map(row ->
                        question.columns().stream()
                                .map(column -> row[names.indexOf(column)])
                                .collect(Collectors.joining("|")))
                .sorted()
                .toList();
    }

    private Fingerprint fingerprint(String data, Reading question) {
        var rows = rows(data, question);
        return new Fingerprint(
                question.table(),
                question.columns(),
                rows.size(),
                Integer.toHexString(rows.hashCode()));
    }

    @Override
    public Map<TableName, String> writeMarks(Endpoint database) throws Fault {
        var start = readable(database) + "table ";
        var marks = new HashMap<TableName, String>();
        for (var name : around.below(start)) {
            marks.put(
                    table(name.substring(start.length())),
                    Integer.toHexString(around.get(name).hashCode()));
        }
        return marks;
    }

    @Override
    public OptionalLong missing(
            Endpoint before,
            Reading was,
            Endpoint after,
            List<Snapshot> at,
            Reading is,
            Duration limit)
            throws Fault {
        var there = new ArrayList<>(rows(readable(after), is));
        return OptionalLong.of(
                rows(readable(before), was).stream().filter(row -> !there.remove(row)).count());
    }

    @Override
    public Difference.Rows differences(
            Endpoint before,
            Reading was,
            Endpoint after,
            List<Snapshot> at,
            Reading is,
            Duration limit) {
        return Difference.Rows.UNKNOWN;
    }

    @Override
    public WriteMark mark(Endpoint database) throws Fault {
        return new WriteMark(Long.toString(rowChanges(database)));
    }

    @Override
    public Changes changesSince(Endpoint database, WriteMark mark) throws Fault {
        return new Changes.Counted(
                rowChanges(database) - Long.parseLong(mark.text()), 0, 0, 0, 0, 0);
    }

    @Override
    public Remains remains(DatabaseSettings production) throws Fault {
        var server = running(endpoint(production));
        if (around.has(server + "no remains")) {
            throw new Fault.Transient(
                    Problem.of("DATABASE:SILENT", around.get(server + "no remains")));
        }
        return new Remains(
                rest(server + "slot ").map(slot -> new Slot(slot, false, 0)).toList(),
                rest(server + "db ")
                        .map(fact -> fact.substring(0, fact.indexOf(' ')))
                        .distinct()
                        .map(database -> new Stored(database, 1))
                        .toList(),
                rest(server + "role ")
                        .map(role -> around.get(server + "role " + role))
                        .filter(door -> door.startsWith(SHUT))
                        .map(door -> door.substring(SHUT.length()))
                        .distinct()
                        .toList(),
                -1,
                "");
    }

    /// What the names that begin with `start` go on with.
    private Stream<String> rest(String start) {
        return around.below(start).stream().map(name -> name.substring(start.length()));
    }

    @Override
    public Optional<Path> serverAt(Path root, int port) {
        return Optional.empty();
    }

    @Override
    public List<String> unlogged(DatabaseSettings production) throws Fault {
        var from = readable(endpoint(production)) + "unlogged ";
        return around.below(from).stream().map(name -> name.substring(from.length())).toList();
    }

    @Override
    public List<Refilled> copyUnlogged(
            DatabaseSettings production, Endpoint copy, List<String> caches, Meter meter)
            throws Fault {
        var from = readable(endpoint(production)) + "unlogged ";
        var to = writable(copy) + "unlogged ";
        var filled = new ArrayList<Refilled>();
        for (var name : around.below(from)) {
            var table = name.substring(from.length());
            around.put(to + table, around.get(name));
            filled.add(
                    new Refilled(
                            table, around.get(name).lines().skip(1).count(), Refilled.How.COPIED));
        }
        return filled;
    }

    // The server itself

    @Override
    public AtBoot atBoot(DatabaseSettings production) {
        return new AtBoot(AtBoot.Manner.SYSTEMD, "postgresql.service");
    }

    @Override
    public List<String> startAtBoot(DatabaseSettings production, Place place) {
        around.put("boot " + place.directory() + " unit", "");
        around.put("boot " + place.directory() + " enabled", "");
        return List.of("/etc/systemd/system/belay.service");
    }

    @Override
    public void notAtBoot(Place place) {
        around.remove("boot " + place.directory() + " enabled");
        around.remove("boot " + place.directory() + " unit");
    }

    @Override
    public List<String> startWork(DatabaseSettings production, Place place) throws Fault {
        var server = running(endpoint(production, place));
        around.put(server + "work archive", "");
        around.put(server + "work jobs", "");
        return List.of();
    }

    @Override
    public void stopWork(DatabaseSettings production, Place place) throws Fault {
        running(endpoint(production, place));
        around.removeBelow(server(place.port()) + "work ");
    }

    @Override
    public void move(Place from, Place to) {
        if (!around.has(server(to.port()) + "runs")) {
            around.remove(server(from.port()) + "runs");
            around.copyBelow(server(from.port()), server(to.port()));
            around.removeBelow(server(from.port()));
            around.put(server(to.port()) + "runs", "");
        }
    }

    @Override
    public void stop(Place place) {
        servers(place).forEach(server -> around.remove(server + "runs"));
    }

    @Override
    public void remove(Place place) {
        stop(place);
        servers(place).forEach(around::removeBelow);
    }

    /// A server of our own is found by its directory, whatever port it has.
    private List<String> servers(Place place) {
        var servers = new ArrayList<String>(List.of(server(place.port())));
        for (var fact : around.below("server ")) {
            if (fact.endsWith(" at") && around.get(fact).startsWith(place.directory() + " ")) {
                servers.add(fact.substring(0, fact.length() - "at".length()));
            }
        }
        return servers.stream().distinct().toList();
    }
}
