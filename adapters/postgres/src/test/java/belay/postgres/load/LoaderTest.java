package belay.postgres.load;

import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.outside.Sandboxes.Loaded;
import belay.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LoaderTest {

    private static TestPostgres server;

    private final List<String> repairs = new ArrayList<>();
    private Endpoint database;

    @BeforeAll
    static void startServer() throws SQLException {
        server = TestPostgres.start();
        as("postgres", TestPostgres.USER, "CREATE ROLE job LOGIN");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void makeDatabase() throws SQLException {
        var name = "job" + System.nanoTime();
        as("postgres", TestPostgres.USER, "CREATE DATABASE " + name + " OWNER job");
        database = new Endpoint("127.0.0.1", server.port(), name, "job", "");
    }

    // ---- order

    @Test
    void aDumpOfPgDumpsShapeIsLoadedWhole() throws Exception {
        var loaded =
                load(
                        new Pieces()
                                .sql(
                                        "SET statement_timeout = 0",
                                        "SELECT pg_catalog.set_config('search_path', '', false)",
                                        "SET default_table_access_method = heap",
                                        "CREATE TABLE public.a (id integer NOT NULL, name text)",
                                        "ALTER TABLE public.a OWNER TO shop",
                                        "CREATE SEQUENCE public.a_id_seq",
                                        "CREATE TABLE public.b (id integer NOT NULL, a integer)")
                                .rows("COPY public.a (id, name) FROM stdin", "1\tone", "2\t\\N")
                                .rows("COPY public.b (id, a) FROM stdin", "1\t1", "2\t1", "3\t2")
                                .sql(
                                        "SELECT pg_catalog.setval('public.a_id_seq', 7, true)",
                                        "ALTER TABLE ONLY public.a\n    ADD CONSTRAINT a_pkey PRIMARY KEY (id)",
                                        "COMMENT ON CONSTRAINT a_pkey ON public.a IS 'key'",
                                        "ALTER TABLE public.a CLUSTER ON a_pkey",
                                        "ALTER TABLE ONLY public.b\n    ADD CONSTRAINT b_pkey PRIMARY KEY (id)",
                                        "CREATE INDEX b_a ON public.b USING btree (a)",
                                        "COMMENT ON INDEX public.b_a IS 'of b'",
                                        "ALTER TABLE ONLY public.b\n    ADD CONSTRAINT b_a_fkey FOREIGN KEY (a) REFERENCES public.a(id)",
                                        "GRANT SELECT ON TABLE public.a TO reader"));

        assertThat(loaded.tables()).isEqualTo(2);
        assertThat(loaded.rows()).isEqualTo(5);
        assertThat(ask("SELECT count(*) FROM public.b JOIN public.a ON a.id = b.a")).isEqualTo("3");
        assertThat(ask("SELECT last_value FROM public.a_id_seq")).isEqualTo("7");
        assertThat(ask("SELECT obj_description('public.b_a'::regclass)")).isEqualTo("of b");
        assertThat(repairs)
                .containsExactlyInAnyOrder(
                        "OWNER what is said to belong to shop belongs to the sandbox's role",
                        "PRIVILEGE rights and policies for the role reader, which is not here");
    }

    // ---- below

    private Loaded load(Pieces script) throws Fault, InterruptedException {
        return Loader.load(
                database, script, (code, words) -> repairs.add(code + " " + words), Meter.SILENT);
    }

    private String ask(String question) throws SQLException {
        try (var connection = connect(database.database(), TestPostgres.USER);
                var statement = connection.createStatement();
                var result = statement.executeQuery(question)) {
            result.next();
            return String.valueOf(result.getString(1));
        }
    }

    private static void as(String database, String user, String sql) throws SQLException {
        try (var connection = connect(database, user);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect(String database, String user) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database + "?user=" + user);
    }
}
