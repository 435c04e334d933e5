package belay.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.system.ProductSystem.DatabaseSettings;
import belay.system.ProductSystem.Promotion;
import belay.system.ProductSystem.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A copy that stays on the server is the database it was made of, in it and about it, and takes
/// its name whatever happens meanwhile.
class RoutesTest {

    private static final String KEPT = "c24_before_20261121_0903_k7q2";
    private static final String COPY = "belay_20261121_0903_k7q2";

    private Production production;
    private Postgres postgres;
    private DatabaseSettings settings;

    @BeforeEach
    void startProduction() throws Exception {
        Assumptions.assumeFalse(
                Clients.INSTALLED.find(15).isEmpty(), "SKIPPED: no pg_dump of release 15 here");
        production = new Production();
        postgres = production.postgres;
        settings = settings("c24");
        server(
                """
                CREATE ROLE shopapp LOGIN; CREATE ROLE app_reader LOGIN; CREATE ROLE deputy LOGIN;
                CREATE ROLE "Odd, role" LOGIN;
                """);
    }

    @AfterEach
    void removeProduction() throws Exception {
        production.close();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {"TEMPLATE", "LOGICAL"})
    void aDatabaseWithOneOfEverythingIsTheSameByEveryRouteAndOnTheWayBack(Route route)
            throws Exception {
        server("CREATE DATABASE c24 OWNER shopapp");
        var script = production.directory().resolve("one-of-everything.sql");
        Files.writeString(script, text("one-of-everything.sql"));
        program(
                "psql",
                "--quiet",
                "--set=ON_ERROR_STOP=1",
                "--output=/dev/null",
                "--file=" + script,
                "c24");
        var before = picture();

        copied(route);
        var after = picture();
        postgres.renameBack(database(), COPY, KEPT);
        postgres.openDatabase(settings, "c24");

        assertThat(before).containsKeys("ONLY par", "hp", "ONLY a_read_last");
        assertThat(differences(before, after)).isEmpty();
        assertThat(differences(before, picture())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {"TEMPLATE", "LOGICAL"})
    void whatBelongsToTheDatabaseItselfComesAlong(Route route) throws Exception {
        server("CREATE DATABASE c24 OWNER shopapp");
        server(
                """
                ALTER DATABASE c24 SET statement_timeout = '17s';
                ALTER DATABASE c24 SET search_path = "$user", public, "Odd, schema";
                ALTER DATABASE c24 SET app.tenant = 'it''s, \\ "1"';
                ALTER DATABASE c24 SET default_transaction_read_only = on;
                ALTER DATABASE c24 SET temp_tablespaces = '';
                ALTER ROLE shopapp IN DATABASE c24 SET work_mem = '9MB';
                ALTER ROLE shopapp IN DATABASE c24 SET default_transaction_read_only = off;
                ALTER ROLE "Odd, role" IN DATABASE c24 SET search_path = '';
                COMMENT ON DATABASE c24 IS 'keep me; it''s \\ mine';
                GRANT CONNECT ON DATABASE c24 TO app_reader;
                GRANT CREATE ON DATABASE c24 TO deputy WITH GRANT OPTION;
                SET ROLE deputy; GRANT CREATE ON DATABASE c24 TO "Odd, role"; RESET ROLE;
                REVOKE TEMP, CONNECT ON DATABASE c24 FROM PUBLIC;
                ALTER DATABASE c24 CONNECTION LIMIT 55;
                """);
        var before = properties();

        copied(route);

        assertThat(properties()).isEqualTo(before);
        asProduct("CREATE TABLE by_the_product (a int)");
        assertThatThrownBy(() -> as("deputy", "SELECT 1").close())
                .hasMessageContaining("permission denied for database");
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {"TEMPLATE", "LOGICAL"})
    void textIsSortedAsBefore(Route route) throws Exception {
        server(
                "CREATE DATABASE c24 TEMPLATE template0 OWNER shopapp LOCALE_PROVIDER icu ICU_LOCALE 'de-u-co-phonebk' ENCODING 'UTF8'");
        production.sql(
                database(),
                "CREATE TABLE t (b text); INSERT INTO t VALUES ('café'), ('ä'), ('az'), ('ad')");
        assertThat(sorted()).isEqualTo("ad,ä,az,café");

        copied(route);

        assertThat(sorted()).isEqualTo("ad,ä,az,café");
    }

    @Test
    void aCopyThatTheServerRefusesEndsWithWhatItSaysAndLeavesNothingBehind() throws Exception {
        server("CREATE DATABASE c24 OWNER shopapp");
        production.sql(
                database(),
                """
                CREATE TABLE big (a int, b text);
                INSERT INTO big SELECT g, repeat('x', 500) FROM generate_series(1, 40000) g;
                CREATE FUNCTION odd(int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS
                  $$ BEGIN IF current_database() <> 'c24' AND $1 > 20000 THEN RAISE 'no row % here', $1; END IF; RETURN true; END $$;
                ALTER TABLE big ADD CHECK (public.odd(a));
                """);
        postgres.fenceDatabase(settings, true);

        assertThatThrownBy(() -> postgres.copyRows(database(), COPY, Meter.SILENT))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("no row 20001 here");
        assertThat(sessionsOfBelay()).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDatabaseThatIsFencedAcceptsNobodyUntilItIsOpened(boolean readable) throws Exception {
        server("CREATE DATABASE c24 OWNER shopapp CONNECTION LIMIT 30");
        assertThat(postgres.accepts(settings)).isTrue();

        postgres.fenceDatabase(settings, readable);
        assertThat(postgres.accepts(settings)).isFalse();

        postgres.openDatabase(settings, "c24");
        assertThat(postgres.accepts(settings)).isTrue();
    }

    @Test
    void aSourceThatGoesAwayMayComeBack() throws Exception {
        server("CREATE DATABASE c24 OWNER shopapp");
        production.sql(
                database(),
                "CREATE TABLE big (a int, b text); INSERT INTO big SELECT g, repeat('x', 500) FROM generate_series(1, 200000) g;");
        postgres.fenceDatabase(settings, true);
        var killer =
                Thread.ofPlatform()
                        .start(() -> {
                            while (!Thread.currentThread().isInterrupted()) {
                                killReaders();
                            }
                        });

        assertThatThrownBy(() -> postgres.copyRows(database(), COPY, Meter.SILENT))
                .isInstanceOf(Fault.Transient.class);

        killer.interrupt();
        killer.join();
        postgres.copyRows(database(), COPY, Meter.SILENT);
        assertThat(postgres.ask(database().database(COPY), "SELECT count(*) FROM big"))
                .isEqualTo("200000");
    }

    @Test
    void aDeathBetweenTheNamesAndTheOpeningIsMadeGoodByTheNextTry() throws Exception {
        server("CREATE DATABASE c24 OWNER shopapp");
        copied(Route.TEMPLATE);
        server("ALTER DATABASE " + KEPT + " ALLOW_CONNECTIONS false");

        postgres.rename(database(), COPY, KEPT);
        assertThat(postgres.ask(database().database(KEPT), "SELECT 1")).isEqualTo("1");

        postgres.renameBack(database(), COPY, KEPT);
        server("ALTER DATABASE " + COPY + " ALLOW_CONNECTIONS false");
        postgres.renameBack(database(), COPY, KEPT);
        assertThat(postgres.ask(database().database(COPY), "SELECT 1")).isEqualTo("1");
    }

    @Test
    void aWayBackWithoutTheOldDatabaseIsNotSaidToBeDone() throws Exception {
        server("CREATE DATABASE c24 OWNER shopapp");
        copied(Route.TEMPLATE);
        server("DROP DATABASE " + KEPT);

        assertThatThrownBy(() -> postgres.renameBack(database(), COPY, KEPT))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("SWITCH:NAMES")
                .hasMessageContaining(KEPT);
    }

    @Test
    void aViewThatCannotBeFilledAgainStandsInTheWayBeforehand() throws Exception {
        server("CREATE DATABASE c24 OWNER shopapp");
        production.sql(
                database(),
                "CREATE MATERIALIZED VIEW a AS SELECT 1; CREATE MATERIALIZED VIEW b AS SELECT * FROM a; REFRESH MATERIALIZED VIEW a WITH NO DATA");

        var logical =
                postgres.survey(settings).offers().stream()
                        .filter(offer -> offer.route() == Route.LOGICAL)
                        .findFirst()
                        .orElseThrow();
        assertThat(logical.hindrances())
                .singleElement()
                .asString()
                .contains("public.b holds rows and reads public.a");
    }

    @Test
    void aListOfNamesIsReadAsTheServerReadsIt() {
        assertThat(DatabaseProperties.elements("\"$user\", public, \"Odd, \"\"schema\""))
                .containsExactly("$user", "public", "Odd, \"schema");
        assertThat(DatabaseProperties.elements("\"\"")).containsExactly("");
        assertThat(DatabaseProperties.elements("")).containsExactly("");
    }

    /// Shut, copied, changed over and opened, as an upgrade does it.
    private void copied(Route route) throws Exception {
        postgres.fenceDatabase(settings, route == Route.LOGICAL);
        if (route == Route.LOGICAL) {
            postgres.copyRows(database(), COPY, Meter.SILENT);
        } else {
            postgres.copyTemplate(database(), COPY);
        }
        postgres.rename(database(), COPY, KEPT);
        postgres.openDatabase(settings, "c24");
    }

    private Endpoint database() {
        return postgres.endpoint(settings);
    }

    private DatabaseSettings settings(String name) {
        var known = production.settings;
        return new DatabaseSettings(
                known.kind(),
                known.host(),
                known.port(),
                name,
                known.admin(),
                known.adminPasswordFile(),
                "shopapp",
                "",
                Route.AUTO,
                new Promotion(List.of(), List.of()),
                "",
                0);
    }

    private void server(String statements) throws SQLException, IOException {
        try (var connection = production.asBelay(database().database("postgres"));
                var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (var one : statements.split(";\\s*\\n|;\\s*(?=CREATE|GRANT|RESET)", -1)) {
                if (!one.isBlank()) {
                    statement.execute(one);
                }
            }
        }
    }

    private Connection as(String role, String statement) throws SQLException, IOException {
        try (var admin = production.asBelay(database().database("postgres"))) {
            admin.createStatement().execute("ALTER ROLE " + role + " PASSWORD 'clear'");
        }
        var connection =
                DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + settings.port() + "/c24", role, "clear");
        connection.createStatement().execute(statement);
        return connection;
    }

    private void asProduct(String statement) throws SQLException, IOException {
        as("shopapp", statement).close();
    }

    private String sorted() throws Fault {
        return postgres.ask(database(), "SELECT string_agg(b, ',' ORDER BY b) FROM t");
    }

    private String sessionsOfBelay() throws Fault {
        return postgres.ask(
                database().database("postgres"),
                "SELECT count(*) FROM pg_stat_activity WHERE datname = '" + COPY + "_half'");
    }

    private void killReaders() {
        try {
            postgres.ask(
                    database().database("postgres"),
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'c24' AND query LIKE 'COPY%'");
        } catch (Fault e) {
            throw new IllegalStateException(e);
        }
    }

    private List<List<String>> properties() throws Exception {
        return new Connections()
                .alone(
                        database().database("postgres"),
                        session -> DatabaseProperties.all(session, "c24"));
    }

    /// Everything that can be seen of it: its schema and itself as `pg_dump` writes them, its rows,
    /// its sequences, its large objects.
    private Map<String, String> picture() throws Exception {
        var picture = new TreeMap<String, String>();
        picture.put("schema", schema());
        picture.put("properties", properties().toString());
        for (var relation :
                postgres.ask(
                                database(),
                                "SELECT CASE relkind WHEN 'p' THEN '' ELSE 'ONLY ' END || oid::regclass FROM pg_class WHERE relkind IN ('r', 'p', 'm') AND NOT relispartition AND relispopulated AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema') ORDER BY 1")
                        .split("\n", -1)) {
            picture.put(
                    relation,
                    postgres.ask(
                            database(),
                            "SELECT md5(string_agg(to_jsonb(t)::text, chr(10) ORDER BY to_jsonb(t)::text COLLATE \"C\")) || ' ' || count(*) FROM "
                                    + relation
                                    + " t"));
        }
        for (var sequence :
                postgres.ask(
                                database(),
                                "SELECT oid::regclass FROM pg_class WHERE relkind = 'S' ORDER BY 1")
                        .split("\n", -1)) {
            picture.put(
                    sequence,
                    postgres.ask(database(), "SELECT last_value, is_called FROM " + sequence));
        }
        picture.put(
                "large objects",
                postgres.ask(
                        database(),
                        "SELECT m.oid, lomowner::regrole, lomacl, md5(lo_get(m.oid)), obj_description(m.oid, 'pg_largeobject') FROM pg_largeobject_metadata m ORDER BY 1"));
        return picture;
    }

    /// Line by line: the whole of both tells nobody anything.
    private static List<String> differences(Map<String, String> before, Map<String, String> after) {
        var differences = new ArrayList<String>();
        before.forEach((what, was) -> {
            var is = after.getOrDefault(what, "nothing");
            if (!is.equals(was)) {
                var lost = new ArrayList<>(was.lines().toList());
                lost.removeAll(is.lines().toList());
                var added = new ArrayList<>(is.lines().toList());
                added.removeAll(was.lines().toList());
                differences.add(what + ": lost " + lost + ", added " + added);
            }
        });
        return differences;
    }

    private String schema() throws IOException, InterruptedException {
        return program("pg_dump", "--schema-only", "--create", "c24")
                .lines()
                .filter(line -> !line.startsWith("\\restrict") && !line.startsWith("\\unrestrict"))
                .collect(Collectors.joining("\n"));
    }

    private String program(String name, String... arguments)
            throws IOException, InterruptedException {
        var tools = Clients.INSTALLED.find(15).orElseThrow();
        var command = new ArrayList<>(List.of(tools.bin().resolve(name).toString()));
        command.addAll(List.of("--host=127.0.0.1", "--port=" + settings.port()));
        command.add("--username=" + settings.admin());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .put("PGPASSWORD", Files.readString(Path.of(settings.adminPasswordFile())).strip());
        var process = builder.start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }

    private static String text(String name) throws IOException {
        try (var in = RoutesTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
