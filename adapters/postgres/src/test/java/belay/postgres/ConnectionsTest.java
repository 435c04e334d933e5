package belay.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.testkit.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A question to a server ends, whatever becomes of the way to it.
@Timeout(60)
class ConnectionsTest {

    private static final Duration SILENCE = Duration.ofMillis(300);
    private static final String ASLEEP =
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(%' AND pid <>"
                    + " pg_backend_pid() AND state = 'active'";

    private TestPostgres server;
    private Way way;

    @BeforeEach
    void open() throws Exception {
        server = TestPostgres.start();
        way = new Way(server.port());
    }

    @AfterEach
    void close() throws Exception {
        way.close();
        server.close();
    }

    @Test
    void whereNobodyAnswersWhatToCheckIsSaidOnce() throws Exception {
        int nobody;
        try (var free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }

        assertThatThrownBy(() ->
                        new Connections(SILENCE)
                                .ask(at(nobody), session -> session.one("SELECT 1")))
                .isInstanceOfSatisfying(
                        Fault.Transient.class,
                        fault -> {
                            assertThat(fault.problem().code()).isEqualTo("DATABASE:08001");
                            assertThat(fault.problem().reason()).endsWith("refused.");
                            assertThat(fault.problem().advice()).contains("host and port");
                        });
    }

    @Test
    void aPartitionInTheMiddleOfAQuestionEndsItAsAFaultThatMayPass() throws Exception {
        var connections = new Connections(SILENCE);
        try (var pool = Executors.newSingleThreadExecutor()) {
            var asked =
                    pool.submit(() ->
                            connections.ask(
                                    at(way.port()),
                                    session -> session.one("SELECT pg_sleep(600)")));
            awaitSleeper();

            way.partition();

            assertThatThrownBy(() -> asked.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(Fault.Transient.class);
        }
    }

    @Test
    void aSessionThatIsUsedAgainIsAsAfterItsLogin() throws Exception {
        var connections = new Connections();
        var all =
                "SELECT concat_ws(' ', pg_backend_pid(), current_setting('tcp_user_timeout'),"
                        + " current_setting('search_path'), current_setting('timezone'))";
        String first = connections.ask(at(server.port()), session -> session.one(all));

        connections.withOwnSettings(
                at(server.port()),
                session -> {
                    session.execute("SET timezone = 'Asia/Tokyo'; SET search_path = public");
                    session.execute("BEGIN; SET LOCAL tcp_user_timeout = 1");
                    return true;
                });
        var held = connections.take(at(server.port()));
        held.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        connections.giveBack(at(server.port()), held);

        String again =
                connections.ask(
                        at(server.port()),
                        session -> {
                            session.execute("CREATE TEMP TABLE written (id int)");
                            return session.one(all);
                        });
        assertThat(again).isEqualTo(first);
    }

    @Test
    void whatADatabaseSetsForItsClientsDoesNotHinder() throws Exception {
        var connections = new Connections();
        connections.ask(
                at(server.port()),
                session -> {
                    session.execute(
                            "ALTER DATABASE postgres SET default_transaction_read_only = on");
                    session.execute("ALTER DATABASE postgres SET lock_timeout = 1");
                    return true;
                });
        connections.endIdle(at(server.port()));

        String waits =
                connections.ask(
                        at(server.port()),
                        session -> {
                            session.execute("CREATE TABLE public.written (id int)");
                            return session.one("SHOW lock_timeout");
                        });
        assertThat(waits).isEqualTo("0");
    }

    @Test
    void aServerThatWorksInSilenceForLongerIsWaitedFor() throws Exception {
        var connections = new Connections(SILENCE);

        assertThat(
                        connections.<String>ask(
                                at(way.port()),
                                session -> session.one("SELECT 'done' FROM pg_sleep(1.5)")))
                .isEqualTo("done");
    }

    private void awaitSleeper() throws Exception {
        var connections = new Connections();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (connections.<Long>ask(at(server.port()), session -> session.number(ASLEEP)) == 0) {
            assertThat(System.nanoTime()).as("the question is put").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static Endpoint at(int port) {
        return new Endpoint("127.0.0.1", port, "postgres", TestPostgres.USER, "");
    }

    /// A way to a server that can fall silent: what is sent is lost and nobody takes a call, but no
    /// connection ends.
    private static final class Way implements AutoCloseable {

        private final int to;
        private final ServerSocket door;
        private final List<Socket> sockets = new ArrayList<>();
        private volatile boolean silent;

        Way(int to) throws IOException {
            this.to = to;
            this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.startVirtualThread(this::accept);
        }

        int port() {
            return door.getLocalPort();
        }

        void partition() throws IOException {
            silent = true;
            door.close();
        }

        private void accept() {
            while (!door.isClosed()) {
                try {
                    var client = door.accept();
                    var server = new Socket(InetAddress.getLoopbackAddress(), to);
                    keep(client, server);
                    Thread.startVirtualThread(() -> carry(client, server));
                    Thread.startVirtualThread(() -> carry(server, client));
                } catch (IOException closed) {
                    silent = true;
                }
            }
        }

        private synchronized void keep(Socket client, Socket server) {
            sockets.add(client);
            sockets.add(server);
        }

        private void carry(Socket from, Socket to) {
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                var bytes = new byte[8192];
                for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                    if (!silent) {
                        out.write(bytes, 0, read);
                        out.flush();
                    }
                }
                if (!silent) {
                    to.shutdownOutput();
                }
            } catch (IOException ended) {
                silent |= door.isClosed();
            }
        }

        @Override
        public synchronized void close() throws IOException {
            partition();
            for (var socket : sockets) {
                socket.close();
            }
        }
    }
}
