package belay.system;

import static org.assertj.core.api.Assertions.assertThat;

import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Check;
import belay.release.Command;
import belay.release.Fact;
import belay.release.Files.Format;
import belay.release.Question;
import belay.release.ReleaseId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class SystemFileTest {

    @TempDir Path folder;

    @Test
    void theLeastIsEnough() throws IOException {
        var system = read(LEAST);

        assertThat(system.name()).isEqualTo(new SystemName("shop-1"));
        assertThat(system.database())
                .isEqualTo(
                        new ProductSystem.DatabaseSettings(
                                "postgresql",
                                "127.0.0.1",
                                5432,
                                "shop",
                                "belay",
                                "",
                                "shop",
                                "",
                                ProductSystem.Route.AUTO,
                                new ProductSystem.Promotion(List.of(), List.of()),
                                "",
                                0));
        assertThat(system.nodes())
                .containsExactly(new ProductSystem.Node("main", "local", Map.of(), List.of()));
        assertThat(system.home()).isEmpty();
        assertThat(system.policy()).isEqualTo(ProductSystem.Policy.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource({"/dev/zero, YAML:TOO_LARGE", "/dev/null, YAML:EMPTY"})
    void aDeviceIsNoSystem(Path device, String code) {
        assertThat(SystemFile.read(device))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.problems().toString()).contains(code));
    }

    @Test
    void readsAllThereIs() throws IOException {
        var system =
                read(
                        """
                        system: shop-1
                        product: shop
                        release: 1.10
                        database:
                          kind: postgresql
                          host: db.example.org
                          port: 5433
                          name: shop
                          admin: {user: belay, password-file: secrets/admin}
                          user: shop
                          password-file: /etc/shop/password
                          route: physical
                          directory: copies
                          promote:
                            by: configuration
                            configurations:
                              - {file: ../shop.conf, format: properties, set: {db.port: "{database.port}"}}
                            hook: [[systemctl, reload, pgbouncer]]
                            port: 5434
                        home: /opt/shop
                        ports: {http: 8080}
                        environment-file: /etc/default/shop
                        serving:
                          processes: [{name: shop, command: [systemctl, start, shop], stop: [[systemctl, stop, shop]]}]
                          start-within: 1m
                        nodes:
                          - {name: one}
                          - name: two
                            host: local
                            ports: {http: 8081, admin: 9000}
                            environment-file: two.env
                            serving: {}
                        secrets: {admin: secrets/admin}
                        runtimes: {java: {21: /usr/lib/jvm/21}}
                        packages: {2.0: packages/2.0.zip}
                        facts: [{name: customers, sql: SELECT 1, holds: at-least}]
                        checks: [{name: mine, command: [bin/check], expect: ok}]
                        policy: {pause-limit: 10s, rehearsal-holds: 24h, keep-old-for: 30d, keep-backups: {daily: 2}, facts: before-opening}
                        """);

        assertThat(system.release()).containsExactly(new ReleaseId("1.10"));
        assertThat(system.database().adminPasswordFile()).isEqualTo(folder + "/secrets/admin");
        assertThat(system.database().directory()).isEqualTo(folder + "/copies");
        assertThat(system.database().promotedPort()).isEqualTo(5434);
        assertThat(system.database().promote())
                .isEqualTo(
                        new ProductSystem.Promotion(
                                List.of(
                                        new ProductSystem.Configuration(
                                                folder.getParent() + "/shop.conf",
                                                Format.PROPERTIES,
                                                Map.of("db.port", "{database.port}"))),
                                List.of(
                                        new Command(
                                                List.of("systemctl", "reload", "pgbouncer"),
                                                Map.of(),
                                                "",
                                                ""))));
        assertThat(system.home()).contains(new ProductSystem.Home("/opt/shop"));
        assertThat(system.nodes())
                .extracting(ProductSystem.Node::ports)
                .containsExactly(Map.of("http", 8080), Map.of("http", 8081, "admin", 9000));
        assertThat(system.nodes())
                .extracting(ProductSystem.Node::environmentFile)
                .containsExactly("/etc/default/shop", folder + "/two.env");
        assertThat(system.nodes().getFirst().serving().getFirst().startWithin())
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(system.nodes().getLast().serving().getFirst().processes()).isEmpty();
        assertThat(system.secrets()).isEqualTo(Map.of("admin", folder + "/secrets/admin"));
        assertThat(system.runtimes()).isEqualTo(Map.of("java", Map.of("21", "/usr/lib/jvm/21")));
        assertThat(system.packages())
                .isEqualTo(Map.of(new ReleaseId("2.0"), folder + "/packages/2.0.zip"));
        assertThat(system.facts())
                .containsExactly(
                        new Fact("customers", new Question.Sql("SELECT 1"), Fact.Holds.AT_LEAST));
        assertThat(system.checks()).extracting(Check::name).containsExactly("mine");
        assertThat(system.policy())
                .isEqualTo(
                        new ProductSystem.Policy(
                                Duration.ofSeconds(10),
                                Duration.ofDays(1),
                                Duration.ofDays(30),
                                List.of(),
                                new ProductSystem.Retention(2, 4, 3),
                                true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "localhost",
                "db-1.example.org",
                "'::1'",
                "'2001:db8::1'",
                "/var/run/postgresql"
            })
    void takesEveryKindOfHost(String host) throws IOException {
        assertThat(
                        read(LEAST.replace("database: {", "database: {host: " + host + ", "))
                                .database()
                                .host())
                .isEqualTo(host.replace("'", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'a b'",
                "-x",
                "'host=evil'",
                "'127.0.0.1?sslmode=disable'",
                "'a@b'",
                "'http://a'",
                "'a,b'",
                "'::1]'",
                "''"
            })
    void refusesWhatIsNoHost(String host) throws IOException {
        assertThat(problems(LEAST.replace("database: {", "database: {host: " + host + ", ")))
                .extracting(Problem::code)
                .containsExactly("SYSTEM:WRONG_FORM");
    }

    @Test
    void aPasswordInTheFileIsRefusedAndNotRepeated() throws IOException {
        var problems =
                problems(
                        LEAST.replace("user: shop", "user: shop, password: hunter2")
                                .replace("{user: belay", "{user: belay, password: hunter3"));

        assertThat(problems)
                .extracting(Problem::code)
                .contains("SYSTEM:INLINE_SECRET", "SYSTEM:INLINE_SECRET");
        assertThat(problems.toString()).contains("password-file").doesNotContain("hunter");
    }

    /// Each: route | how clients are led | what is expected instead, or the route that it comes to.
    @ParameterizedTest
    @CsvSource({
        "physical,rename,template or logical",
        "template,configuration,route: physical",
        "logical,configuration,route: physical",
        "physical,configuration,configurations or a hook",
        "auto,configuration,configurations or a hook"
    })
    void refusesToLeadClientsInAWayThatTheRouteDoesNotAllow(
            String route, String by, String expected) throws IOException {
        var problems =
                problems(
                        """
                        system: shop-1
                        product: shop
                        database: {name: shop, user: shop, admin: {user: belay}, route: %s, promote: {by: %s}}
                        """
                                .formatted(route, by));

        assertThat(problems)
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("SYSTEM:PROMOTE");
                    assertThat(problem.expected()).contains(expected);
                    assertThat(problem.place()).startsWith(folder.resolve("system.yaml") + ":3:");
                });
    }

    @Test
    void takesTheRouteThatLeadsClientsAsIsWanted() throws IOException {
        var text =
                """
                system: shop-1
                product: shop
                database: {name: shop, user: shop, admin: {user: belay}, promote: {%s}}
                """;

        assertThat(read(text.formatted("by: rename")).database().route())
                .isEqualTo(ProductSystem.Route.TEMPLATE);
        assertThat(read(text.formatted("by: configuration, hook: [[reload]]")).database().route())
                .isEqualTo(ProductSystem.Route.PHYSICAL);
    }

    /// Each: what is added to a right system | code | line | part of the message.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "hom: /opt                                    | SYSTEM:UNKNOWN_KEY | 4 | did you mean home?",
                "ports: {http: 70000}                         | SYSTEM:WRONG_FORM | 4 | 1 to 65535",
                "ports: {http: '80'}                          | SYSTEM:WRONG_KIND | 4 | a port",
                "ports: {http: 80, admin: 80}                 | SYSTEM:DUPLICATE | 4 | the same number",
                "nodes: []                                    | SYSTEM:WRONG_FORM | 4 | a list of nodes",
                "nodes: [{name: a}, {name: a}]                | SYSTEM:DUPLICATE | 4 | two of this node",
                "nodes: [{name: A}]                           | SYSTEM:WRONG_FORM | 4 | lower-case",
                "nodes: [{host: a}]                           | SYSTEM:MISSING_KEY | 4 | name",
                "nodes: [{name: a, host: 'a b'}]              | SYSTEM:WRONG_FORM | 4 | host name",
                "nodes: [{name: a, host: app2.example.com}]   | SYSTEM:HOST | 4 | other machines",
                "serving: {for: '*'}                          | SYSTEM:UNKNOWN_KEY | 4 | one of runtime, build",
                "serving: {build: [make all]}                 | SYSTEM:WRONG_KIND | 4 | as a list",
                "facts: [{name: a, sql: S, holds: more}]      | SYSTEM:NOT_ONE_OF | 4 | at-least",
                "facts: [{name: a, command: ['{secret.x}']}]  | SYSTEM:SECRET_IN_OPEN | 4 | anybody can read",
                "checks: [{name: a, sql: S, expect: '('}]     | SYSTEM:PATTERN | 4 | RE2",
                "policy: {pause-limit: 1}                     | SYSTEM:WRONG_KIND | 4 | 500ms",
                "runtimes: {java: /usr}                       | SYSTEM:WRONG_KIND | 4 | version: directory",
                "secrets: [a]                                 | SYSTEM:WRONG_KIND | 4 | name: file",
                "system: x                                    | YAML:DUPLICATE_KEY | 4 | twice",
            })
    void refuses(String added, String code, int line, String message) throws IOException {
        var problems = problems(LEAST + added.strip() + "\n");

        assertThat(problems)
                .describedAs("%s", problems)
                .anySatisfy(problem -> {
                    assertThat(problem.code()).isEqualTo(code.strip());
                    assertThat(problem.place())
                            .startsWith(folder.resolve("system.yaml") + ":" + line + ":");
                    assertThat(problem.toString()).contains(message.strip());
                });
    }

    @Test
    void belayAndTheProductNeedRolesOfTheirOwn() throws IOException {
        assertThat(problems(LEAST.replace("user: belay", "user: shop")))
                .extracting(Problem::code)
                .containsExactly("SYSTEM:SAME_ROLE");
    }

    @Test
    void anotherKindOfDatabaseIsRefused() throws IOException {
        assertThat(problems(LEAST.replace("database: {", "database: {kind: mysql, ")))
                .extracting(Problem::code)
                .containsExactly("SYSTEM:NOT_ONE_OF");
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertThat(SystemFile.read(folder.resolve("none.yaml"))).isInstanceOf(Answer.Refused.class);
    }

    /// Editors read each schema alone, so both hold the parts they share; they must not drift
    /// apart.
    @Test
    void bothSchemasDescribeTheSharedPartsAlike() throws IOException {
        var pack = definitions("/belay/pack.schema.json");
        var system = definitions("/belay/system.schema.json");

        for (var part :
                List.of(
                        "command",
                        "request",
                        "requests",
                        "readiness",
                        "process",
                        "merge",
                        "fact",
                        "check")) {
            assertThat(pack.required(part)).isEqualTo(system.required(part));
        }
    }

    private static tools.jackson.databind.JsonNode definitions(String resource) throws IOException {
        try (var stream = SystemFile.class.getResourceAsStream(resource)) {
            return JsonMapper.shared().readTree(stream).required("$defs");
        }
    }

    private static final String LEAST =
            """
            system: shop-1
            product: shop
            database: {name: shop, user: shop, admin: {user: belay}}
            """;

    private ProductSystem read(String text) throws IOException {
        Files.writeString(folder.resolve("system.yaml"), text);
        return switch (SystemFile.read(folder.resolve("system.yaml"))) {
            case Answer.Given<ProductSystem>(var system) -> system;
            case Answer.Refused<ProductSystem>(var problems) -> throw new AssertionError(problems);
        };
    }

    private List<Problem> problems(String text) throws IOException {
        Files.writeString(folder.resolve("system.yaml"), text);
        return switch (SystemFile.read(folder.resolve("system.yaml"))) {
            case Answer.Given<ProductSystem>(var system) ->
                    throw new AssertionError("not refused: " + system);
            case Answer.Refused<ProductSystem>(var problems) -> problems;
        };
    }
}
