package belay.postgres.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import belay.dumps.StrangersFiles;
import belay.outside.DumpFiles.Bounds;
import belay.outside.DumpScript;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.outside.Sandboxes.Loaded;
import belay.testkit.TestPostgres;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        as(name, TestPostgres.USER, Loader.REPLICATION_ROLE);
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
                        "PRIVILEGE rights for the role reader, which is not here");
    }

    @Test
    void rowsOfATableWithATriggerComeAfterThoseThatItReads() throws Exception {
        load(
                new Pieces()
                        .sql(
                                "CREATE TABLE public.rate (factor int)",
                                "CREATE TABLE public.bill (amount int, due int)",
                                """
                                CREATE FUNCTION public.due() RETURNS trigger LANGUAGE plpgsql AS
                                'BEGIN NEW.due := NEW.amount * (SELECT factor FROM public.rate); RETURN NEW; END'
                                """,
                                "CREATE TRIGGER due BEFORE INSERT ON public.bill FOR EACH ROW EXECUTE FUNCTION public.due()")
                        .rows("COPY public.rate (factor) FROM stdin", "7")
                        .rows("COPY public.bill (amount) FROM stdin", "1", "2", "3"));

        assertThat(ask("SELECT sum(due) FROM public.bill")).isEqualTo("42");
    }

    @Test
    void aTableOfManyChunksAndOfALineThatIsLongerThanOneIsWhole() throws Exception {
        int lines = 60_000;
        var text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append(i)
                    .append('\t')
                    .append(i == 777 ? "x".repeat(3 << 20) : "row " + i)
                    .append('\n');
        }
        var bytes = new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8));

        var loaded =
                load(
                        new Pieces()
                                .sql("CREATE TABLE public.t (id int, v text)")
                                .rows("COPY public.t (id, v) FROM stdin", lines, bytes)
                                .sql(
                                        "ALTER TABLE ONLY public.t ADD CONSTRAINT k PRIMARY KEY (id)"));

        assertThat(loaded.rows()).isEqualTo(lines);
        assertThat(ask("SELECT count(*) || ' ' || max(id) || ' ' || max(length(v)) FROM public.t"))
                .isEqualTo(lines + " " + (lines - 1) + " " + (3 << 20));
        assertThat(ask("SELECT count(*) FROM public.t WHERE id <> 777 AND v <> 'row ' || id"))
                .isEqualTo("0");
    }

    @Test
    void whatATransactionOfTheScriptHoldsIsThereOrNot() throws Exception {
        load(
                new Pieces()
                        .sql("CREATE TABLE public.t (id int)", "BEGIN")
                        .rows("COPY public.t (id) FROM stdin", "1", "2")
                        .sql("INSERT INTO public.t VALUES (3)", "COMMIT"));
        assertThat(ask("SELECT sum(id) FROM public.t")).isEqualTo("6");

        assertThatThrownBy(() -> load(new Pieces().sql("BEGIN", "INSERT INTO public.t VALUES (4)")))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("LOAD:UNFINISHED");
        assertThat(ask("SELECT sum(id) FROM public.t")).isEqualTo("6");
    }

    // ---- repairs

    @Test
    void whatThisServerDoesNotHaveIsLeftOutAndTold() throws Exception {
        load(
                new Pieces()
                        .sql(
                                "SET transaction_timeout = 0",
                                "SET some_later_setting = on",
                                "SET default_with_oids = false",
                                "SET default_tablespace = fast",
                                "CREATE EXTENSION IF NOT EXISTS not_here WITH SCHEMA public",
                                "COMMENT ON EXTENSION not_here IS 'x'",
                                "CREATE TABLE public.t (id int)",
                                "CREATE PUBLICATION p FOR ALL TABLES",
                                "CREATE POLICY p ON public.t TO auditor USING (true)"));

        assertThat(ask("SELECT count(*) FROM pg_publication")).isEqualTo("0");
        assertThat(repairs.stream().map(repair -> repair.split(" ", 2)[0]))
                .contains("SETTING", "TABLESPACE", "EXTENSION", "PUBLICATION", "ROLE");
        assertThat(String.join("\n", repairs))
                .contains(
                        "some_later_setting", "fast", "not_here", "the publication p: ", "auditor");
        assertThat(ask("SELECT polroles::regrole[]::text FROM pg_policy")).isEqualTo("{auditor}");
    }

    @Test
    void whoMaySeeWhichRowsIsKeptForRolesThatAreNotHere() throws Exception {
        load(
                new Pieces()
                        .sql(
                                "CREATE TABLE public.t (id int, tenant text)",
                                "ALTER TABLE public.t ENABLE ROW LEVEL SECURITY",
                                "CREATE POLICY own ON public.t AS RESTRICTIVE FOR SELECT TO app_reader USING (tenant = current_setting('app.tenant', true))",
                                "CREATE POLICY staff ON public.t TO authenticated, \"service; \"\"role\"",
                                "CREATE POLICY mixed ON public.t FOR DELETE TO app_reader, PUBLIC USING (false)"));

        assertThat(
                        ask(
                                "SELECT string_agg(polname || polroles::regrole[]::text, ' ' ORDER BY polname) FROM pg_policy"))
                .isEqualTo(
                        "mixed{-} own{app_reader} staff{authenticated,\"\\\"service; \\\"\\\"role\\\"\"}");
        assertThat(ask("SELECT bool_or(rolcanlogin) FROM pg_roles WHERE rolname = 'app_reader'"))
                .isEqualTo("f");
        assertThat(repairs)
                .contains(
                        "ROLE the role app_reader, which the dump names and does not bring, was made, without login");
    }

    @Test
    void aPolicyThatCannotBeMadeEndsTheLoad() {
        assertThatThrownBy(() ->
                        load(
                                new Pieces()
                                        .sql(
                                                "CREATE TABLE public.t (id int)",
                                                "CREATE POLICY p ON public.t USING (not_here(id))")))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("line 2");
    }

    @Test
    void rolesThatRowsNameAreMade() throws Exception {
        load(
                new Pieces()
                        .sql("CREATE TABLE public.t (id int, a aclitem[], r regrole)")
                        .rows(
                                "COPY public.t (id, a, r) FROM stdin",
                                "1\t{one=r/two}\tthree",
                                "2\t\\N\tfour")
                        .sql("INSERT INTO public.t VALUES (3, '{five=r/two}', 'six')"));

        assertThat(ask("SELECT string_agg(r::text, ',' ORDER BY id) FROM public.t"))
                .isEqualTo("three,four,six");
    }

    @Test
    void publicationsAreKeptOrLeftOutByName() throws Exception {
        load(
                new Pieces()
                        .sql(
                                "CREATE TABLE public.t (id int)",
                                "CREATE PUBLICATION kept WITH (publish = 'insert')",
                                "ALTER PUBLICATION kept ADD TABLE ONLY public.t",
                                "CREATE PUBLICATION wide FOR ALL TABLES",
                                "ALTER PUBLICATION wide OWNER TO shop",
                                "COMMENT ON PUBLICATION wide IS 'x'",
                                "CREATE SUBSCRIPTION sub CONNECTION 'host=db password=canary' PUBLICATION p WITH (connect = false, slot_name = 'sub')"));

        assertThat(
                        ask(
                                "SELECT string_agg(pubname || ' ' || tablename, ',') FROM pg_publication_tables"))
                .isEqualTo("kept t");
        assertThat(String.join("\n", repairs))
                .contains("PUBLICATION the publication wide: ", "SUBSCRIPTION the subscription sub")
                .doesNotContain("kept", "canary");
    }

    @Test
    void anEventTriggerIsLeftOutAndTold() throws Exception {
        load(
                new Pieces()
                        .sql(
                                "CREATE FUNCTION public.f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
                                "CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION public.f()",
                                "ALTER EVENT TRIGGER watch DISABLE",
                                "COMMENT ON EVENT TRIGGER watch IS 'x'",
                                "CREATE TABLE public.t (id int)"));

        assertThat(repairs).containsExactly("EVENT_TRIGGER the event trigger watch (3 times)");
        assertThat(ask("SELECT count(*) FROM public.t")).isEqualTo("0");
    }

    @Test
    void triggersRestWhileTheScriptSaysSo() throws Exception {
        load(
                new Pieces()
                        .sql(
                                "SET client_min_messages = warning",
                                "CREATE TABLE public.a (id int PRIMARY KEY)",
                                "CREATE TABLE public.b (id int REFERENCES public.a)",
                                "SET session_replication_role = replica")
                        .rows("COPY public.b (id) FROM stdin", "1", "2")
                        .rows("COPY public.a (id) FROM stdin", "1", "2")
                        .sql("RESET ALL", "SET work_mem = '5MB'"));

        assertThat(ask("SELECT count(*) FROM public.a JOIN public.b USING (id)")).isEqualTo("2");
        assertThat(String.join("\n", repairs)).contains("TRIGGERS");
        assertThatThrownBy(() ->
                        load(
                                new Pieces()
                                        .sql(
                                                "SET session_replication_role = replica",
                                                "RESET ALL",
                                                "INSERT INTO public.b VALUES (3)")))
                .hasMessageContaining("b_id_fkey");
    }

    /// A dump of tables alone and one of rows alone, by `pg_dump --disable-triggers`, one behind
    /// the other: tables that need each other's rows.
    @Test
    void rowsAloneComeIntoTheTablesThatStandBeforeThem() throws Exception {
        load(
                new Pieces()
                        .sql(
                                "SET client_min_messages = warning",
                                "CREATE TABLE public.a (id int PRIMARY KEY, b int)",
                                "CREATE TABLE public.b (id int PRIMARY KEY)",
                                "ALTER TABLE ONLY public.b ADD CONSTRAINT b_a FOREIGN KEY (id) REFERENCES public.a(id)",
                                "ALTER TABLE ONLY public.a ADD CONSTRAINT a_b FOREIGN KEY (b) REFERENCES public.b(id)",
                                "CREATE FUNCTION public.no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
                                "CREATE TRIGGER no BEFORE INSERT ON public.b FOR EACH ROW EXECUTE FUNCTION public.no()",
                                "ALTER TABLE public.a DISABLE TRIGGER ALL")
                        .rows("COPY public.a (id, b) FROM stdin", "1\t1")
                        .sql(
                                "ALTER TABLE public.a ENABLE TRIGGER ALL",
                                "ALTER TABLE public.b DISABLE TRIGGER ALL")
                        .rows("COPY public.b (id) FROM stdin", "1")
                        .sql("ALTER TABLE public.b ENABLE TRIGGER ALL"));

        assertThat(ask("SELECT count(*) FROM public.a JOIN public.b ON a.b = b.id")).isEqualTo("1");
        assertThat(ask("SELECT string_agg(DISTINCT tgenabled::text, '') FROM pg_trigger"))
                .isEqualTo("O");
        assertThat(String.join("\n", repairs)).contains("TRIGGERS", "DISABLE TRIGGER ALL");
        assertThatThrownBy(() ->
                        load(
                                new Pieces()
                                        .sql(
                                                "ALTER TABLE public.a DISABLE TRIGGER ALL",
                                                "ALTER TABLE public.b DISABLE TRIGGER ALL",
                                                "ALTER TABLE public.a ENABLE TRIGGER ALL",
                                                "ALTER TABLE public.b ENABLE TRIGGER ALL",
                                                "INSERT INTO public.a VALUES (2, 2)")))
                .hasMessageContaining("a_b");
    }

    @Test
    void whatCleanWantsToDropNeedNotBeThere() throws Exception {
        load(
                new Pieces()
                        .sql(
                                "DROP TABLE public.t",
                                "SELECT pg_catalog.lo_unlink('16400')",
                                "SET default_table_access_method = columnar",
                                "CREATE TABLE public.t (id int)",
                                "CREATE SCHEMA public AUTHORIZATION shop",
                                "CREATE SCHEMA own AUTHORIZATION shop"));

        assertThat(
                        ask(
                                "SELECT amname FROM pg_class c JOIN pg_am a ON a.oid = c.relam WHERE c.oid = 'public.t'::regclass"))
                .isEqualTo("heap");
        assertThat(ask("SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'own'"))
                .isEqualTo("job");
        assertThat(String.join("\n", repairs))
                .contains("ACCESS_METHOD the table access method columnar is not here");
    }

    @Test
    void whatHangsOnAnotherServerIsLeftOutWithIt() throws Exception {
        load(
                new Pieces()
                        .sql(
                                "CREATE EXTENSION IF NOT EXISTS postgres_fdw WITH SCHEMA public",
                                "CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'h')",
                                "CREATE USER MAPPING FOR shop SERVER far OPTIONS (password 'canary')",
                                "CREATE FOREIGN TABLE public.away (id int) SERVER far",
                                "COMMENT ON FOREIGN TABLE public.away IS 'x'",
                                "CREATE VIEW public.seen AS SELECT away.id FROM public.away",
                                "CREATE VIEW public.again AS SELECT seen.id FROM public.seen",
                                "GRANT SELECT ON TABLE public.again TO job",
                                "CREATE TABLE public.t (id int)"));

        assertThat(ask("SELECT count(*) FROM public.t")).isEqualTo("0");
        assertThat(String.join("\n", repairs))
                .contains(
                        "the extension postgres_fdw: ",
                        "the server far: ",
                        "public.away",
                        "public.again")
                .doesNotContain("canary");
    }

    @Test
    void aMaterialisedViewThatCannotBeFilledStaysUnpopulated() throws Exception {
        load(
                new Pieces()
                        .sql(
                                "CREATE TABLE public.t (id int)",
                                "CREATE MATERIALIZED VIEW public.m AS SELECT 1 / t.id AS x FROM public.t WITH NO DATA",
                                "CREATE MATERIALIZED VIEW public.n AS SELECT m.x FROM public.m WITH NO DATA")
                        .rows("COPY public.t (id) FROM stdin", "0")
                        .sql(
                                "REFRESH MATERIALIZED VIEW public.m",
                                "REFRESH MATERIALIZED VIEW public.n"));

        assertThat(ask("SELECT count(*) FROM pg_matviews WHERE ispopulated")).isEqualTo("0");
        assertThat(String.join("\n", repairs))
                .contains("VIEW the rows of the materialised view public.m", "public.n");
    }

    @Test
    void manyStatementsAreSentTogetherAndTheWrongOneIsNamed() {
        var script = new Pieces();
        for (int i = 1; i <= 700; i++) {
            script.sql(
                    i == 444
                            ? "CREATE TABLE public.t444 (id nothing)"
                            : "CREATE TABLE public.t" + i + " (id int)");
        }

        assertThatThrownBy(() -> load(script)).hasMessageContaining("line 444");
    }

    @Test
    void aKeyThatDoesNotHoldIsNamedAmongMany() {
        var script = new Pieces();
        for (int i = 1; i <= 40; i++) {
            script.sql("CREATE TABLE public.t" + i + " (id int)");
        }
        script.rows("COPY public.t21 (id) FROM stdin", "1", "1");
        for (int i = 1; i <= 40; i++) {
            script.sql(
                    "ALTER TABLE ONLY public.t"
                            + i
                            + " ADD CONSTRAINT k"
                            + i
                            + " PRIMARY KEY (id)");
        }

        assertThatThrownBy(() -> load(script)).hasMessageContaining("line 65");
    }

    @Test
    void whatLaterReleasesSayBesidesIsLeftOutAndTold() throws Exception {
        load(
                new Pieces()
                        .sql(
                                "CREATE TABLE public.t (\n    a integer CONSTRAINT \"a; must\" NOT NULL,\n    b integer CONSTRAINT b CHECK (b > 0)\n)",
                                "COMMENT ON CONSTRAINT \"a; must\" ON public.t IS 'x'",
                                "COMMENT ON CONSTRAINT b ON public.t IS 'kept'")
                        .rows("COPY public.t (a) FROM stdin", "1")
                        .sql(
                                "SELECT * FROM pg_catalog.pg_restore_relation_stats(\n\t'version', '180001'::integer,\n\t'relname', 't'\n)",
                                "SELECT * FROM pg_catalog.pg_restore_attribute_stats('attname', 'a')",
                                "GRANT SELECT,MAINTAIN ON TABLE public.t TO job",
                                "ALTER DEFAULT PRIVILEGES FOR ROLE job GRANT SELECT ON LARGE OBJECTS TO job"));

        assertThat(
                        ask(
                                "SELECT attnotnull FROM pg_attribute WHERE attname = 'a' AND attrelid = 'public.t'::regclass"))
                .isEqualTo("t");
        assertThat(ask("SELECT obj_description(oid) FROM pg_constraint WHERE conname = 'b'"))
                .isEqualTo("kept");
        assertThat(repairs)
                .containsExactlyInAnyOrder(
                        "CONSTRAINT names of NOT NULL, which servers before 18 do not keep: the columns are NOT NULL all the same",
                        "COMMENT comments on NOT NULL, which has no name here",
                        "STATISTICS what the planner knew of tables: the server finds it out anew (2 times)",
                        "PRIVILEGE rights of a newer release, which this server does not have (2 times)");
    }

    @Test
    void aWrongGrantIsNoRightOfANewerRelease() {
        assertThatThrownBy(() -> load(new Pieces().sql("GRANT SELEKT ON TABLE public.t TO job")))
                .hasMessageContaining("LOAD:STATEMENT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    virtual generated columns | 18 | CREATE TABLE public.n (a integer, b integer GENERATED ALWAYS AS ((a * 2)))
                    virtual generated columns | 18 | CREATE TABLE public.n (a integer, c integer GENERATED ALWAYS AS (a) STORED, b integer GENERATED ALWAYS AS (a))
                    a key WITHOUT OVERLAPS | 18 | ALTER TABLE ONLY public.t ADD CONSTRAINT k PRIMARY KEY (a, during WITHOUT OVERLAPS)
                    a foreign key of a PERIOD | 18 | ALTER TABLE ONLY public.t ADD CONSTRAINT f FOREIGN KEY (a, PERIOD during) REFERENCES public.t(a, PERIOD during)
                    a constraint that is NOT ENFORCED | 18 | ALTER TABLE public.t ADD CONSTRAINT c CHECK ((a > 0)) NOT ENFORCED
                    NOT NULL as a constraint | 18 | ALTER TABLE public.t ADD CONSTRAINT later NOT NULL a NOT VALID
                    NOT NULL as a constraint | 18 | CREATE TABLE public.n (e integer, CONSTRAINT "n; n" NOT NULL e) INHERITS (public.t)
                    NOT NULL with NO INHERIT | 18 | CREATE TABLE public.n (b integer CONSTRAINT local NOT NULL NO INHERIT)
                    MERGE … BY SOURCE | 17 | CREATE FUNCTION public.m() RETURNS void LANGUAGE sql BEGIN ATOMIC MERGE INTO public.t USING public.t n ON t.a = n.a WHEN NOT MATCHED BY SOURCE THEN DELETE; END
                    JSON_TABLE | 17 | CREATE VIEW public.v AS SELECT b FROM JSON_TABLE('[]'::jsonb, '$[*]' COLUMNS (b text PATH '$."b"')) j
                    a collation of the provider builtin | 17 | CREATE COLLATION public.c (provider = builtin, locale = 'C.UTF-8')
                    IS JSON | 16 | CREATE VIEW public.v AS SELECT ('x' IS JSON) AS b
                    """)
    void whatOnlyLaterReleasesHaveIsRefusedByItsName(String name, int since, String statement) {
        assertThatThrownBy(() ->
                        load(
                                new Pieces()
                                        .sql(
                                                "CREATE TABLE public.t (a integer, during daterange)",
                                                statement)))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("LOAD:NEWER_RELEASE")
                .hasMessageContaining(
                        "line 2 asks for "
                                + name
                                + ", which PostgreSQL has since "
                                + since
                                + ", and the sandbox's server is a 15");
    }

    @Test
    void whatOnlyOldReleasesHaveNamesTheServerThatTakesIt() {
        var rows =
                new Pieces()
                        .sql("CREATE TABLE public.t (a int)")
                        .rows("COPY public.t (a) WITH OIDS FROM stdin", "16400\t1");

        for (var script : List.of(rows, new Pieces().sql("CREATE TABLE public.t (a abstime)"))) {
            assertThatThrownBy(() -> load(script))
                    .hasMessageContaining("LOAD:OLDER_RELEASE")
                    .hasMessageContaining("went with PostgreSQL 12")
                    .satisfies(e ->
                            assertThat(((Fault) e).problem().advice())
                                    .isEqualTo("Load it with --server 11"));
        }
    }

    @Test
    void rowsWithoutTheirTableAreExplained() {
        assertThatThrownBy(() -> load(new Pieces().rows("COPY public.t (a) FROM stdin", "1")))
                .satisfies(e ->
                        assertThat(((Fault) e).problem().advice())
                                .contains("--data-only", "cat schema.sql data.sql"));
        assertThatThrownBy(() -> load(new Pieces().sql("INSERT INTO public.t VALUES (1)")))
                .satisfies(e -> assertThat(((Fault) e).problem().place()).isEqualTo("line 1"))
                .satisfies(e -> assertThat(((Fault) e).problem().advice()).contains("--data-only"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE public.u (a int CHECK (public.f(a)))",
                "CREATE TABLE public.u (a int, b boolean GENERATED ALWAYS AS (public.f(a)) STORED)",
                "CREATE DOMAIN public.d AS int CHECK (public.f(VALUE)); CREATE TABLE public.u (a public.d)",
                "CREATE TABLE public.u (a int); CREATE INDEX i ON public.u (public.f(a))",
            })
    void functionsWithoutTheirPathAreExplained(String tables) {
        assertThatThrownBy(() ->
                        load(
                                new Pieces()
                                        .sql(
                                                "SET check_function_bodies = false",
                                                "SELECT pg_catalog.set_config('search_path', '', false)",
                                                "CREATE FUNCTION public.one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                                                "CREATE FUNCTION public.f(a int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT a > one()'")
                                        .sql(tables.split("; "))
                                        .rows("COPY public.u (a) FROM stdin", "1")))
                .satisfies(e -> assertThat(((Fault) e).problem().advice()).contains("search_path"));
    }

    @Test
    void aFunctionThatIsNotHereMayBeOfANewerRelease() {
        assertThatThrownBy(() ->
                        load(new Pieces().sql("CREATE TABLE public.t (id uuid DEFAULT uuidv7())")))
                .hasMessageContaining("LOAD:STATEMENT")
                .satisfies(e ->
                        assertThat(((Fault) e).problem().advice())
                                .contains("newer release of PostgreSQL"));
    }

    @Test
    void whatNeedsAnExtensionThatIsNotHereNamesIt() {
        assertThatThrownBy(() ->
                        load(
                                new Pieces()
                                        .sql(
                                                "CREATE EXTENSION not_here",
                                                "CREATE TABLE public.t (a not_here_type)")))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("not_here");
    }

    /// As pg_dump writes it with `--create --clean`.
    @Test
    void theDatabaseThatADumpMakesIsTheOneThatIsLoaded() throws Exception {
        load(
                new Pieces()
                        .sql(
                                "SET statement_timeout = 0",
                                "SELECT pg_catalog.set_config('search_path', '', false)",
                                "DROP DATABASE IF EXISTS \"My shop\"",
                                "CREATE DATABASE \"My shop\" WITH TEMPLATE = template0 ENCODING = 'UTF8'",
                                "ALTER DATABASE \"My shop\" OWNER TO shop",
                                "COMMENT ON DATABASE \"My shop\" IS 'of the shop'",
                                "ALTER DATABASE \"My shop\" SET search_path TO 'sales'",
                                "ALTER ROLE clerk IN DATABASE \"My shop\" SET work_mem TO '1MB'",
                                "CREATE TABLE public.t (id int)")
                        .rows("COPY public.t (id) FROM stdin", "1", "2")
                        .sql("GRANT CONNECT ON DATABASE \"My shop\" TO PUBLIC"));

        assertThat(ask("SELECT count(*) FROM public.t")).isEqualTo("2");
        assertThat(repairs)
                .contains(
                        "DATABASE the database My shop itself: what it holds is in the sandbox's",
                        "DATABASE ALTER DATABASE \"My shop\" SET search_path TO 'sales'",
                        "DATABASE ALTER ROLE clerk IN DATABASE \"My shop\" SET work_mem TO '1MB'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP DATABASE own; CREATE DATABASE other",
                "CREATE DATABASE own; CREATE DATABASE other",
                "CREATE DATABASE own; ALTER DATABASE other SET search_path = x",
                "CREATE DATABASE own; COMMENT ON DATABASE other IS 'x'",
                "CREATE DATABASE own; ALTER ROLE own SUPERUSER",
                "CREATE DATABASE own; ALTER ROLE own IN DATABASE other SET search_path = x",
                "CREATE DATABASE own; CREATE TABLE public.t (id int); DROP DATABASE own",
                "CREATE TABLE public.t (id int); CREATE DATABASE own"
            })
    void anotherDatabaseIsRefused(String statements) {
        assertThatThrownBy(() -> load(new Pieces().sql(statements.split("; "))))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("LOAD:REFUSED");
    }

    // ---- refusals

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COPY public.t FROM PROGRAM 'id'",
                "COPY public.t TO '/tmp/x'",
                "ALTER SYSTEM SET work_mem = '1GB'",
                "CREATE ROLE evil SUPERUSER",
                "ALTER DATABASE job SET search_path = evil",
                "PREPARE TRANSACTION 'orphan'",
                "/* a comment */ create/**/role evil"
            })
    void whatNoDumpOfOneDatabaseHoldsIsRefused(String statement) {
        assertThatThrownBy(() -> load(new Pieces().sql("SELECT 1", statement)))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("LOAD:REFUSED")
                .hasMessageContaining("line 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE ROLE shop LOGIN PASSWORD 'canary'",
                "SELECT dblink('host=db password=canary dbname=shop')"
            })
    void aPasswordInAStatementIsNotTold(String statement) {
        assertThatThrownBy(() -> load(new Pieces().sql(statement)))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining(statement.substring(0, 11))
                .hasMessageNotContaining("canary");
    }

    @Test
    void aWrongRowIsToldByItsLineInTheFile() {
        var lines = new String[50_000];
        java.util.Arrays.setAll(lines, i -> i == 43_210 ? "not a number" : i + "0".repeat(2));
        assertThatThrownBy(() ->
                        load(
                                new Pieces()
                                        .sql("CREATE TABLE public.t (id int)", "SELECT 1")
                                        .rows("COPY public.t (id) FROM stdin", lines)))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("not a number")
                .satisfies(e ->
                        assertThat(((Fault) e).problem().place())
                                .isEqualTo("line " + (4 + 43_210)));
    }

    @Test
    void aStatementThatFailsNamesItselfAndEndsTheOthers() throws Exception {
        assertThatThrownBy(() ->
                        load(
                                new Pieces()
                                        .sql("CREATE TABLE public.t (id int)")
                                        .rows("COPY public.t (id) FROM stdin", "1", "1")
                                        .sql(
                                                "CREATE INDEX ON public.t ((id + 1))",
                                                "ALTER TABLE ONLY public.t\n    ADD CONSTRAINT k UNIQUE (id)")))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("could not create unique index");

        awaitNoSession();
    }

    // ---- bounds

    @Test
    @Timeout(60)
    void aLoadThatIsGivenUpEndsWhatTheServerDoes() throws Exception {
        var loading =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                load(new Pieces().sql("DO 'BEGIN LOOP END LOOP; END'"));
                            } catch (Fault | InterruptedException ended) {
                                Thread.currentThread().interrupt();
                            }
                        });
        while (ask("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'belay:load'"
                        + " AND query LIKE 'DO%' AND state = 'active'")
                .equals("0")) {
            Thread.sleep(10);
        }

        loading.interrupt();
        loading.join();

        awaitNoSession();
    }

    @Test
    void aServerThatGoesAwayIsToldAsThat() throws Exception {
        assertThatThrownBy(() ->
                        load(new Pieces().sql("SELECT pg_terminate_backend(pg_backend_pid())")))
                .isInstanceOf(Fault.Transient.class)
                .hasMessageContaining("LOAD:SERVER_GONE");
    }

    @Test
    void aFloodOfNoticesAndAnAnswerOfManyRowsCostNoMemory() throws Exception {
        load(
                new Pieces()
                        .sql(
                                "SET client_min_messages = debug5",
                                "DO 'BEGIN FOR i IN 1..200000 LOOP RAISE WARNING ''%'', repeat(''n'', 500); END LOOP; END'",
                                "SELECT repeat('r', 1000) FROM generate_series(1, 300000)",
                                "CREATE TABLE public.t AS SELECT 1 AS id"));

        assertThat(ask("SELECT id FROM public.t")).isEqualTo("1");
    }

    /// The server notices a moment later that a client has gone.
    private void awaitNoSession() throws SQLException, InterruptedException {
        while (!ask(SESSIONS).equals("0")) {
            Thread.sleep(10);
        }
    }

    private static final String SESSIONS =
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'belay:load'";

    // ---- files that failed

    private static final Path FOUND =
            Path.of(System.getProperty("belay.shared", "../../../shared"), "found")
                    .toAbsolutePath()
                    .normalize();

    @ParameterizedTest
    @ValueSource(strings = {"09-managed-services.sql", "34-reset-all.sql", "55-begin-commit.sql"})
    void aFileThatFailedOnceIsLoaded(String name) throws Exception {
        assertThat(load(Files.readAllBytes(found(name))).tables()).isPositive();
    }

    @Test
    void aFileOfAnOldServerNamesTheOneThatTakesIt() throws Exception {
        var file = Files.readAllBytes(found("52-pg84-style.sql"));

        assertThatThrownBy(() -> load(file))
                .hasMessageContaining("LOAD:OLDER_RELEASE")
                .satisfies(e -> assertThat(((Fault) e).problem().advice()).contains("--server 11"));
    }

    private static Path found(String name) {
        var file = FOUND.resolve(name);
        if (!Files.isRegularFile(file)) {
            System.err.println("SKIPPED: no " + file);
        }
        assumeTrue(Files.isRegularFile(file), "no " + file);
        return file;
    }

    private Loaded load(byte[] file) throws Fault, InterruptedException {
        try (var script =
                new StrangersFiles()
                        .open(new ByteArrayInputStream(file), Bounds.USUAL, Meter.SILENT)) {
            return load(script);
        }
    }

    // ---- below

    private Loaded load(DumpScript script) throws Fault, InterruptedException {
        return Loader.load(
                database,
                LoaderTest::role,
                script,
                (kind, code, words) -> repairs.add(code + " " + words),
                Meter.SILENT);
    }

    private static boolean role(String name) throws Fault {
        try {
            as(
                    "postgres",
                    TestPostgres.USER,
                    "CREATE ROLE \"" + name.replace("\"", "\"\"") + "\" NOLOGIN");
            return true;
        } catch (SQLException e) {
            return String.valueOf(e.getMessage()).contains("already exists");
        }
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
