package belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import belay.api.DumpFound;
import belay.api.HomeFound;
import belay.problem.Problem;
import belay.release.ReleaseId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `belay dump` and `belay detect` on a dump.
class DumpCommandTest {

    private final FakeBelay belay = new FakeBelay();
    private final TestTerminal terminal = new TestTerminal();

    @Test
    void tellsWhatADumpIs() {
        assertThat(belay("detect dump.sql.gz")).isZero();

        assertThat(terminal.out())
                .startsWith("dump.sql.gz is plain SQL in gzip, 67 MB, of odoo 15.0")
                .contains("\nproducer   pg_dump 15.4\n", "\nsandbox    PostgreSQL 13, up to ");
    }

    @Test
    void aServerThatIsOlderThanTheDumpIsTold() {
        belay.dumps.madeFor = "18";

        belay("detect dump.sql.gz");

        assertThat(terminal.out()).contains("the dump is of 18: --server 18 brings its own");
    }

    @Test
    void whoseDumpItIsMustBeClear() {
        belay.dumps.products = List.of();
        assertThat(belay("detect dump.sql.gz")).isEqualTo(Exit.REFUSED);
        assertThat(terminal.out()).contains("belay dump upgrade --product PRODUCT --from RELEASE");

        belay.dumps.products = List.of(product("15.0"), product("16.0"));
        assertThat(belay("detect dump.sql.gz")).isEqualTo(Exit.REFUSED);
    }

    @Test
    void productsWhosePacksCannotKnowADumpAreTold() {
        belay.dumps.products = List.of();
        belay.dumps.signless = List.of("keycloak", "shop");

        belay("detect dump.sql.gz");

        assertThat(terminal.out())
                .contains("not asked, because their packs name no `dump` or `manifest`")
                .contains("under detect: keycloak, shop");
    }

    @Test
    void aFolderThatIsNoDumpIsAHomeWhereItsFilesSaySo(@TempDir Path folder) {
        belay.dumps.refused = List.of(Problem.of("DUMP:NOT_A_DUMP", "no dump"));
        belay.found = home("2.3", "2.3");

        assertThat(belay("detect " + folder)).isZero();
        assertThat(terminal.out())
                .isEqualTo(
                        """
                        /opt/shop is the home of shop 2.3

                        SIGN              PRODUCT  RELEASE
                        file version.txt  shop     2.3
                        file build.txt    shop     2.3
                        """);

        assertThat(belay("detect -o json " + folder)).isZero();
        assertThat(terminal.out()).contains("\"product\" : \"shop\"");
    }

    @Test
    void aHomeWhoseFilesNameDifferentReleasesIsRefusedAndShown(@TempDir Path folder) {
        belay.dumps.refused = List.of(Problem.of("DUMP:NOT_A_DUMP", "no dump"));
        belay.found = home("2.3", "2.2");

        assertThat(belay("detect " + folder)).isEqualTo(Exit.REFUSED);
        assertThat(terminal.out()).contains("different releases", "build.txt", "2.2");
    }

    private static HomeFound home(String one, String other) {
        return new HomeFound(
                Path.of("/opt/shop"),
                List.of(
                        new HomeFound.Sign("shop", "version.txt", new ReleaseId(one)),
                        new HomeFound.Sign("shop", "build.txt", new ReleaseId(other))),
                List.of());
    }

    @Test
    void aFolderThatIsNoDumpMayHaveBeenMeantForASystem(@TempDir Path folder) throws Exception {
        belay.dumps.refused =
                List.of(Problem.of("DUMP:NOT_A_DUMP", "no dump").advice("hand in a dump"));

        assertThat(belay("detect " + folder)).isEqualTo(Exit.REFUSED);
        assertThat(terminal.err())
                .contains("DETECT:NOTHING", "those of odoo name none")
                .contains("To detect a system, name its system.yaml");

        Files.createFile(folder.resolve("system.yaml"));
        belay("detect " + folder);
        assertThat(terminal.err())
                .contains("belay detect " + folder.resolve("system.yaml"), "hand in a dump");
    }

    private static DumpFound.Product product(String release) {
        return new DumpFound.Product("odoo", "Odoo", new ReleaseId(release), List.of("a row"));
    }

    @ParameterizedTest
    @CsvSource({
        "new.sql.gz,SCRIPT_GZIP",
        "new.sql.zst,SCRIPT_ZSTD",
        "new.sql,SCRIPT",
        "NEW.DUMP,ARCHIVE"
    })
    void theNameOfTheResultTellsItsForm(String name, String form) {
        assertThat(belay("dump upgrade d.sql.gz --to 17.0 --purpose testing --out " + name))
                .isZero();

        assertThat(belay.asked.getFirst())
                .contains("form=" + form, "use=TESTING", "out=" + name, "to=17.0");
    }

    @Test
    void whoAnswersForAnUntestedJobSaysWhy() {
        belay("dump upgrade d.sql --to 17.0 --purpose production --out n.sql --untested urgent");

        assertThat(belay.asked.getFirst()).contains("use=PRODUCTION", "untested=urgent");
    }

    @Test
    void aSandboxMayHaveMoreMemory() {
        assertThat(belay("dump check d.sql.gz --memory 6G")).isZero();

        assertThat(belay.asked.getFirst()).contains("memory=" + (6L << 30));
    }

    @Test
    void aDatabaseOfAWholeServerIsNamed() {
        assertThat(belay("dump check all.sql --only-database acme")).isZero();
        belay("dump upgrade all.sql --to 17.0 --purpose testing --out n.sql --only-database acme");

        assertThat(belay.asked).hasSize(2).allMatch(asked -> asked.contains("only=acme"));
    }

    @Test
    void aDumpComesBackWithTheReleaseOfItsCode() {
        assertThat(belay("dump restore 20261121-0903-k7q2 --out back.sql.gz")).isZero();

        assertThat(terminal.out())
                .contains("back.sql.gz, 67 MB", "run that release's code with it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dump upgrade d.sql.gz --to 17.0 --out n.sql",
                "dump upgrade d.sql.gz --to 17.0 --purpose testing",
                "dump upgrade d.sql.gz --to 17.0 --purpose maybe --out n.sql",
                "dump upgrade d.sql.gz --purpose testing --out new.xyz",
                "dump check d.sql.gz --sha256 12",
                "dump check d.sql.gz --within soon",
                "dump check d.sql.gz --server new",
                "dump check d.sql.gz --memory 5",
                "dump check d.sql.gz --memory 12M",
                "dump check",
                "dump"
            })
    void wrongWordsAreRefused(String words) {
        assertThat(belay(words)).isEqualTo(Exit.REFUSED);

        assertThat(terminal.err()).isNotEmpty();
        assertThat(belay.asked).isEmpty();
    }

    private int belay(String words) {
        terminal.clear();
        return terminal.type(() -> belay, FakeTry::new, words.split(" "));
    }
}
