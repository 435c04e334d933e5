package belay.app;

import static org.assertj.core.api.Assertions.assertThat;

import belay.app.TestHouse.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jobs of dumps as somebody orders them on the command line: what is allowed when, and what comes
/// out.
class DumpJobsTest {

    private static final int ORDERS = 500;

    @TempDir private Path folder;
    private TestHouse house;
    private Path dump;
    private Path code;

    @BeforeEach
    void prepare() throws IOException {
        house = new TestHouse();
        dump = OdooDump.write(folder.resolve("acme.sql"), ORDERS);
        code = OdooDump.code(Files.createDirectory(folder.resolve("code")), "");
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    @Test
    void productionFollowsATestAndOnlyAFreshDumpBecomesIt() throws Exception {
        assertThat(upgrade(dump, "production", "early.sql"))
                .satisfies(refused("DUMP:NOT_TESTED"))
                .satisfies(_ -> assertThat(out("early.sql")).doesNotExist());

        var test = upgrade(dump, "testing", "test.sql");
        assertThat(test.code()).as(test.toString()).isZero();
        assertNeutralised(Files.readString(out("test.sql")));
        assertThat(house.leftOf(test.run())).isEmpty();

        assertThat(
                        upgrade(
                                out("test.sql"),
                                "production",
                                "never.sql",
                                "--from",
                                "15.0",
                                "--product",
                                "odoo"))
                .satisfies(refused("DUMP:NEUTRALISED"))
                .satisfies(said -> assertThat(house.leftOf(said.run())).isEmpty())
                .satisfies(_ -> assertThat(out("never.sql")).doesNotExist());

        var fresh = OdooDump.write(folder.resolve("fresh.sql"), ORDERS + 1);
        var production = upgrade(fresh, "production", "new.sql");
        assertThat(production.code()).as(production.toString()).isZero();
        assertLive(Files.readString(out("new.sql")));
        assertThat(house.leftOf(production.run())).isEmpty();
        assertThat(production.json().at("/proof/holds").asBoolean()).isTrue();
        assertTold(test.run(), "DUMP_TESTING");
        assertGivenBack(test.run(), dump);
        assertGivenBack(production.run(), fresh);
        assertThat(halves()).isEmpty();
    }

    @Test
    void whoAnswersForAnUntestedJobIsNamedInItsEvidence() throws Exception {
        var said = upgrade(dump, "production", "new.sql", "--untested", "moving house tonight");

        assertThat(said.code()).as(said.toString()).isZero();
        assertLive(Files.readString(out("new.sql")));
        assertThat(house.belay("evidence", said.run()).out())
                .contains("moving house tonight", System.getProperty("user.name"));
        assertThat(Files.readString(house.home().resolve("runs/" + said.run() + "/evidence.html")))
                .contains("moving house tonight");
        // That somebody answered for one job is no test of the next.
        assertThat(upgrade(dump, "production", "again.sql")).satisfies(refused("DUMP:NOT_TESTED"));
    }

    @Test
    void oneJobAtATimeAndWhatIsCancelledLeavesNothing() throws Exception {
        OdooDump.code(code, "touch ~/begun; sleep 60");
        var first = CompletableFuture.supplyAsync(() -> upgrade(dump, "testing", "test.sql"));
        var run = awaitCode();

        assertThat(upgrade(dump, "testing", "second.sql")).satisfies(refused("SYSTEM:BUSY"));
        assertThat(house.belay("status", run).out()).contains("at work");
        assertThat(house.belay("cancel", run).code()).isZero();

        var cancelled = first.get();
        assertThat(cancelled.code()).as(cancelled.toString()).isEqualTo(1);
        assertThat(cancelled.json().at("/run/state").asString()).isEqualTo("CANCELLED");
        assertThat(house.leftOf(run)).isEmpty();
        assertThat(out("test.sql")).doesNotExist();
        assertThat(halves()).isEmpty();
        assertThat(house.belay("dump", "restore", run, "--out", out("back.sql").toString()))
                .satisfies(refused("DUMP:NOT_KEPT"));
        assertThat(upgrade(dump, "testing", "no/way.sql")).satisfies(refused("DUMP:OUT_FOLDER"));
        assertThat(upgrade(dump, "testing", "new.sql", "--server", "99"))
                .satisfies(refused("SANDBOX:NO_PG_DUMP"));
    }

    @Test
    void whatSomebodyPutsInThePlaceOfTheResultIsNeverLost() throws Exception {
        OdooDump.code(code, "touch ~/begun; sleep 3");
        var job = CompletableFuture.supplyAsync(() -> upgrade(dump, "testing", "test.sql"));
        awaitCode();
        Files.writeString(out("test.sql"), "somebody's only copy");

        var said = job.get();

        assertThat(said.code()).as(said.toString()).isNotZero();
        assertThat(said.toString()).contains("DUMP:OUT_EXISTS");
        assertThat(out("test.sql")).hasContent("somebody's only copy");
        assertThat(halves()).isEmpty();
        assertThat(house.leftOf(said.run())).isEmpty();
    }

    @Test
    void aCheckKeepsNothingOfTheDump() throws Exception {
        var said = house.belay("dump", "check", "-o", "json", dump.toString());

        assertThat(said.code()).as(said.toString()).isZero();
        assertThat(said.json().at("/dump/filled/0/rows").asLong()).isEqualTo(ORDERS + 17);
        assertThat(house.leftOf(said.run())).isEmpty();
        try (Stream<Path> files = Files.list(house.home().resolve("runs/" + said.run()))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .doesNotContain("taken", "unwrapped");
        }
        assertThat(house.belay("dump", "restore", said.run(), "--out", out("back.sql").toString()))
                .satisfies(refused("DUMP:NOT_KEPT"));
    }

    @Test
    void oneDatabaseOfAWholeServerIsUpgradedAndTheOthersAreTold() throws Exception {
        var all = ServerDump.write(folder.resolve("all.sql"), dump, ServerDump.BILLING);

        assertThat(check(all))
                .satisfies(refused("DUMP:CLUSTER"))
                .extracting(Said::toString)
                .asString()
                .contains("acme (", "billing (1 table)", "postgres")
                .contains("belay dump check " + all + " --only-database acme");
        assertThat(check(all, "--only-database", "nowhere"))
                .satisfies(refused("DUMP:NO_DATABASE"))
                .satisfies(said -> assertThat(said.toString()).contains("nowhere", "billing"))
                .satisfies(said -> assertThat(said.run()).isEmpty());
        assertThat(check(dump, "--only-database", "acme"))
                .satisfies(refused("DUMP:NO_DATABASE"))
                .satisfies(said -> assertThat(said.run()).isEmpty());

        var said = upgrade(all, "testing", "new.sql", "--only-database", "acme");

        assertThat(said.code()).as(said.toString()).isZero();
        assertThat(said.json().at("/dump/filled/0/rows").asLong()).isEqualTo(ORDERS + 17);
        assertThat(said.json().at("/dump/filled/0/leftOut").toString())
                .contains("the database billing", "the database postgres", "roles, tablespaces");
        assertThat(Files.readString(out("new.sql")))
                .contains("17.0.1.3")
                .doesNotContain("invoice", "canary");
        assertGivenBack(said.run(), all);
    }

    @Test
    void aWholeServerWithOneDatabaseNeedsNoName() throws Exception {
        var all = ServerDump.write(folder.resolve("all.sql"), dump, "");

        assertThat(house.belay("detect", all.toString()).out())
                .contains("plain SQL of a whole server", "acme", "odoo 15.0");
        var said = check(all);

        assertThat(said.code()).as(said.toString()).isZero();
        assertThat(said.json().at("/dump/filled/0/rows").asLong()).isEqualTo(ORDERS + 17);
        assertThat(said.json().at("/dump/filled/0/leftOut").toString())
                .contains("the database postgres", "roles, tablespaces");
    }

    private Said check(Path file, String... more) {
        var words = Stream.of("dump", "check", "-o", "json", file.toString());
        return house.belay(Stream.concat(words, Stream.of(more)).toArray(String[]::new));
    }

    private Said upgrade(Path file, String purpose, String result, String... more) {
        var words =
                Stream.concat(
                        Stream.of(
                                "dump",
                                "upgrade",
                                "-o",
                                "json",
                                file.toString(),
                                "--name",
                                "acme",
                                "--to",
                                "17.0",
                                "--purpose",
                                purpose,
                                "--code",
                                code.toString(),
                                "--out",
                                out(result).toString()),
                        Stream.of(more));
        return house.belay(words.toArray(String[]::new));
    }

    private Path out(String name) {
        return folder.resolve(name);
    }

    private static org.assertj.core.api.ThrowingConsumer<Said> refused(String code) {
        return said -> {
            assertThat(said.toString()).contains(code);
            assertThat(said.code()).as(said.toString()).isEqualTo(2);
        };
    }

    /// Until the code of the first hop runs.
    private String awaitCode() throws InterruptedException {
        long end = System.nanoTime() + 120_000_000_000L;
        var run = "";
        while (run.isEmpty() || !Files.exists(house.scratch(run).resolve("begun"))) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(20);
            run = house.belay("status", "-o", "json").json().at("/runs/0/id").asString("");
        }
        return run;
    }

