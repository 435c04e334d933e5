package belay.tryout;

import belay.outside.Databases.Place;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Host;
import belay.outside.Host.Invocation;
import belay.postgres.Postgres;
import belay.problem.Problem;
import belay.system.ProductSystem.Route;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.postgresql.ds.PGSimpleDataSource;

/// The production that `belay try` makes: a server, a shop with data in it, its configuration, its
/// clients.
final class Shop {

    static final String SYSTEM = "shop";

    private static final String ADMIN = "belay";
    private static final String WRITERS = "try-writers";

    private final Postgres postgres;
    private final Host host;
    private final Path directory;

    /// @param directory for everything but the server's programs
    Shop(Postgres postgres, Host host, Path directory) {
        this.postgres = postgres;
        this.host = host;
        this.directory = directory;
    }

    Path system() {
        return directory.resolve("system.yaml");
    }

    private Path configuration() {
        return directory.resolve("shop.properties");
    }

    private Path password() {
        return directory.resolve("shop.password");
    }

    private Path writers() {
        return directory.resolve("writers");
    }

    /// @param rows in all tables together
    /// @param route that its data take to the new side
    void setUp(long rows, Route route) throws Fault, InterruptedException {
        try {
            Files.createDirectories(writers());
            var server =
                    postgres.embedded(
                            new Place(directory.resolve("production"), host.freePort()), ADMIN);
            secret(password(), Long.toHexString(new java.security.SecureRandom().nextLong()));
            fill(server, rows);
            describe(server, route);
        } catch (IOException e) {
            throw broken("the files of the shop cannot be written: " + e, e);
        } catch (SQLException e) {
            throw broken("the shop's database cannot be made: " + e.getMessage(), e);
        }
    }

    private void fill(Endpoint server, long rows) throws SQLException, IOException {
        try (var connection = connect(server, ADMIN, server.passwordFile());
                var statement = connection.createStatement()) {
            statement.execute(
                    "CREATE ROLE shop LOGIN PASSWORD '"
                            + Files.readString(password()).strip()
                            + "'");
            statement.execute("CREATE DATABASE shop OWNER shop");
            statement.execute("COMMENT ON DATABASE shop IS 'made by belay try'");
            statement.execute("ALTER DATABASE shop SET lock_timeout = '30s'");
            statement.execute("ALTER ROLE shop IN DATABASE shop SET work_mem = '9MB'");
            statement.execute("REVOKE TEMP ON DATABASE shop FROM PUBLIC");
        }
        try (var connection = connect(server.database("shop"), ADMIN, server.passwordFile());
                var statement = connection.createStatement()) {
            statement.execute(schema().replace("{scale}", Long.toString(rows)));
            statement.execute("VACUUM ANALYZE");
        }
    }

    private static String schema() throws IOException {
        try (var in = Shop.class.getResourceAsStream("shop-1.4.sql")) {
            if (in == null) {
                throw new IOException("the schema of the shop is not in this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void describe(Endpoint server, Route route) throws IOException {
        Files.writeString(
                configuration(),
                """
                # The shop's configuration: its clients read it whenever they have lost their database.
                database.host=127.0.0.1
                database.port=%d
                database.name=shop
                database.password-file=%s
                """
                        .formatted(server.port(), password()));
        Files.writeString(
                system(),
                """
                # A small shop, made by `belay try`.
                system: %s
                product: shop
                database:
                  kind: postgresql
                  route: %s
                  host: 127.0.0.1
                  port: %d
                  name: shop
                  admin: {user: %s, password-file: %s}
                  user: shop
                  password-file: %s
                  promote:
                    configurations:
                      - file: %s
                        format: properties
                        set: {database.port: "{database.port}"}
                """
                        .formatted(
                                SYSTEM,
                                route.name().toLowerCase(Locale.ROOT),
                                server.port(),
                                ADMIN,
                                server.passwordFile(),
                                password(),
                                configuration()));
    }

    private static void secret(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text + "\n");
    }

    /// The writers are a process of their own: they go on when Belay dies.
    ///
    /// @param think between two orders of a writer
    void startWriters(Duration think) throws Fault {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        host.start(
                WRITERS,
                new Invocation(
                        List.of(
                                java,
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx64m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Writers.class.getName(),
                                configuration().toString(),
                                writers().toString(),
                                think.toString()),
                        Map.of(),
                        directory,
                        ""),
                directory.resolve("writers.log"));
    }

    void stopWriters() throws Fault, InterruptedException {
        try {
            if (Files.isDirectory(writers())) {
                Files.writeString(writers().resolve("stop"), "");
            }
        } catch (IOException e) {
            throw broken("the writers cannot be told to stop: " + e, e);
        }
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (host.runs(WRITERS) && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        host.stop(WRITERS, Duration.ofSeconds(1));
    }

    boolean writersRun() throws Fault {
        return host.runs(WRITERS);
    }

    /// The database that clients use now.
    Endpoint database() throws Fault {
        var settings = new Properties();
        try (InputStream in = Files.newInputStream(configuration())) {
            settings.load(in);
            return new Endpoint(
                    settings.getProperty("database.host", ""),
                    Integer.parseInt(settings.getProperty("database.port", "0")),
                    settings.getProperty("database.name", ""),
                    "shop",
                    password().toString());
        } catch (IOException e) {
            throw broken("the shop's files cannot be read: " + e, e);
        }
    }

    Orders orders() throws Fault {
        try (var connection = connect(database(), "shop", password().toString())) {
            return Orders.compare(writers(), connection);
        } catch (IOException e) {
            throw broken("the shop's files cannot be read: " + e, e);
        } catch (SQLException e) {
            throw broken("the shop's database does not answer: " + e.getMessage(), e);
        }
    }

    private static Connection connect(Endpoint endpoint, String user, String passwordFile)
            throws SQLException, IOException {
        var source = new PGSimpleDataSource();
        source.setServerNames(new String[] {endpoint.host()});
        source.setPortNumbers(new int[] {endpoint.port()});
        source.setDatabaseName(endpoint.database());
        source.setUser(user);
        source.setPassword(Files.readString(Path.of(passwordFile)).strip());
        return source.getConnection();
    }

    private static Fault broken(String reason, Exception e) {
        return new Fault.Permanent(
                Problem.of("TRY:SHOP", reason)
                        .advice("See what is missing with: belay doctor; then run belay try again"),
                e);
    }
}
