package belay.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Fault;
import belay.release.Files.Format;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewritingTest {

    @TempDir Path directory;
    private Sandbox sandbox;
    private Path file;
    private Path original;

    @BeforeEach
    void open() throws Exception {
        sandbox = new Sandbox(directory);
        file = sandbox.file("conf/app.properties", "# db\ndb.url=old\nother=1\n");
        original = directory.resolve("kept/run-1/app.properties");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    }

    @Test
    void keysAreSetAndTheOriginalIsKeptOnce() throws Exception {
        rewrite(Map.of("db.url", "new"));
        rewrite(Map.of("db.url", "newer"));

        assertThat(file).hasContent("# db\ndb.url=newer\nother=1\n");
        assertThat(original).hasContent("# db\ndb.url=old\nother=1\n");
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(Files.getPosixFilePermissions(original))
                .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    }

    @Test
    void keysAreTakenBackAndLaterEditsStay() throws Exception {
        var set = Map.of("db.url", "new", "db.port", "2");
        rewrite(set);
        Files.writeString(
                file, Files.readString(file).replace("other=1", "other=7\nmore=8 # by hand"));

        assertThat(takeBack(set)).isEmpty();
        assertThat(takeBack(set)).isEmpty();

        assertThat(file).hasContent("# db\ndb.url=old\nother=7\nmore=8 # by hand\n");
        assertThat(original).doesNotExist();
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    }

    @Test
    void aKeyThatSomebodyHasChangedSinceIsToldAndLeft() throws Exception {
        var set = Map.of("db.url", "new", "other", "2");
        rewrite(set);
        Files.writeString(file, Files.readString(file).replace("db.url=new", "db.url=third"));

        assertThat(sandbox.host().changedSince(file, Format.PROPERTIES, set, original))
                .containsExactly("db.url");
        assertThat(takeBack(set)).containsExactly("db.url");

        assertThat(file).hasContent("# db\ndb.url=third\nother=1\n");
    }

    @Test
    void whatCannotBeRewrittenIsSaid() throws Exception {
        Path dangerous =
                sandbox.file(
                        "x.xml", "<!DOCTYPE r SYSTEM \"http://127.0.0.1:9/x.dtd\"><r><a>1</a></r>");

        assertThatThrownBy(() ->
                        sandbox.host().rewrite(dangerous, Format.XML, Map.of("r.a", "2"), original))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("DOCTYPE");
        assertThatThrownBy(
                        () -> sandbox.host().rewrite(file, Format.TEXT, Map.of("a", "2"), original))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("HOST:NO_KEYS");
        assertThatThrownBy(() ->
                        sandbox.host()
                                .rewrite(
                                        directory.resolve("none"),
                                        Format.JSON,
                                        Map.of("a", "2"),
                                        original))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("HOST:MISSING");
        assertThat(original).doesNotExist();
    }

    @Test
    void anInclusionIsOnlyText() throws Exception {
        String text =
                "<r xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"file:///etc/hostname\""
                        + " parse=\"text\"/><a>1</a></r>";
        Path including = sandbox.file("x.xml", text);

        sandbox.host().rewrite(including, Format.XML, Map.of("r.a", "2"), original);

        assertThat(including).hasContent(text.replace("1</a>", "2</a>"));
    }

    @Test
    void aLinkIsTurnedAtOnceAndADirectoryMovedAway() throws Exception {
        Path link = directory.resolve("opt/current");
        Path kept = directory.resolve("opt/current.old");
        sandbox.file("opt/current/file", "old");

        sandbox.host().relink(link, Path.of("product-2"), kept);
        sandbox.host().relink(link, Path.of("product-2"), kept);
        assertThat(Files.readSymbolicLink(link)).isEqualTo(Path.of("product-2"));
        assertThat(kept.resolve("file")).hasContent("old");

        sandbox.host().relink(link, kept, directory.resolve("unused"));
        assertThat(link.resolve("file")).hasContent("old");
        assertThat(directory.resolve("unused")).doesNotExist();
    }

    @Test
    void aRelativeLinkStaysRelativeAndComesBackAsItWas() throws Exception {
        Path real = Files.createDirectories(directory.resolve("data/opt"));
        Files.createSymbolicLink(directory.resolve("opt"), Path.of("data/opt"));
        Path link = directory.resolve("opt/current");
        Path kept = directory.resolve("kept");
        sandbox.file("data/opt/product-1/file", "old");
        sandbox.file("homes/product-2/file", "new");
        Files.createSymbolicLink(link, Path.of("product-1"));

        sandbox.host().relink(link, directory.resolve("homes/product-2"), kept);
        assertThat(Files.readSymbolicLink(link)).isEqualTo(Path.of("../../homes/product-2"));
        assertThat(link.resolve("file")).hasContent("new");

        sandbox.host().relink(link, real.resolve("product-1"), kept);
        assertThat(Files.readSymbolicLink(link)).isEqualTo(Path.of("product-1"));
    }

    @Test
    void whatStandsInTheWayOfALinkIsSaid() throws Exception {
        sandbox.file("opt/current/file", "old");
        Path kept = sandbox.file("opt/kept", "x");
        Path plain = sandbox.file("opt/plain", "x");

        assertThatThrownBy(() ->
                        sandbox.host().relink(directory.resolve("opt/current"), Path.of("a"), kept))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("HOST:EXISTS");
        assertThatThrownBy(() -> sandbox.host().relink(plain, Path.of("a"), kept))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("HOST:NOT_A_LINK");
    }

    @Test
    void whatStandsInBracesIsSetInPlaceInYaml() throws Exception {
        assertThat(
                        rewritten(
                                Format.YAML,
                                """
                                datasource: {host: localhost, port: 25020, pool: {min: 1, max: 5}}
                                admin: {user: belay}
                                empty: {}
                                log: info
                                """,
                                Map.of(
                                        "datasource.port", "5433",
                                        "datasource.pool.max", "a, b",
                                        "admin.port", "1",
                                        "empty.a.b", "x")))
                .isEqualTo(
                        """
                        datasource: {host: localhost, port: 5433, pool: {min: 1, max: "a, b"}}
                        admin: {user: belay, port: 1}
                        log: info
                        empty:
                          a:
                            b: x
                        """);
    }

    @Test
    void aWholeYamlFileMayStandInBraces() throws Exception {
        assertThat(
                        rewritten(
                                Format.YAML,
                                """
                                {
                                  "system": shop,
                                  "database": {
                                    "name": "a"  # the shop's
                                  }
                                }
                                """,
                                Map.of("database.port", "5433", "database.name", "b")))
                .isEqualTo(
                        """
                        {
                          "system": shop,
                          "database": {
                            "name": "b",
                            "port": 5433  # the shop's
                          }
                        }
                        """);
    }

    @Test
    void yamlWithAnchorsKeepsThem() throws Exception {
        assertThat(
                        rewritten(
                                Format.YAML,
                                """
                                default: &default
                                  adapter: postgresql
                                  hosts: &hosts [a, b]
                                development:
                                  <<: *default
                                  port: 25020
                                production:
                                  <<: *default
                                  port: &port 25020
                                  hosts: *hosts
                                """,
                                Map.of("production.port", "5433")))
                .isEqualTo(
                        """
                        default: &default
                          adapter: postgresql
                          hosts: &hosts [a, b]
                        development:
                          <<: *default
                          port: 25020
                        production:
                          <<: *default
                          port: &port 5433
                          hosts: *hosts
                        """);
    }

    @Test
    void whatStandsInBracesIsSetInPlaceInToml() throws Exception {
        assertThat(
                        rewritten(
                                Format.TOML,
                                """
                                log = "info"
                                datasource = { host = "localhost", port = 25020, pool = { max = 5 } } # main
                                empty = {}
                                [a]
                                b.c = { d = 'x' }
                                """,
                                Map.of(
                                        "datasource.port", "5433",
                                        "datasource.pool.min", "1",
                                        "datasource.user", "shop",
                                        "a.b.c.d", "y")))
                .isEqualTo(
                        """
                        log = "info"
                        datasource = { host = "localhost", port = 5433, pool = { max = 5, min = 1 }, user = "shop" } # main
                        empty = {}
                        [a]
                        b.c = { d = "y" }
                        """);
    }

    @Test
    void whatCannotBeReadIsToldWithItsFileAndLine() throws Exception {
        assertThatThrownBy(() -> rewritten(Format.TOML, "a = 1\nb = 2\na = 3\n", Map.of("b", "4")))
                .hasMessageContaining("conf/config: line 3: the key a is there more than once");
        assertThatThrownBy(() -> rewritten(Format.JSON, "{\n \"a\": ]\n}", Map.of("a", "4")))
                .hasMessageContaining("conf/config: the configuration cannot be read: line 2");
        assertThatThrownBy(() ->
                        rewritten(Format.YAML, "a:\n  <<: *default\n  b: 1\n", Map.of("a.b", "4")))
                .hasMessageContaining("conf/config: the configuration cannot be read: ")
                .hasMessageContaining("line 2");
    }

    @Test
    void jsonKeepsItsLayout() throws Exception {
        assertThat(
                        rewritten(
                                Format.JSON,
                                """
                                {
                                    "a" : { "port": 80,   "on": true },
                                    "list": [1,
                                             2],
                                    "empty": {}
                                }
                                """,
                                Map.of("a.port", "9", "new.name", "x")))
                .isEqualTo(
                        """
                        {
                            "a" : { "port": 9,   "on": true },
                            "list": [1,
                                     2],
                            "empty": {},
                            "new": {"name": "x"}
                        }
                        """);
    }

    @Test
    void whetherAFileCanBeRewrittenIsAskedWithoutWriting() throws Exception {
        sandbox.host().requireRewritable(file, Format.PROPERTIES, Map.of("db.url", "new"));

        assertThat(file).hasContent("# db\ndb.url=old\nother=1\n");
        assertThatThrownBy(() ->
                        sandbox.host()
                                .requireRewritable(file, Format.JSON, Map.of("db.url", "new")))
                .hasMessageContaining("HOST:UNREADABLE");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "PROPERTIES  | ~a=1\\nb=2\\\\\\n 3\\nc=\\\\u12~           | 4",
                "ENVIRONMENT | ~A=1\\n\\nB='2\\n~                     | 3",
                "INI         | ~[a]\\nb=1\\n[c\\n~                    | 3",
                "TOML        | ~a = 1\\nb = 2\\nc = \"\\\\q\"\\n~        | 3",
                "TOML        | ~a = 1\\nb\\n~                        | 2",
                "TOML        | ~a = 1\\n\\na = 2\\n~                  | 3",
                "YAML        | ~a: 1\\n[b, c]: 2\\n~                 | 2",
                "YAML        | ~a: 1\\nb: [\\n~                      | 3",
                "YAML        | ~- a\\n~                             | 1",
                "JSON        | ~{\\n\"a\": 1,\\n\"b\": }~             | 3",
                "XML         | ~<a>\\n<b>\\n</a>~                    | 3"
            })
    void whatCannotBeReadIsToldWithFileAndLine(Format format, String text, int line)
            throws Exception {
        Path config = sandbox.file("conf/config", text.translateEscapes());

        assertThatThrownBy(() ->
                        sandbox.host().requireRewritable(config, format, Map.of("a.x", "new")))
                .isInstanceOfSatisfying(
                        Fault.Permanent.class,
                        fault -> {
                            assertThat(fault.problem().place()).isEqualTo(config.toString());
                            assertThat(fault.problem().reason()).contains("line " + line);
                        });
    }

    private String rewritten(Format format, String text, Map<String, String> set) throws Exception {
        Path config = sandbox.file("conf/config", text);
        sandbox.host().rewrite(config, format, set, original);
        return Files.readString(config);
    }

    private List<String> takeBack(Map<String, String> set) throws Fault {
        return sandbox.host().takeBack(file, Format.PROPERTIES, set, original);
    }

    private void rewrite(Map<String, String> set) throws Fault {
        sandbox.host().rewrite(file, Format.PROPERTIES, set, original);
    }
}
