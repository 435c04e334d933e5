package belay.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A PostgreSQL server for tests: fresh, on loopback, without fsync, gone when closed.
public final class TestPostgres implements AutoCloseable {

    public static final String USER = "belay";

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final int MOST_STARTS = 3;

    private final Path bin;
    private final Path directory;
    private final AtomicInteger databases = new AtomicInteger();
    private final Thread lastResort = new Thread(this::stop);
    private int port;

    private TestPostgres(Path bin, Path directory) {
        this.bin = bin;
        this.directory = directory;
    }

    public static TestPostgres start() {
        try {
            var directory = Files.createTempDirectory("belay-test-postgres-");
            var server = new TestPostgres(TestPostgresBinaries.bin(), directory);
            server.initialise();
            server.run();
            return server;
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    public int port() {
        return port;
    }

    /// Makes an empty database.
    ///
    /// @return its JDBC address, with the user in it
    public String database() {
        var name = "test" + databases.incrementAndGet();
        try (var connection = DriverManager.getConnection(url("postgres"));
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException problem) {
            throw new IllegalStateException(problem);
        }
        return url(name);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + USER;
    }

    private void initialise() throws IOException {
        if (root()) {
            var nobody =
                    directory
                            .getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName("nobody");
            Files.setOwner(directory, nobody);
        }
        command("initdb", "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
    }

    private void run() throws IOException {
        for (int start = 1; ; start++) {
            port = freePort();
            try {
                command(
                        "pg_ctl",
                        "start",
                        "-w",
                        "-t",
                        Long.toString(START_LIMIT.toSeconds()),
                        "-l",
                        directory.resolve("log").toString(),
                        "-o",
                        "-p "
                                + port
                                + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
                                + " -c fsync=off -c shared_buffers=32MB -c max_connections=100");
                Runtime.getRuntime().addShutdownHook(lastResort);
                return;
            } catch (IOException taken) {
                if (start == MOST_STARTS) {
                    throw taken;
                }
            }
        }
    }

    /// Every command works on the data directory.
    private void command(String... words) throws IOException {
        var line = new ArrayList<String>();
        if (root()) {
            line.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        line.add(bin.resolve(words[0]).toString());
        line.addAll(List.of("-D", directory.resolve("data").toString()));
        line.addAll(List.of(words).subList(1, words.length));
        var output = Files.createTempFile("belay-test-postgres-", ".out");
        try {
            var process =
                    new ProcessBuilder(line)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            boolean ended = process.waitFor(2 * START_LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(words[0] + ": " + Files.readString(output));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        } finally {
            Files.delete(output);
        }
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(lastResort);
        stop();
    }

    private void stop() {
        try {
            command("pg_ctl", "stop", "-w", "-m", "immediate");
            try (var files = Files.walk(directory)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
