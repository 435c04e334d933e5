package belay.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Fault;
import belay.outside.Host.Conflict;
import belay.release.Files.Format;
import belay.release.Files.Merge;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergingTest {

    @TempDir Path directory;
    private Sandbox sandbox;
    private Format format = Format.PROPERTIES;
    private Map<String, String> moved = Map.of();
    private Map<String, Map<String, String>> values = Map.of();
    private Map<String, String> set = Map.of();
    private List<Conflict> conflicts = List.of();

    @BeforeEach
    void open() throws IOException {
        sandbox = new Sandbox(directory);
        Files.createDirectories(directory.resolve("new"));
    }

    @Test
    void whatTheOperatorChangedGoesOntoTheNewDefault() throws Exception {
        String merged =
                merge(
                        "# old\nport=80\nhost=a\nlog=info\n",
                        "# mine\nport=8080\nhost=a\nlog=info\nextra=yes\n",
                        "# new\nhost=b\n# the port\nport=80\nlog=info\ncache=on\n");

        assertThat(merged)
                .isEqualTo(
                        "# new\nhost=b\n# the port\n# mine\nport=8080\nlog=info\ncache=on\nextra=yes\n");
    }

    @Test
    void whatTheOperatorWroteBesideSettingsStaysBesideThem() throws Exception {
        moved = Map.of("log", "log.level");

        assertThat(
                        merge(
                                "# the vendor's\n# old words\nport=80\nlog=info\n",
                                """
                                #  the vendor's
                                # old words
                                # behind the proxy
                                !  ask Eve
                                port=80
                                #log=debug
                                log=info
                                #gone=1
                                """,
                                "# the vendor's\nlog.level=info\n# new words\nport=81\n"))
                .isEqualTo(
                        """
                        # the vendor's
                        #log=debug
                        log.level=info
                        # new words
                        # behind the proxy
                        !  ask Eve
                        port=81
                        #gone=1
                        """);

        assertKeeps(
                Format.TOML,
                "[server] # old\nport = 80\n[log]\nlevel = 1\n",
                "[server] # old\n# mine\nport = 80 # not 8080\n[log]\nlevel = 1\n",
                "[log]\nlevel = 1\n\n[server]\nhost = 'a'\nport = 81\n",
                "[log]\nlevel = 1\n\n[server]\nhost = 'a'\n# mine\n# not 8080\nport = 81\n");
        assertKeeps(
                Format.INI,
                "[server]\nport = 80\n",
                "[server]\n; mine\nport = 80\n",
                "[server]\nhost = a\nport = 81\n",
                "[server]\nhost = a\n; mine\nport = 81\n");
        assertKeeps(
                Format.ENVIRONMENT,
                "A=1\n! true\nB=2\n",
                "A=1 # mine\n! false\n# too\nB=2\n",
                "B=3\nA=1\n",
                "# too\nB=3\n# mine\nA=1\n");
        assertKeeps(
                Format.YAML,
                "server:\n  port: 80\n  words: |\n    # text\nlog: 1\n",
                """
                # top
                server:
                  # mine
                  port: 80 # not 8080
                  words: |
                    # text
                log: 1
                # end
                """,
                "log: 1\nserver:\n  host: a\n  port: 81\n  words: |\n    # text\n",
                """
                log: 1
                server:
                  host: a
                  # top
                  # mine
                  # not 8080
                  port: 81
                  words: |
                    # text
                # end
                """);
        assertKeeps(
                Format.XML,
                "<a>\n  <!-- old -->\n  <b>1</b>\n  <c/>\n</a>\n",
                """
                <!-- top -->
                <a>
                  <!-- old -->
                  <!-- mine:
                    <b>2</b> -->
                  <b>1</b>
                  <c/>
                  <!-- end -->
                </a>
                """,
                "<a>\n  <c/>\n  <b>3</b>\n</a>\n",
                """
                <!-- top -->
                <a>
                  <c/>
                  <!-- mine:
                    <b>2</b> -->
                  <b>3</b>
                  <!-- end -->
                </a>
                """);
    }

    /// As Notepad writes it.
    @Test
    void aMarkOfTheByteOrderIsNoPartOfTheFirstSettingAndStays() throws Exception {
        for (var as : List.of(Format.PROPERTIES, Format.ENVIRONMENT, Format.INI, Format.TOML)) {
            assertKeeps(
                    as, "port=80\n", "\ufeffport=8080\n", "\ufeffport=80\n", "\ufeffport=8080\n");
        }
        assertKeeps(
                Format.JSON,
                "{\"a\":1}",
                "\ufeff{\"a\":2}",
                "{\"a\":1, \"b\":1}",
                "{\"a\":2, \"b\":1}");
        assertKeeps(
                Format.XML, "<a>1</a>", "\ufeff<a>2</a>", "\ufeff<a>1</a>\n", "\ufeff<a>2</a>\n");
        assertKeeps(
                Format.YAML, "a: 1\n", "\ufeffa: 2\n", "\ufeffa: 1\nb: 1\n", "\ufeffa: 2\nb: 1\n");
        assertKeeps(Format.TEXT, "a\nb\n", "\ufeffa\nmine\n", "a\nb\n", "a\nmine\n");
    }

    private void assertKeeps(Format as, String old, String mine, String fresh, String merged)
            throws Exception {
        format = as;
        moved = Map.of();
        assertThat(merge(old, mine, fresh)).as(as.name()).isEqualTo(merged);
        assertThat(conflicts).isEmpty();
    }

    @Test
    void aValueThatBothChangedIsAConflictAndNothingIsWritten() throws Exception {
        String merged = merge("port=80\n", "port=8080\n", "port=8443\n");

        assertThat(conflicts)
                .containsExactly(new Conflict("conf/file", "port", "80", "8080", "8443"));
        assertThat(merged).isEqualTo("port=8443\n");
    }

    @Test
    void whatTheVendorTookAwayIsAConflictIfTheOperatorChangedIt() throws Exception {
        merge("port=80\n", "port=8080\n", "other=1\n");

        assertThat(conflicts).containsExactly(new Conflict("conf/file", "port", "80", "8080", ""));
    }

    @Test
    void bothChangedToTheSameIsNone() throws Exception {
        assertThat(merge("port=80\n", "port=81\n", "port=81\n")).isEqualTo("port=81\n");
        assertThat(conflicts).isEmpty();
    }

    @Test
    void setDecides() throws Exception {
        set = Map.of("port", "9000", "new.one", "a b");

        assertThat(merge("port=80\n", "port=8080\n", "port=8443\n"))
                .isEqualTo("port=9000\nnew.one=a b\n");
        assertThat(conflicts).isEmpty();
    }

    @Test
    void keysMoveAndValuesAreTranslated() throws Exception {
        moved = Map.of("proxy", "proxy-headers", "gone", "", "db.*", "database.*");
        values = Map.of("proxy-headers", Map.of("edge", "xforwarded"));

        String merged =
                merge(
                        "gone=1\n",
                        "proxy=edge\ngone=2\ndb.user=me\n",
                        "# proxy-headers=\n\nlog=info\n");

        assertThat(merged)
                .isEqualTo(
                        "# proxy-headers=\nproxy-headers=xforwarded\n\nlog=info\ndatabase.user=me\n");
    }

    @Test
    void aKeyTheOperatorTookOutStaysOut() throws Exception {
        assertThat(merge("a=1\nb=2\n", "a=1\n", "# new\na=1\nb=2\n")).isEqualTo("# new\na=1\n");
    }

    @Test
    void withNothingNewFromTheVendorTheOperatorsFileStays() throws Exception {
        assertThat(merge("a=1\n", "# I did this\na=2\n", "a=1\n")).isEqualTo("# I did this\na=2\n");
        assertThat(merge("", "# only mine\na=2\n", "")).isEqualTo("# only mine\na=2\n");
    }

    @Test
    void calledAgainItStartsFromTheDefaultItKept() throws Exception {
        String first = merge("a=1\nb=1\n", "a=2\nb=1\n", "a=1\nb=3\nc=1\n");

        conflicts = mergeAgain();

        assertThat(conflicts).isEmpty();
        assertThat(result()).isEqualTo(first).isEqualTo("a=2\nb=3\nc=1\n");
    }

    @Test
    void theFileKeepsTheRightsTheOperatorGaveIt() throws Exception {
        sandbox.file("mine", "password=x\n");
        Files.setPosixFilePermissions(
                directory.resolve("mine"), PosixFilePermissions.fromString("rw-r-----"));

        sandbox.file("new/conf/file", "log=info\n");
        mergeAgain();

        assertThat(Files.getPosixFilePermissions(directory.resolve("new/conf/file")))
                .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    }

    @Test
    void nothingOutsideOfTheHomeIsWritten() throws Exception {
        Files.createDirectories(directory.resolve("elsewhere"));
        Files.createSymbolicLink(directory.resolve("new/conf"), directory.resolve("elsewhere"));

        sandbox.file("mine", "a=1\n");
        assertThatThrownBy(this::mergeAgain)
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("outside of the home");
        assertThat(directory.resolve("elsewhere")).isEmptyDirectory();
    }

    @Test
    void propertiesWithAllTheirWays() throws Exception {
        String old = "a : 1\nlist = x,\\\n    y\nspa\\ ced=1\nb 2\numlaut=\\u00fc\npath=C:\\\\x\n";
        String mine =
                "a : 9\nlist = x,\\\n    y,\\\n    z\nspa\\ ced=2\nb 3\numlaut=\\u00e4\npath=C:\\\\y\n";
        String fresh = "! new\r\n" + old.replace("\n", "\r\n");

        assertThat(merge(old, mine, fresh))
                .isEqualTo(
                        fresh.replace("a : 1", "a : 9")
                                .replace("x,\\\r\n    y", "x,\\\n    y,\\\n    z")
                                .replace("ced=1", "ced=2")
                                .replace("b 2", "b 3")
                                .replace("fc", "e4")
                                .replace("C:\\\\x", "C:\\\\y"));
    }

    @Test
    void whatIsSetInPropertiesIsEscaped() throws Exception {
        set = Map.of("a b", " ü\\\n=:#");

        assertThat(merge("", "", "x=1\n")).isEqualTo("x=1\na\\ b=\\ \\u00fc\\\\\\n=:#\n");
    }

    @Test
    void latinFilesStayLatin() throws Exception {
        Path latin = directory.resolve("new/conf/file");
        Files.createDirectories(latin.getParent());
        Files.write(latin, "name=Jürgen\n".getBytes(StandardCharsets.ISO_8859_1));
        sandbox.file("old", "a=1\n");
        sandbox.file("mine", "a=1\nb=2\n");

        assertThat(mergeAgain()).isEmpty();

        assertThat(Files.readString(latin, StandardCharsets.ISO_8859_1))
                .isEqualTo("name=Jürgen\nb=2\n");
    }

    @Test
    void environmentWithQuotesAndVariables() throws Exception {
        format = Format.ENVIRONMENT;
        set = Map.of("PASSWORD", "a$b \"c\"");

        String merged =
                merge(
                        "export OPTS=\"-Xmx1g $MORE\"\nMODE=dev # why\nPLAIN=a b c\n",
                        "export OPTS=\"-Xmx2g $MORE\"\nMODE='prod' # why\nPLAIN=a b d\n",
                        "# new\nif true; then :; fi\nexport OPTS=\"-Xmx1g $MORE\"\nMODE=dev # because\nPLAIN=a b c\n");

        assertThat(merged)
                .isEqualTo(
                        """
                        # new
                        if true; then :; fi
                        export OPTS="-Xmx2g $MORE"
                        MODE='prod' # because
                        PLAIN=a b d
                        PASSWORD="a\\$b \\"c\\""
                        """);
    }

    @Test
    void aDollarThatStandsForItselfIsAnotherValue() throws Exception {
        format = Format.ENVIRONMENT;

        assertThat(merge("A=\"$X\"\n", "A='$X'\n", "#\nA=\"$X\"\n")).isEqualTo("#\nA='$X'\n");
        assertThat(merge("A=x\n", "A=\"x\"\n", "#\nA=y\n")).isEqualTo("#\nA=y\n");
    }

    @Test
    void aVariableSetTwiceIsNotGuessedAt() {
        format = Format.ENVIRONMENT;

        assertThatThrownBy(() -> merge("", "A=1\nA=\"$A 2\"\n", ""))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("more than once");
    }

    @Test
    void iniWithSectionsContinuedValuesAndBareKeys() throws Exception {
        format = Format.INI;
        set = Map.of("options.db_name", "shop", "queue_job.channels", "root:2");

        String merged =
                merge(
                        "[options]\naddons_path = /a\nworkers: 0\n[mysqld]\nport=3306\n",
                        "[options]\naddons_path = /a,\n    /mine\nworkers: 4\n[mysqld]\nport=3306\nskip-networking\n",
                        "; new\n[options]\n; db_name = False\naddons_path = /a\nworkers: 0\nlog = x\n\n[mysqld]\nport=3307\n");

        assertThat(merged)
                .isEqualTo(
                        """
                        ; new
                        [options]
                        ; db_name = False
                        db_name = shop
                        addons_path = /a,
                            /mine
                        workers: 4
                        log = x

                        [mysqld]
                        port=3307
                        skip-networking

                        [queue_job]
                        channels = root:2
                        """);
    }

    @Test
    void tomlWithTypesTablesAndArrays() throws Exception {
        format = Format.TOML;
        set =
                Map.of(
                        "server.offset",
                        "3",
                        "super_admin.password",
                        "a\"b",
                        "database.identity_db.url",
                        "jdbc:x");

        String merged =
                merge(
                        """
                        [server]
                        hostname = "localhost" # the name
                        port = 80
                        tags = [ "a",
                                 "b" ]
                        text = \"""
                        one
                        two\"""

                        [[realm]]
                        name = "one"
                        """,
                        """
                        [server]
                        hostname = 'shop.example' # mine
                        port = 80
                        tags = ["a", "b"]
                        text = "one\\ntwo"
                        "odd.key" = 1979-05-27T07:32:00Z

                        [[realm]]
                        name = "one"   # same

                        [[realm]]
                        name = "two"
                        [realm.more]
                        x = 1
                        """,
                        """
                        # new
                        [server]
                        hostname = "localhost" # the new name
                        port = 81
                        tags = ["a", "b"]
                        text = "changed"

                        [[realm]]
                        name = "one"

                        # admin
                        [super_admin]
                        username = "admin"
                        """);

        assertThat(conflicts).isEmpty();
        assertThat(merged)
                .isEqualTo(
                        """
                        # new
                        [server]
                        # mine
                        hostname = 'shop.example' # the new name
                        port = 81
                        tags = ["a", "b"]
                        text = "changed"
                        "odd.key" = 1979-05-27T07:32:00Z
                        offset = 3

                        [[realm]]
                        name = "one"   # same

                        [[realm]]
                        name = "two"
                        [realm.more]
                        x = 1

                        # admin
                        [super_admin]
                        username = "admin"
                        password = "a\\"b"

                        [database.identity_db]
                        url = "jdbc:x"
                        """);
    }

    @Test
    void aTableAddedByBothIsAConflict() throws Exception {
        format = Format.TOML;

        merge("", "[[realm]]\nname = 'mine'\n", "[[realm]]\nname = 'theirs'\n");

        assertThat(conflicts).singleElement().extracting(Conflict::key).isEqualTo("realm");
    }

    @Test
    void aKeyCannotHaveAValueAndKeysBelowIt() throws Exception {
        format = Format.TOML;

        merge("", "[cache]\nsize = 1\n", "cache = 'off'\n");

        assertThat(conflicts).extracting(Conflict::key).containsExactly("cache");
    }

    @Test
    void yamlKeepsCommentsOrderAndTypes() throws Exception {
        format = Format.YAML;
        set =
                Map.of(
                        "spring.datasource.url",
                        "jdbc:postgresql://h/db?a=b",
                        "spring.jpa.batch",
                        "20");

        String merged =
                merge(
                        """
                        server:
                          port: 8080
                          hosts:
                            - a
                            - b
                        version: "1.10"
                        """,
                        """
                        server:
                          port: 9090   # mine
                          hosts:
                            - a
                            - c   # mine too
                          note: |
                            one
                              two
                        version: "1.10"
                        added:
                          deep: 'yes'
                        """,
                        """
                        # new
                        version: "1.11" # theirs
                        spring:
                            datasource:
                                url: jdbc:h2:mem # dev
                        server:
                            # the port
                            port: 8080   # default
                            hosts:
                            - a
                            - b

                        # the end
                        last: ~
                        """);

        assertThat(conflicts).isEmpty();
        assertThat(merged)
                .isEqualTo(
                        """
                        # new
                        version: "1.11" # theirs
                        spring:
                            datasource:
                                url: "jdbc:postgresql://h/db?a=b" # dev
                            jpa:
                              batch: 20
                        server:
                            # the port
                            # mine
                            port: 9090   # default
                            hosts:
                              - a
                              - c   # mine too
                            note: |
                              one
                                two

                        # the end
                        last: ~
                        added:
                          deep: 'yes'
                        """);
    }

    @Test
    void flatYamlStaysFlat() throws Exception {
        format = Format.YAML;
        set = Map.of("server.port", "1", "elasticsearch.password", "yes");

        assertThat(merge("", "", "server.port: 5601\nserver.host: \"0\"\n"))
                .isEqualTo("server.port: 1\nserver.host: \"0\"\nelasticsearch.password: yes\n");
    }

    @Test
    void yamlSettingsGoWithWhatTheyLeaveEmpty() throws Exception {
        format = Format.YAML;

        assertThat(
                        merge(
                                "a:\n  b:\n    c: 1\nd: 2\n",
                                "d: 2\n",
                                "# ü 😀\na:\n  b:\n    c: 1\nd: 3\n"))
                .isEqualTo("# ü 😀\nd: 3\n");
    }

    @Test
    void yamlThatCannotBeEditedIsSaid() {
        format = Format.YAML;

        assertThatThrownBy(() -> merge("", "b: *x\n", ""))
                .hasMessageContaining("the running conf/")
                .hasMessageContaining("line 1");
        assertThatThrownBy(() -> merge("", "b: 1\na: 1\na: 2\n", ""))
                .hasMessageContaining("line 3: the key a is there more than once");
        assertThatThrownBy(() -> merge("", "a: [\n", "")).hasMessageContaining("HOST:UNREADABLE");
        assertThatThrownBy(() -> merge("", "- a\n", "")).hasMessageContaining("HOST:UNREADABLE");
        assertThatThrownBy(() -> merge("", "a: 1\n---\nb: 2\n", ""))
                .hasMessageContaining("HOST:UNREADABLE");
    }

    @Test
    void jsonKeepsOrderAndTypes() throws Exception {
        format = Format.JSON;
        set = Map.of("a.port", "9", "new.name", "x");

        String merged =
                merge(
                        "{\"a\": {\"port\": 80, \"on\": true}, \"list\": [1]}",
                        "{\"a\": {\"port\": 80, \"on\": false}, \"list\": [1, 2], \"mine\": null}",
                        "{\"z\": 1.0, \"a\": {\"on\": true, \"port\": 80}, \"list\": [1]}");

        assertThat(merged)
                .isEqualToIgnoringWhitespace(
                        "{\"z\": 1.0, \"a\": {\"on\": false, \"port\": 9}, \"list\": [1, 2], \"mine\": null,"
                                + " \"new\": {\"name\": \"x\"}}");
        assertThatThrownBy(() -> merge("", "{\"a\": 1, \"a\": 2}", ""))
                .hasMessageContaining("HOST:UNREADABLE");
    }

    @Test
    void xmlKeepsCommentsOrderAndBlanks() throws Exception {
        format = Format.XML;
        set = Map.of("server.datasource@url", "jdbc:a?b=\"c\"&d");

        String merged =
                merge(
                        """
                        <server>
                            <port>80</port>
                            <property name="a">1</property>
                            <property name="b">2</property>
                            <connector port="1"/>
                            <old/>
                        </server>
                        """,
                        """
                        <server>
                            <port>8080</port>
                            <property name="a">1</property>
                            <property name="b"><![CDATA[<mine>]]></property>
                            <property name="c" type='x'>3</property>
                            <connector port="1"/>
                            <connector port="2"/>
                        </server>
                        """,
                        """
                        <?xml version="1.0" encoding="UTF-8"?>
                        <!-- new -->
                        <server mode='dev'  note="a &amp; b">
                            <datasource url="jdbc:h2"/>
                            <!-- the port -->
                            <port>80</port>
                            <old/>
                            <property name="b">2</property>
                            <property name="a">5</property>
                            <connector port="1"/>
                        </server>
                        """);

        assertThat(conflicts).isEmpty();
        assertThat(merged)
                .isEqualTo(
                        """
                        <?xml version="1.0" encoding="UTF-8"?>
                        <!-- new -->
                        <server mode='dev'  note="a &amp; b">
                            <datasource url="jdbc:a?b=&quot;c&quot;&amp;d"/>
                            <!-- the port -->
                            <port>8080</port>
                            <property name="b"><![CDATA[<mine>]]></property>
                            <property name="a">5</property>
                            <connector port="1"/>
                            <connector port="2"/>
                            <property name="c" type="x">3</property>
                        </server>
                        """);
    }

    @Test
    void xmlMakesWhatIsMissing() throws Exception {
        format = Format.XML;
        set = Map.of("a.b.c[id=x.y]@k", "1", "a.d", "<2>");

        assertThat(merge("", "", "<a/>\n"))
                .isIn(
                        "<a>\n    <b><c id=\"x.y\" k=\"1\"/></b>\n    <d>&lt;2&gt;</d>\n</a>\n",
                        "<a>\n    <d>&lt;2&gt;</d>\n    <b><c id=\"x.y\" k=\"1\"/></b>\n</a>\n");
    }

    @Test
    void textIsMergedByLines() throws Exception {
        format = Format.TEXT;

        assertThat(merge("a\nb\nc\nd\n", "a\nB\nc\nd\n", "a\nb\nc\nd\ne\n"))
                .isEqualTo("a\nB\nc\nd\ne\n");
    }

    @Test
    void linesThatBothChangedAreAConflictThatCanBeDecided() throws Exception {
        format = Format.TEXT;
        merge("a\nb\nc\n", "a\nmine\nc\n", "new\na\ntheirs\nc\n");

        assertThat(conflicts)
                .containsExactly(new Conflict("conf/file", "line 3", "b\n", "mine\n", "theirs\n"));

        set = Map.of("line 3", "decided");
        assertThat(mergeAgain()).isEmpty();
        assertThat(result()).isEqualTo("new\na\ndecided\nc\n");
    }

    @Test
    void textHasNoKeysToSet() {
        format = Format.TEXT;
        set = Map.of("port", "1");

        assertThatThrownBy(() -> merge("a\n", "b\n", "a\n")).hasMessageContaining("HOST:NO_KEYS");
    }

    private String merge(String old, String mine, String fresh) throws Fault, IOException {
        sandbox.file("old", old);
        sandbox.file("mine", mine);
        Disk.delete(new Home(directory.resolve("new")).defaults());
        sandbox.file("new/conf/file", fresh);
        conflicts = mergeAgain();
        return result();
    }

    private List<Conflict> mergeAgain() throws Fault {
        return sandbox.host()
                .merge(
                        directory.resolve("old"),
                        directory.resolve("mine"),
                        directory.resolve("new"),
                        new Merge("conf/file", format, moved, values, Map.of()),
                        set);
    }

    private String result() throws IOException {
        return Files.readString(directory.resolve("new/conf/file"));
    }
}
