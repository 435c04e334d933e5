package belay.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.problem.Problem;
import belay.release.Action;
import belay.release.Change;
import belay.release.Check;
import belay.release.Command;
import belay.release.Detection;
import belay.release.Fact;
import belay.release.Files;
import belay.release.Identity;
import belay.release.Package;
import belay.release.Question;
import belay.release.Readiness;
import belay.release.ReleaseId;
import belay.release.Request;
import belay.release.Serving;
import belay.system.ProductSystem;
import belay.system.SystemName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

class PlanJsonTest {

    @Test
    void aPlanComesBackAsItWent() {
        assertThat(PlanJson.read(PlanJson.write(PLAN))).isEqualTo(PLAN);
    }

    @Test
    void durationsAreIsoText() {
        assertThat(PlanJson.write(PLAN)).contains("\"startWithin\":\"PT3M\"");
    }

    @Test
    void keysStandInOneOrder() {
        assertThat(PlanJson.write(PLAN))
                .contains("{\"A\":\"1\",\"B\":\"2\",\"C\":\"3\",\"D\":\"4\"}");
    }

    @Test
    void anEqualPlanHasTheSameHash() {
        assertThat(PLAN.hash())
                .isEqualTo(PlanJson.read(PlanJson.write(PLAN)).hash())
                .matches("[0-9a-f]{64}");
    }

    @Test
    void anUnknownKeyIsRefused() {
        var stranger = PlanJson.write(PLAN).replaceFirst("\\{", "{\"hopps\":[],");

        assertThatThrownBy(() -> PlanJson.read(stranger))
                .isInstanceOf(JacksonException.class)
                .hasMessageContaining("hopps");
    }

    @Test
    void aMissingKeyIsRefused() {
        assertThatThrownBy(() ->
                        PlanJson.read(PlanJson.write(PLAN).replace("\"packHash\":\"ab\",", "")))
                .isInstanceOf(JacksonException.class)
                .hasMessageContaining("packHash");
    }

    @Test
    void aNullIsRefused() {
        assertThatThrownBy(() ->
                        PlanJson.read(
                                PlanJson.write(PLAN)
                                        .replace("\"packHash\":\"ab\"", "\"packHash\":null")))
                .isInstanceOf(JacksonException.class);
    }

    @Test
    void anActionOfAnotherKindIsRefused() {
        assertThatThrownBy(() ->
                        PlanJson.read(
                                PlanJson.write(PLAN)
                                        .replace("\"act\":\"Start\"", "\"act\":\"Explode\"")))
                .isInstanceOf(JacksonException.class);
    }

    private static final Command COMMAND =
            new Command(
                    List.of("{home}/bin/kc.sh", "start"),
                    Map.of("A", "1", "B", "2", "C", "3", "D", "4"),
                    "conf",
                    "keycloak");

    private static final Request LOGIN =
            new Request(
                    "POST",
                    "http",
                    "/token",
                    Map.of("Accept", "application/json"),
                    Map.of("password", "{secret.admin}"),
                    "",
                    List.of(200),
                    Map.of("token", "/access_token"));

    private static final Serving SERVING =
            new Serving(
                    List.of(COMMAND),
                    List.of(new Serving.Process("server", COMMAND, List.of(COMMAND))),
                    List.of(
                            new Readiness.PortOpen("http"),
                            new Readiness.HttpAnswer(
                                    "management", "/health", 200, Map.of("/status", "UP")),
                            new Readiness.LogLine("server", "started in"),
                            new Readiness.Says(COMMAND)),
                    Duration.ofMinutes(3),
                    Duration.ofSeconds(30),
                    List.of("ERROR"),
                    List.of("WARN"));

    private static final Files FILES =
            new Files(
                    List.of("themes/**"),
                    List.of("**/*.tmp"),
                    List.of(
                            new Files.Merge(
                                    "conf/keycloak.conf",
                                    Files.Format.PROPERTIES,
                                    Map.of("proxy", "proxy-headers"),
                                    Map.of("proxy-headers", Map.of("edge", "xforwarded")),
                                    Map.of("db-url", "jdbc:postgresql://{database.host}"))));

    private static final Fact FACT =
            new Fact(
                    "login",
                    new Question.Http(List.of(LOGIN), "/access_token"),
                    Fact.Holds.ANSWERED);

    private static final Check CHECK =
            new Check("no orphan", new Question.Sql("SELECT count(*) FROM x"), "0");

