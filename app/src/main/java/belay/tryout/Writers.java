package belay.tryout;

import belay.outside.Changes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.postgresql.ds.PGSimpleDataSource;

/// The shop's clients, in a process of their own: eight writers that place orders all the time and
/// keep a list of every order that was acknowledged to them.
///
/// A writer looks up the address in the product's configuration whenever its session is gone, as
/// clients do. It ends when a file named `stop` appears, or after `LONGEST`.
public final class Writers {

    static final int COUNT = 8;

    private static final long LONGEST_NANOS = 3_600_000_000_000L;

    /// Before the database is looked for again.
    private static final long RETRY_MILLIS = 50;

    /// As pools of connections do, one at a time asks to be let in: eight that ask every few
    /// milliseconds would keep the server's processors busy with passwords all through the pause.
    private static final ReentrantLock DOOR = new ReentrantLock();

    private static final String ORDER =
            """
            WITH placed AS (
              INSERT INTO public.orders (customer, total, writer, serial) VALUES (?, ?, ?, ?) RETURNING id)
            INSERT INTO public.order_line (order_id, line, product, quantity, price)
            SELECT id, line, 1 + (id + line) % 10, 1, 9.99 FROM placed, generate_series(1, 2) line
            """;

    /// The order, its two lines, and what the shop's own audit notes of it.
    private static final int ROWS_OF_ORDER = 4;

    /// How many orders have made these changes; -1 if that cannot be told.
    static long orders(Changes changes) {
        return switch (changes) {
            case Changes.Counted counted -> counted.inserted() / ROWS_OF_ORDER;
            case Changes.Unknown _ -> -1;
        };
    }

    private final int writer;
    private final Path configuration;
    private final Path directory;

    /// Between two orders of a writer.
    private final Duration think;

    private Writers(int writer, Path configuration, Path directory, Duration think) {
        this.writer = writer;
        this.configuration = configuration;
        this.directory = directory;
        this.think = think;
    }

    /// @param arguments the product's configuration, a directory for the lists, and the pause
    ///   between two orders of a writer
    public static void main(String[] arguments) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int writer = 0; writer < COUNT; writer++) {
            var one =
                    new Writers(
                            writer,
                            Path.of(arguments[0]),
                            Path.of(arguments[1]),
                            Duration.parse(arguments[2]));
            threads.add(Thread.ofPlatform().start(one::write));
        }
        for (var thread : threads) {
            thread.join();
        }
    }

    private void write() {
        long end = System.nanoTime() + LONGEST_NANOS;
        long serial = 0;
        try (var list =
                FileChannel.open(
                        directory.resolve("writer-" + writer),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE)) {
            while (goesOn(end)) {
                serial = session(list, serial, end);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the list of writer " + writer + " cannot be kept", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Writes until the session is gone or the end has come.
    ///
    /// @return the last serial that was tried: one whose fate is unknown is never tried again
    private long session(FileChannel list, long last, long end)
            throws IOException, InterruptedException {
        long serial = last;
        var letIn = await(end);
        if (letIn.isEmpty()) {
            return serial;
        }
        try (var connection = letIn.get();
                var order = connection.prepareStatement(ORDER)) {
            connection.setAutoCommit(false);
            while (goesOn(end)) {
                serial++;
                order.setLong(1, 1 + ThreadLocalRandom.current().nextInt(10));
                order.setBigDecimal(2, java.math.BigDecimal.valueOf(serial % 100));
                order.setInt(3, writer);
                order.setLong(4, serial);
                order.executeUpdate();
                connection.commit();
                acknowledged(list, serial);
                Thread.sleep(think);
            }
        } catch (SQLException gone) {
            // Kept out, or sent away: the order may or may not have been placed, so it is not on
            // the list.
            return serial;
        }
        return serial;
    }

    private boolean goesOn(long end) {
        return System.nanoTime() < end && !Files.exists(directory.resolve("stop"));
    }

    /// @return empty if the end has come first
    private Optional<Connection> await(long end) throws IOException, InterruptedException {
        DOOR.lockInterruptibly();
        try {
            while (goesOn(end)) {
                try {
                    return Optional.of(connect());
                } catch (SQLException shut) {
                    Thread.sleep(RETRY_MILLIS);
                }
            }
            return Optional.empty();
        } finally {
            DOOR.unlock();
        }
    }

    private static void acknowledged(FileChannel list, long serial) throws IOException {
        var line = serial + " " + System.currentTimeMillis() + "\n";
        var bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            var _ = list.write(bytes);
        }
    }

    private Connection connect() throws SQLException, IOException {
        var settings = new Properties();
        try (InputStream in = Files.newInputStream(configuration)) {
            settings.load(in);
        }
        var source = new PGSimpleDataSource();
        source.setServerNames(new String[] {settings.getProperty("database.host", "")});
        source.setPortNumbers(
                new int[] {Integer.parseInt(settings.getProperty("database.port", "0"))});
        source.setDatabaseName(settings.getProperty("database.name", ""));
        source.setUser("shop");
        source.setPassword(
                Files.readString(Path.of(settings.getProperty("database.password-file", "")))
                        .strip());
        source.setApplicationName("shop writer " + writer);
        source.setConnectTimeout(2);
        return source.getConnection();
    }
}
