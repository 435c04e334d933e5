package belay.hosts;

import belay.archive.Counted;
import belay.outside.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/// Fetches files whole: what broke off is gone on with, what has the wrong sum is thrown away, and
/// a file has its name only when all of it is there.
///
/// The old connection of the JDK is used because it alone limits the silence between two reads.
final class Downloads {

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);
    private static final long MOST_BYTES = 16L << 30;
    private static final int MOST_TEXT = 4096;
    private static final int TOO_MANY = 429;
    private static final int BEYOND_THE_END = 416;

    private final Locks locks;

    Downloads(Locks locks) {
        this.locks = locks;
    }

    String text(URI address) throws Fault {
        return text(address, MOST_TEXT);
    }

    /// @param most bytes; what comes behind them is left out
    String text(URI address, int most) throws Fault {
        try (InputStream body = open(address, 0).getInputStream()) {
            return new String(body.readNBytes(most), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw broken(address, failed);
        }
    }

    /// @param sum what the file must have; empty if nobody knows, then nothing is gone on with
    void fetch(URI address, Path file, String algorithm, String sum) throws Fault {
        try (var _ = locks.take("fetch-" + Sums.of(file.toString()))) {
            if (Files.exists(file)) {
                return;
            }
            Files.createDirectories(Disk.directoryOf(file));
            Path part = Disk.beside(file, ".part");
            if (sum.isEmpty()) {
                Files.deleteIfExists(part);
            }
            boolean goesOn = Files.exists(part);
            load(address, part);
            if (goesOn && !hasSum(part, algorithm, sum)) {
                Files.delete(part);
                load(address, part);
            }
            requireSum(address, part, algorithm, sum);
            Disk.force(part);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            Disk.force(Disk.directoryOf(file));
        } catch (IOException failed) {
            throw Faults.of("keep what was fetched from " + address, file, failed);
        }
    }

    private static void load(URI address, Path part) throws Fault, IOException {
        long there = Files.exists(part) ? Files.size(part) : 0;
        HttpURLConnection connection = open(address, there);
        if (status(address, connection) == BEYOND_THE_END) {
            return;
        }
        boolean goesOn = status(address, connection) == HttpURLConnection.HTTP_PARTIAL;
        long announced = connection.getContentLengthLong();
        try (InputStream body = body(address, connection);
                var channel =
                        FileChannel.open(
                                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.truncate(goesOn ? there : 0).position(goesOn ? there : 0);
            long read = copy(address, new Counted(body, MOST_BYTES), channel);
            if (announced >= 0 && read != announced) {
                throw broken(
                        address,
                        new IOException("only " + read + " of " + announced + " bytes came"));
            }
        } finally {
            connection.disconnect();
        }
    }

    /// A connection that breaks is not the disk's fault.
    private static long copy(URI address, InputStream body, FileChannel channel)
            throws Fault, IOException {
        var output = Channels.newOutputStream(channel);
        byte[] chunk = new byte[1 << 16];
        long all = 0;
        for (int read = 0; read >= 0; ) {
            output.write(chunk, 0, read);
            all += read;
            try {
                read = body.read(chunk);
            } catch (IOException failed) {
                throw broken(address, failed);
            }
        }
        return all;
    }

    private static void requireSum(URI address, Path part, String algorithm, String sum)
            throws IOException, Fault {
        if (!hasSum(part, algorithm, sum)) {
            String found = Sums.of(part, algorithm);
            Files.delete(part);
            throw Faults.permanent(
                    "BAD_SUM",
                    "what "
                            + address
                            + " gives has the "
                            + algorithm
                            + " "
                            + found
                            + ", not "
                            + sum,
                    "try again; if it stays so, it is not the vendor's file");
        }
    }

    private static boolean hasSum(Path part, String algorithm, String sum) throws IOException {
        return sum.isEmpty() || Sums.of(part, algorithm).equalsIgnoreCase(sum);
    }

    private static HttpURLConnection open(URI address, long from) throws Fault {
        try {
            var connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout((int) LONGEST_SILENCE.toMillis());
            connection.setReadTimeout((int) LONGEST_SILENCE.toMillis());
            connection.setRequestProperty("User-Agent", "Belay");
            if (from > 0) {
                connection.setRequestProperty("Range", "bytes=" + from + "-");
            }
            int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_OK
                    || (from > 0
                            && (status == HttpURLConnection.HTTP_PARTIAL
                                    || status == BEYOND_THE_END))) {
                return connection;
            }
            connection.disconnect();
            throw refused(address, status);
        } catch (IOException failed) {
            throw broken(address, failed);
        }
    }

    private static int status(URI address, HttpURLConnection connection) throws Fault {
        try {
            return connection.getResponseCode();
        } catch (IOException failed) {
            throw broken(address, failed);
        }
    }

    private static InputStream body(URI address, HttpURLConnection connection) throws Fault {
        try {
            return connection.getInputStream();
        } catch (IOException failed) {
            throw broken(address, failed);
        }
    }

    private static Fault refused(URI address, int status) {
        boolean passing =
                status >= HttpURLConnection.HTTP_INTERNAL_ERROR
                        || status == HttpURLConnection.HTTP_CLIENT_TIMEOUT
                        || status == TOO_MANY;
        if (passing) {
            return Faults.passing("NOT_FETCHED", address + " answers " + status, "");
        }
        boolean nothing =
                status == HttpURLConnection.HTTP_NOT_FOUND || status == HttpURLConnection.HTTP_GONE;
        return Faults.permanent(
                "NOT_FETCHED",
                address + (nothing ? " does not exist" : " is refused with status " + status),
                "mend the address in the pack");
    }

    private static Fault.Transient broken(URI address, IOException failed) {
        return Faults.passing(
                "NOT_FETCHED", "cannot fetch " + address + ": " + failed, "see the network");
    }
}