    private static final ProductSystem SYSTEM =
            new ProductSystem(
                    new SystemName("shop-1"),
                    "shop",
                    List.of(new ReleaseId("1.4")),
                    Map.of("failover", "true"),
                    new ProductSystem.DatabaseSettings(
                            "postgresql",
                            "127.0.0.1",
                            5432,
                            "shop",
                            "belay",
                            "/etc/belay/admin",
                            "shop",
                            "/etc/belay/shop",
                            ProductSystem.Route.AUTO,
                            new ProductSystem.Promotion(
                                    List.of(
                                            new ProductSystem.Configuration(
                                                    "/etc/shop.conf",
                                                    Files.Format.TOML,
                                                    Map.of("/db/port", "{database.port}"))),
                                    List.of(COMMAND)),
                            "",
                            0),
                    List.of(new ProductSystem.Home("/opt/shop")),
                    List.of(
                            new ProductSystem.Node(
                                    "one",
                                    "local",
                                    Map.of("http", 8080),
                                    List.of(SERVING),
                                    List.of(new ReleaseId("1.4")),
                                    Map.of("dotnet", "8.0"),
                                    "/etc/default/shop")),
                    Map.of("admin", "/etc/belay/secret"),
                    Map.of("java", Map.of("21", "/usr/lib/jvm/21")),
                    Map.of(new ReleaseId("2.0"), "/srv/shop-2.0.tar.gz"),
                    List.of(FACT),
                    List.of(CHECK),
                    List.of(),
                    ProductSystem.Policy.DEFAULT);

    private static final Hop HOP =
            new Hop(
                    new ReleaseId("2.0"),
                    new Hop.Because("2.0 is a compulsory stop", "https://shop.example/upgrade"),
                    "full",
                    "",
                    List.of(new Task("space", "space", "https://shop.example", List.of(CHECK))),
                    List.of(new Task("reindex", "reindex: slow", "a manual", List.of())),
                    List.of(
                            new Package(new Package.Source.Local("a.zip"), "", 0),
                            new Package(new Package.Source.Maven("g:a:1:tar.gz"), "00", 1),
                            new Package(
                                    new Package.Source.Url("https://shop.example/a.zip"), "", 1),
                            new Package(new Package.Source.Npm("@shop/a", "1.0.0", "00"), "", 1),
                            new Package(
                                    new Package.Source.PyPi("a", "1.0", "a-1.0.tar.gz"), "00", 1),
                            new Package(
                                    new Package.Source.Made(
                                            new Command(
                                                    List.of("npm", "ci"),
                                                    Map.of(),
                                                    "{package}",
                                                    ""),
                                            Duration.ofMinutes(30)),
                                    "",
                                    0),
                            new Package(new Package.Source.Operator(), "", 0)),
                    Map.of("java", "21"),
                    List.of(
                            new Action.Sql("hops/2.0.sql", "SELECT 1;"),
                            new Action.Run(COMMAND),
                            new Action.Start(),
                            new Action.Http(List.of(LOGIN))),
                    List.of(SERVING),
                    FILES,
                    List.of(
                            new Change(
                                    "public.orders",
                                    Change.Kind.COLUMNS,
                                    List.of("total"),
                                    "rounded")),
                    List.of(FACT, new Fact("version", new Question.Run(COMMAND), Fact.Holds.EQUAL)),
                    List.of(CHECK),
                    "tables are dropped");

    private static final Plan PLAN =
            new Plan(
                    SYSTEM,
                    "ab",
                    new ReleaseId("1.4"),
                    new ReleaseId("2.0"),
                    List.of(HOP),
                    List.of(SERVING),
                    FILES,
                    Map.of("java", "17"),
                    List.of(new Action.Sql("after-copy.sql", "SELECT 1;")),
                    List.of(new Action.Sql("neutralise.sql", "SELECT 1;")),
                    List.of(
                            new Identity(
                                    "numeric",
                                    new Detection.Database("SELECT release FROM v", ""))),
                    List.of(FACT),
                    List.of(CHECK),
                    List.of("public\\.session.*"),
                    List.of("public\\.cached_.*"),
                    List.of("2.0 has no checksum"),
                    new Terms(
                            "current",
                            false,
                            List.of("B-1"),
                            List.of(),
                            List.of(
                                    new Reply.Hit(
                                            "B-1",
                                            "2.0",
                                            "cannot tell",
                                            "failover is true",
                                            List.of("2.1"),
                                            "pairs part",
                                            "bug 1",
                                            true)),
                            List.of(
                                    new Reply.Need(
                                            "dotnet 8",
                                            "2.0",
                                            "one",
                                            "met",
                                            ".NET 8",
                                            true,
                                            "it is built on it",
                                            "a manual")),
                            List.of(Problem.of("RUN:REFUSED", "not on Fridays")),
                            List.of(Problem.of("CONDITION:UNKNOWN", "it cannot be told")),
                            List.of(new Reply.Estimate("duration", 1, 2.5, 4, List.of("the copy"))),
                            List.of(Duration.ofHours(2))));
}
