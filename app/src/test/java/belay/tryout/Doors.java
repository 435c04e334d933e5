package belay.tryout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/// Tries all the time, as a client would, which servers of the shop can be written to.
@SuppressWarnings("try") // an interrupt while it closes ends the test
final class Doors implements AutoCloseable {

    private static final long TICK_MILLIS = 20;

    /// The line of `postmaster.pid` that names the port.
    private static final int PORT_LINE = 3;

    private final List<Path> folders;
    private final Path password;
    private final Thread thread;
    private volatile boolean closing;
    private long lastOpen = System.nanoTime();
    private long longestShut;
    private Set<Integer> open = Set.of();
    private final List<Set<Integer>> bothOpen = new ArrayList<>();

    /// @param folders below which servers lie
    Doors(List<Path> folders, Path password) {
        this.folders = List.copyOf(folders);
        this.password = password;
        this.thread = Thread.ofPlatform().name("doors").start(this::watch);
    }

    /// The ports of the servers that can be written to now.
    Set<Integer> open() throws IOException {
        var found = new HashSet<Integer>();
        for (int port : ports()) {
            if (writable(port)) {
                found.add(port);
            }
        }
        return found;
    }

    /// For how long nobody could write at most.
    synchronized Duration longestShut() {
        return Duration.ofNanos(Math.max(longestShut, System.nanoTime() - lastOpen));
    }

    /// Forgets how long nobody could write until now.
    synchronized void measureAnew() {
        longestShut = 0;
        lastOpen = System.nanoTime();
    }

    /// The servers that could be written to at the same time; empty if there were never two.
    synchronized List<Set<Integer>> bothOpen() {
        return List.copyOf(bothOpen);
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        thread.join();
    }

    private void watch() {
        try {
            while (!closing) {
                note(open());
                TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the servers of the shop cannot be watched", e);
        }
    }

    /// One look takes its time, in which a run may shut one side and open the other: only sides
    /// that two looks in a row have found open were open at once.
    private synchronized void note(Set<Integer> now) {
        var stayed = new HashSet<>(open);
        stayed.retainAll(now);
        if (stayed.size() > 1) {
            bothOpen.add(stayed);
        }
        open = now;
        if (!now.isEmpty()) {
            longestShut = Math.max(longestShut, System.nanoTime() - lastOpen);
            lastOpen = System.nanoTime();
        }
    }

    private Set<Integer> ports() throws IOException {
        var ports = new HashSet<Integer>();
        for (var folder : folders) {
            if (Files.isDirectory(folder)) {
                try (var servers = Files.list(folder)) {
                    servers.forEach(
                            server -> ports.addAll(port(server.resolve("data/postmaster.pid"))));
                }
            }
        }
        return ports;
    }

    /// Of a server that does not run there is no such file, or half of it.
    private static List<Integer> port(Path file) {
        try {
            var lines = Files.readAllLines(file);
            return lines.size() > PORT_LINE
                    ? List.of(Integer.parseInt(lines.get(PORT_LINE).strip()))
                    : List.of();
        } catch (IOException stopped) {
            return List.of();
        }
    }

    private boolean writable(int port) throws IOException {
        var source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName("shop");
        source.setUser("shop");
        source.setPassword(Files.readString(password).strip());
        source.setConnectTimeout(2);
        source.setSocketTimeout(2);
        try (var connection = source.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SHOW transaction_read_only")) {
            return row.next() && row.getString(1).equals("off");
        } catch (SQLException shut) {
            return false;
        }
    }
}