    /// What was begun to be written beside a result.
    private List<Path> halves() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("\\..*|.*half.*"))
                    .toList();
        }
    }

    private static void assertNeutralised(String result) {
        assertThat(rows(result, "ir_cron")).hasSize(3).allMatch(row -> row.contains("\tf\t"));
        assertThat(rows(result, "ir_mail_server")).hasSize(1).allMatch(row -> row.endsWith("\tf"));
        assertThat(rows(result, "fetchmail_server"))
                .hasSize(1)
                .allMatch(row -> row.endsWith("\tf"));
        assertThat(rows(result, "payment_provider"))
                .hasSize(2)
                .allMatch(row -> row.endsWith("\ttest"));
        assertThat(rows(result, "ir_config_parameter"))
                .anyMatch(row -> row.contains("database.uuid"))
                .anyMatch(row -> row.endsWith("database.is_neutralized\ttrue"));
        assertThat(result)
                .doesNotContain(OdooDump.UUID, "M2101-ACME", "https://acme.example")
                .contains("belay_marks.neutralised", "17.0.1.3");
    }

    private static void assertLive(String result) {
        assertThat(rows(result, "ir_cron")).filteredOn(row -> row.contains("\tt\t")).hasSize(2);
        assertThat(rows(result, "ir_mail_server")).hasSize(1).allMatch(row -> row.endsWith("\tt"));
        assertThat(rows(result, "fetchmail_server"))
                .hasSize(1)
                .allMatch(row -> row.endsWith("\tt"));
        assertThat(rows(result, "payment_provider"))
                .filteredOn(row -> row.endsWith("\tenabled"))
                .hasSize(1);
        assertThat(result)
                .contains(OdooDump.UUID, "M2101-ACME", "https://acme.example", "17.0.1.3")
                .doesNotContain("belay_marks", "is_neutralized");
    }

    /// Of a table in a plain dump.
    private static List<String> rows(String dump, String table) {
        int from = dump.indexOf("\nCOPY public." + table + " ");
        assertThat(from).as(table).isNotNegative();
        var rows = dump.substring(dump.indexOf('\n', from + 1) + 1);
        return rows.substring(0, rows.indexOf("\\.\n")).lines().toList();
    }

    private void assertTold(String run, String purpose) throws IOException {
        assertThat(house.belay("status", "-o", "json", run).json().toString()).contains(purpose);
        assertThat(house.belay("status", run).out()).contains("Load the dump", "done");
        assertThat(house.belay("log", run).out()).contains("Load the dump");
        assertThat(house.belay("evidence", run).out()).contains("proof");
        assertThat(house.home().resolve("runs/" + run + "/evidence.html")).isNotEmptyFile();
    }

    private void assertGivenBack(String run, Path handedIn) throws IOException {
        var back = folder.resolve(run + ".back");
        var said = house.belay("dump", "restore", run, "--out", back.toString());
        assertThat(said.code()).as(said.toString()).isZero();
        assertThat(said.out()).contains("15.0");
        assertThat(back).hasSameBinaryContentAs(handedIn);
        assertThat(house.belay("dump", "restore", run, "--out", back.toString()))
                .satisfies(refused("DUMP:OUT_EXISTS"));
    }
}
