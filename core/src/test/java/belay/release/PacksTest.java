package belay.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import belay.problem.Answer;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacksTest {

    @TempDir Path folder;

    @Test
    void readsTheShop() {
        var shop = Answer.given(Packs.read(Path.of("../packs/shop")));

        assertThat(shop.releases())
                .extracting(release -> release.id().text())
                .containsExactly("1.4", "2.0", "2.3");
        assertThat(shop.latest().orElseThrow().id().text()).isEqualTo("2.3");
        assertThat(shop.recipes().getFirst().actions())
                .extracting(action -> ((Action.Sql) action).name())
                .containsExactly("hops/2.0.sql");
        assertThat(shop.neutralise()).hasSize(1);
    }

    @Test
    void aDumpTellsTheReleaseByARowOrByItsManifest() {
        var odoo = Answer.given(Packs.read(Path.of("../packs/odoo")));

        assertThat(odoo.detections())
                .contains(
                        new Detection.DumpRow(
                                "public.ir_module_module",
                                Map.of("name", "base"),
                                "latest_version",
                                ""),
                        new Detection.DumpManifest("major_version", ""));
        assertThat(odoo.identity()).hasSize(1);
    }

    @Test
    void aPackNeedsReleases() throws IOException {
        assertThat(problems("pack: 1\nproduct: x\nscheme: numeric\nsource: x\n"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("PACK:MISSING_KEY");
                    assertThat(problem.expected()).isEqualTo("the key releases");
                });
    }

    @Test
    void anEmptyRangeIsToldOfAPackOfAnyRelease() throws IOException {
        assertThat(problems(BASE + "open: true\nrules: [{stop: '>=3 <2', because: x}]\n"))
                .extracting(Problem::code)
                .containsExactly("RANGE:EMPTY");
    }

    @Test
    void knowsTheBuildsOfARelease() throws IOException {
        var pack = pack(BASE.replace("{release: 2}", "{release: 2, builds: [2.0.7-a, 2.0.8-b]}"));

        assertThat(pack.releases().getLast().builds()).containsExactly("2.0.7-a", "2.0.8-b");
    }

    @Test
    void theBuildOfAMainReleaseIsKnownByThePackAlone() throws IOException {
        var pack =
                pack(
                        """
                        pack: 1
                        product: x
                        scheme: dataminer
                        source: x
                        releases:
                          - {release: 10.4.0}
                          - {release: '10.4.0 [CU2]', builds: [10.4.0.0-14772]}
                          - {release: 10.4.5}
                        """);

        assertThat(release(pack, "10.4.0.0-14772-20240821-release")).isEqualTo("10.4.0 [CU2]");
        assertThat(release(pack, "10.4.5.0-15588-20250319-release")).isEqualTo("10.4.5");
        assertThat(pack.release("10.4.0.0-1477-20240821-release"))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused ->
                                assertThat(refused.problems().toString())
                                        .contains("RELEASE:BUILD_UNKNOWN", "10.4.0.0-1477"));
    }

    private static String release(Pack pack, String written) {
        return Answer.given(pack.release(written)).id().text();
    }

    @Test
    void tracksThatLeadToEachOtherRoundAndRoundAreRefused() throws IOException {
        var tracks =
                """
                pack: 1
                product: x
                scheme: dataminer
                source: x
                releases: [{release: 10.4.0}, {release: 10.5.0}, {release: 10.4.3}, {release: 10.4.9}]
                rules:
                  - {switch: {from: 10.4.9, to: 10.5.0}, because: on}
                  - {switch: {from: 10.5.0, to: 10.4.3}, because: back}
                """;

        assertThat(problems(tracks))
                .extracting(Problem::code, problem -> problem.place().replaceFirst(".*yaml:", ""))
                .containsExactly(tuple("PACK:CYCLE", "7:5"), tuple("PACK:CYCLE", "8:5"));
        assertThat(
                        pack(tracks.replace("to: 10.4.3", "to: 10.4.9")
                                        .replace("from: 10.5.0", "from: 10.4.0"))
                                .clauses())
                .hasSize(2);
    }

    @Test
    void releasesComeInTheOrderOfTheScheme() throws IOException {
        var pack =
                pack(
                        """
                        pack: 1
                        product: x
                        scheme: numeric
                        source: x
                        releases:
                          - {release: 1.10}
                          - {release: 1.9}
                          - {release: 2, state: preview}
                        """);

        assertThat(pack.releases())
                .extracting(release -> release.id().text())
                .containsExactly("1.9", "1.10", "2");
        assertThat(pack.latest().orElseThrow().id().text()).isEqualTo("1.10");
    }

    @Test
    void readsWhatAProductWithProcessesNeeds() throws IOException {
        var pack =
                pack(
                        BASE
                                + """
                                serving:
                                  - for: ">=2"
                                    runtime: {java: 21}
                                    build: [[bin/x, build]]
                                    processes:
                                      - name: server
                                        command: ["{runtime.java}/bin/java", "-Dport={port.http}", "$(touch /tmp/x); `id`"]
                                        environment: {PASSWORD: "{database.password}", EMPTY: ""}
                                        user: x
                                        directory: "{home}/run"
                                        stop: [[bin/x, stop]]
                                    ready:
                                      - port: http
                                      - http: {port: management, path: /health, json: {/status: UP}}
                                      - log: started in [0-9]+ ms
                                      - command: [bin/x, status]
                                    start-within: 180s
                                    failures: [ERROR]
                                """);

        var served = Ranged.first(pack.served(), pack.releases().getLast().version()).orElseThrow();

        assertThat(served.runtimes()).isEqualTo(Map.of("java", "21"));
        assertThat(served.serving().processes())
                .containsExactly(
                        new Serving.Process(
                                "server",
                                new Command(
                                        List.of(
                                                "{runtime.java}/bin/java",
                                                "-Dport={port.http}",
                                                "$(touch /tmp/x); `id`"),
                                        Map.of("PASSWORD", "{database.password}", "EMPTY", ""),
                                        "{home}/run",
                                        "x"),
                                List.of(new Command(List.of("bin/x", "stop"), Map.of(), "", ""))));
        assertThat(served.serving().ready())
                .containsExactly(
                        new Readiness.PortOpen("http"),
                        new Readiness.HttpAnswer(
                                "management", "/health", 200, Map.of("/status", "UP")),
                        new Readiness.LogLine("server", "started in [0-9]+ ms"),
                        new Readiness.Says(
                                new Command(List.of("bin/x", "status"), Map.of(), "", "")));
        assertThat(served.serving().startWithin()).isEqualTo(Duration.ofMinutes(3));
        assertThat(served.serving().stopWithin()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void readsTheFourWaysToMigrate() throws IOException {
        Files.createDirectories(folder.resolve("hops"));
        Files.writeString(folder.resolve("hops/2.sql"), "\ufeffSELECT 2;");
        var pack =
                pack(
                        BASE
                                + """
                                hops:
                                  - to: "2"
                                    migrate:
                                      - sql: hops/2.sql
                                      - sql: UPDATE x SET y = 1
                                      - command: [bin/migrate]
                                      - start: true
                                      - http: {method: POST, path: /upgrade}
                                    one-way: tables go
                                """);

        assertThat(pack.recipes().getFirst().actions())
                .containsExactly(
                        new Action.Sql("hops/2.sql", "SELECT 2;"),
                        new Action.Sql("pack.yaml:12", "UPDATE x SET y = 1"),
                        new Action.Run(new Command(List.of("bin/migrate"), Map.of(), "", "")),
                        new Action.Start(),
                        new Action.Http(
                                List.of(
                                        new Request(
                                                "POST",
                                                "http",
                                                "/upgrade",
                                                Map.of(),
                                                Map.of(),
                                                "",
                                                List.of(),
                                                Map.of()))));
        assertThat(pack.recipes().getFirst().oneWay()).isEqualTo("tables go");
    }

    @Test
    void readsEveryKindOfDeclaredDifference() throws IOException {
        var pack =
                pack(
                        BASE
                                + """
                                hops:
                                  - to: "2"
                                    changes:
                                      - {table: public.a, columns: [x, y], because: r}
                                      - {table: public.a, columns-added: [z], because: r}
                                      - {table: 'public\\.a_.*', columns-added: any, because: r}
                                      - {table: public.a, columns-widened: [w], because: r}
                                      - {table: public.a, columns-renamed: {p: q}, because: r}
                                      - {table: public.b, rows: added, because: r}
                                      - {table: public.b, rows: any, because: r}
                                      - {table: public.c, dropped: true, because: r}
                                      - {table: public.d, added: true, because: r}
                                      - {table: public.e, renamed: f, because: r}
                                """);

        assertThat(pack.recipes().getFirst().changes())
                .containsExactly(
                        new Change("public.a", Change.Kind.COLUMNS, List.of("x", "y"), "r"),
                        new Change("public.a", Change.Kind.COLUMNS_ADDED, List.of("z"), "r"),
                        new Change("public\\.a_.*", Change.Kind.COLUMNS_ADDED, List.of(), "r"),
                        new Change("public.a", Change.Kind.COLUMNS_WIDENED, List.of("w"), "r"),
                        new Change("public.a", Change.Kind.RENAMED_COLUMNS, List.of("p=q"), "r"),
                        new Change("public.b", Change.Kind.ROWS_ADDED, List.of(), "r"),
                        new Change("public.b", Change.Kind.ROWS, List.of(), "r"),
                        new Change("public.c", Change.Kind.TABLE_DROPPED, List.of(), "r"),
                        new Change("public.d", Change.Kind.TABLE_ADDED, List.of(), "r"),
                        new Change("public.e", Change.Kind.TABLE_RENAMED, List.of("f"), "r"));
    }

    @Test
    void readsFilesAndFacts() throws IOException {
        var pack =
                pack(
                        BASE
                                + """
                                files:
                                  - for: "2"
                                    carry: [themes/**]
                                    leave: ["**/*.tmp"]
                                    merge:
                                      - file: conf/x.conf
                                        format: properties
                                        moved: {proxy: proxy-headers, old: ""}
                                        values: {proxy-headers: {edge: xforwarded}}
                                        set: {url: "jdbc:postgresql://{database.host}", password: "{database.password}"}
                                facts:
                                  - name: login
                                    http:
                                      - {path: /token, form: {password: "{secret.admin}"}, capture: {token: /access_token}}
                                      - {path: /users, headers: {Authorization: "Bearer {token}"}, expect: [200]}
                                    take: /total
                                    holds: answered
                                """);

        assertThat(pack.files().getFirst().value())
                .isEqualTo(
                        new belay.release.Files(
                                List.of("themes/**"),
                                List.of("**/*.tmp"),
                                List.of(
                                        new belay.release.Files.Merge(
                                                "conf/x.conf",
                                                belay.release.Files.Format.PROPERTIES,
                                                Map.of("proxy", "proxy-headers", "old", ""),
                                                Map.of(
                                                        "proxy-headers",
                                                        Map.of("edge", "xforwarded")),
                                                Map.of(
                                                        "url",
                                                        "jdbc:postgresql://{database.host}",
                                                        "password",
                                                        "{database.password}")))));
        assertThat(pack.facts().getFirst().value().holds()).isEqualTo(Fact.Holds.ANSWERED);
    }

    @Test
    void aScriptOfThePackIsTakenWhereItCanBeStarted() throws IOException {
        var script = Files.writeString(folder.resolve("look.sh"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("look.py"), "");

        var pack =
                pack(
                        BASE
                                + "facts: [{name: a, command: ['{pack}/look.sh', '{pack}/{release}']},"
                                + " {name: b, command: [python3, '{pack}/look.py']}]\n");

        assertThat(pack.facts()).hasSize(2);
    }

    @Test
    void theHashFollowsEveryFile() throws IOException {
        var first = pack(BASE).hash();
        Files.writeString(folder.resolve("start.sh"), "exit 0");
        var second = pack(BASE).hash();
        Files.writeString(folder.resolve("start.sh"), "exit 1");

        assertThat(pack(BASE).hash()).isNotEqualTo(second);
        assertThat(second).isNotEqualTo(first).matches("[0-9a-f]{64}");
    }

    /// Each: what is added to a right pack | code | line:column | part of the message.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "titel: x                                                    | PACK:UNKNOWN_KEY | 8:1 | did you mean title?",
                "zzz: x                                                      | PACK:UNKNOWN_KEY | 8:1 | one of pack, product",
                "rules: [{stop: '3', because: x}]                            | PACK:UNKNOWN_RELEASE | 8:16 | one of 2, 1",
                "rules: [{stop: '>=3 <2', because: x}]                       | RANGE:EMPTY | 8:16 | no version can lie",
                "rules: [{stop: 'x', because: x}]                            | VERSION:INVALID | 8:16 | numeric",
                "rules: [{stop: '2'}]                                        | PACK:MISSING_KEY | 8:9 | because",
                "rules: [{because: x}]                                       | PACK:MISSING_KEY | 8:9 | exactly one of stop, via, skip, refuse",
                "rules: [{stop: '2', skip: '2', because: x}]                 | PACK:TOO_MANY | 8:9 | stop, skip",
                "rules: [{skip: '2', optional: true, because: x}]            | PACK:TOO_MANY | 8:31 | only a stop",
                "rules: [{skip: '2', towards: '2', because: x}]              | PACK:TOO_MANY | 8:30 | only a step",
                "rules: [{refuse: {from: '3', to: '2'}, because: x}]         | PACK:UNKNOWN_RELEASE | 8:25 | no release",
                "rules: [{way: {from: '2', to: '1'}, because: round}]        | PACK:CYCLE | 8:9 | leads on",
                "rules: [{warn: {from: '1', to: '2'}, because: x, befor: y}] | PACK:UNKNOWN_KEY | 8:50 | befor",
                "rules: [{background: {name: m, introduced: '2', deprecated: '1'}, because: x}] | PACK:EMPTY_RANGE | 8:61 | after 2",
                "import: {}                                                   | PACK:MISSING_KEY | 8:9 | cincinnati",
                "import: {stops: {file: a.txt, sha256: a, source: x}}        | PACK:WRONG_FORM | 8:39 | 64 hexadecimal",
                "import: {blocked: {file: a, source: x, sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08}} | PACK:TOO_MANY | 8:19 | cincinnati",
                "import: {stops: {file: ../a, source: x, sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08}} | PACK:OUTSIDE | 8:24 | leads outside",
                "packages: [{release: '3', operator: true}]                  | PACK:UNKNOWN_RELEASE | 8:22 | package of a release",
                "packages: [{release: '2', operator: true}, {release: '2', path: /x}] | PACK:DUPLICATE | 8:54 | two packages",
                "packages: [{release: '2', maven: 'a:b'}]                    | PACK:WRONG_FORM | 8:34 | group:artifact:version:type",
                "packages: [{release: '2', npm: 'shop'}]                     | PACK:WRONG_FORM | 8:32 | name@1.2.3",
                "packages: [{release: '2', npm: '../x@1.2.3'}]               | PACK:WRONG_FORM | 8:32 | name@1.2.3",
                "packages: [{release: '2', npm: 'a@1.2.3', sha512: abc}]     | PACK:WRONG_FORM | 8:51 | 128 hexadecimal",
                "packages: [{release: '2', operator: true, sha512: 'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=='}] | PACK:TOO_MANY | 8:51 | belongs to npm",
                "packages: [{release: '2', pypi: 'shop==2.0'}]               | PACK:WRONG_FORM | 8:12 | wheel",
                "packages: [{release: '2', pypi: 'shop==2.0', file: shop-1.0.whl}] | PACK:WRONG_FORM | 8:52 | another version",
                "packages: [{release: '2', pypi: 'shop 2.0', file: shop-2.0.whl}] | PACK:WRONG_FORM | 8:33 | name==1.2.3",
                "packages: [{release: '2', run: npm ci}]                     | PACK:WRONG_KIND | 8:32 | no shell",
                "packages: [{release: '2', run: [pip, '{secret.token}']}]    | PACK:SECRET_IN_OPEN | 8:38 | environment",
                "packages: [{release: '2', run: ['{pack}/make.sh']}]         | PACK:NO_FILE | 8:33 | no such file",
                "packages: [{release: '2', run: [npm, ci], strip: 1}]        | PACK:TOO_MANY | 8:50 | belongs to",
                "packages: [{release: '2', operator: true, within: 5m}]      | PACK:TOO_MANY | 8:51 | belongs to run",
                "packages: [{release: '2', url: 'http://x.org/a'}]           | PACK:URL | 8:32 | https",
                "packages: [{release: '2', url: 'https://169.254.169.254/'}] | PACK:URL | 8:32 | host name",
                "packages: [{release: '2', url: 'https://a.org@localhost/'}] | PACK:URL | 8:32 | without user",
                "packages: [{release: '2', url: 'file:///etc/passwd'}]       | PACK:URL | 8:32 | https",
                "packages: [{release: '2', path: ../x.zip}]                  | PACK:OUTSIDE | 8:33 | leads outside",
                "packages: [{release: '2', path: x.zip}]                     | PACK:NO_FILE | 8:33 | no such file",
                "packages: [{release: '2', operator: true, sha256: abc}]     | PACK:WRONG_FORM | 8:51 | 64 hexadecimal",
                "packages: [{release: '2', operator: true, strip: one}]      | PACK:WRONG_KIND | 8:50 | whole number",
                "issues: [{id: a, affects: '*', fixed: '3', because: x}]     | PACK:DANGLING_FIX | 8:39 | could mend",
                "issues: [{id: a, affects: '*', because: x}, {id: a, affects: '*', because: y}] | PACK:DUPLICATE | 8:50 | two of this issue",
                "support: [{for: '2'}]                                       | PACK:MISSING_KEY | 8:11 | until",
                "support: [{for: '2', until: soon}]                          | PACK:WRONG_FORM | 8:29 | 2024-05-27",
                "issues: [{id: a, affects: '*', because: ...}] | PACK:NO_REASON | 8:41 | why, in words",
                "issues: [{id: a, affects: '*', because: x, but: {says: y}}] | PACK:MISSING_KEY | 8:49 | source",
                "facts: [{name: a, sql: S}, {name: a, sql: T}]               | PACK:DUPLICATE | 8:35 | two of this fact",
                "facts: [{name: a}]                                          | PACK:MISSING_KEY | 8:9 | sql, http, command",
                "facts: [{name: a, sql: S, take: /x}]                        | PACK:TOO_MANY | 8:33 | belongs to http",
                "facts: [{name: a, sql: S, holds: equals}]                   | PACK:NOT_ONE_OF | 8:34 | did you mean equal?",
                "facts: [{name: a, sql: none.sql}]                           | PACK:NO_FILE | 8:24 | no such file",
                "facts: [{name: a, http: {path: x}}]                         | PACK:WRONG_FORM | 8:32 | begins with /",
                "facts: [{name: a, http: {path: '/x y'}}]                    | PACK:PATH | 8:32 | not a path",
                "facts: [{name: a, http: {path: '/{later}'}}]                | PACK:UNKNOWN_PLACEHOLDER | 8:32 | {later}",
                "facts: [{name: a, http: {path: '/{secret.x}'}}]             | PACK:SECRET_IN_OPEN | 8:32 | where anybody can read it",
                "facts: [{name: a, http: {path: /, form: {a: b}, body: c}}]  | PACK:TOO_MANY | 8:55 | not both",
                "facts: [{name: a, http: {path: /, capture: {t: x}}}]        | PACK:CAPTURE | 8:44 | JSON pointer",
                "facts: [{name: a, http: {path: /, capture: {T: /x}}}]       | PACK:NAME | 8:44 | not a name",
                "facts: [{name: a, http: {path: /, method: FETCH}}]          | PACK:NOT_ONE_OF | 8:43 | GET",
                "facts: [{name: a, http: {path: /, url: 'http://x'}}]        | PACK:UNKNOWN_KEY | 8:35 | one of method, port",
                "facts: [{name: a, http: {path: /}, take: x}]                | PACK:CAPTURE | 8:42 | status",
                "facts: [{name: a, command: bin/x --now}]                    | PACK:WRONG_KIND | 8:28 | no shell is ever started",
                "facts: [{name: a, command: []}]                             | PACK:NO_PROGRAM | 8:28 | program",
                "facts: [{name: a, command: ['{pack}/absent.sh']}]           | PACK:NO_FILE | 8:29 | no such file",
                "facts: [{name: a, command: ['{pack}/plain.sh']}]            | PACK:NOT_EXECUTABLE | 8:29 | chmod +x plain.sh",
                "facts: [{name: a, command: [sh, '{pack}/absent.sh']}]       | PACK:NO_FILE | 8:33 | no such file",
                "facts: [{name: a, command: [sh, '{pack}/../x.sh']}]         | PACK:OUTSIDE | 8:33 | leads outside",
                "hops: [{to: '2', changes: [{table: p.a, columns: [b, c, b], because: x}]}] | PACK:DUPLICATE | 8:50 | named twice",
                "hops: [{to: '2', changes: [{table: p.a, columns-added: [b, b], because: x}]}] | PACK:DUPLICATE | 8:56 | named twice",
                "hops: [{to: '2', changes: [{table: p.a, columns-renamed: {b: d, c: d}, because: x}]}] | PACK:DUPLICATE | 8:58 | named twice",
                "facts: [{name: a, command: [x, '{database.password}']}]     | PACK:SECRET_IN_OPEN | 8:32 | in the environment",
                "facts: [{name: a, command: [x, '{hom}']}]                   | PACK:UNKNOWN_PLACEHOLDER | 8:32 | {home}",
                "facts: [{name: a, command: [x, '{runtime.java}']}]          | PACK:UNKNOWN_PLACEHOLDER | 8:32 | {runtime.java}",
                "facts: [{name: a, command: [x], environment: {A: }}]        | PACK:WRONG_KIND | 8:49 | found nothing",
                "checks: [{name: a, sql: S, expect: '(a'}]                   | PACK:PATTERN | 8:36 | not an RE2 pattern",
                "checks: [{name: a, sql: S, expect: '(a)\\1'}]               | PACK:PATTERN | 8:36 | back-references",
                "checks: [{name: a, sql: S}]                                 | PACK:MISSING_KEY | 8:10 | expect",
                "detect: [{database: S, pattern: '(a)(b)'}]                  | PACK:PATTERN | 8:33 | at most 1",
                "detect: [{home: {file: /etc/passwd}}]                       | PACK:OUTSIDE | 8:24 | leads outside",
                "detect: [{}]                                                | PACK:MISSING_KEY | 8:10 | database, home",
                "serving: [{for: '*', ready: [{}]}]                          | PACK:MISSING_KEY | 8:30 | port, http, log, command",
                "serving: [{for: '*', ready: [{log: x}]}]                    | PACK:UNKNOWN_NAME | 8:30 | no process",
                "serving: [{for: '*', start-within: 3 minutes}]              | PACK:WRONG_FORM | 8:36 | 500ms, 30s",
                "serving: [{for: '*', build: [bin/x]}]                       | PACK:WRONG_KIND | 8:30 | as a list",
                "files: [{for: '*', carry: [/etc]}]                          | PACK:OUTSIDE | 8:28 | leads outside",
                "files: [{for: '*', carry: [a/../../b]}]                     | PACK:OUTSIDE | 8:28 | leads outside",
                "files: [{for: '*', merge: [{file: a, format: xm}]}]         | PACK:NOT_ONE_OF | 8:46 | did you mean xml?",
                "files: [{for: '*', merge: [{file: a, format: xml, moved: {a: b, b: a}}]}] | PACK:CYCLE | 8:62 | a → b → a",
                "hops: [{to: '2', through: '2'}]                             | PACK:TOO_MANY | 8:8 | to, through",
                "hops: [{to: '2', migrate: [{sql: ../x.sql}]}]               | PACK:OUTSIDE | 8:34 | leads outside",
                "hops: [{to: '2', migrate: [{sql: link.sql}]}]               | PACK:OUTSIDE | 8:34 | outside of the pack",
                "hops: [{to: '2', migrate: [{sql: latin.sql}]}]              | PACK:NOT_TEXT | 8:34 | UTF-8",
                "hops: [{to: '2', migrate: [{sql: ''}]}]                     | PACK:EMPTY | 8:34 | no SQL",
                "hops: [{to: '2', migrate: [{start: false}]}]                | PACK:NOT_ONE_OF | 8:36 | true",
                "hops: [{to: '2', changes: [{table: a, dropped: true, because: x}]}] | PACK:TABLE | 8:36 | public.a",
                "hops: [{to: '2', changes: [{table: p.a, because: x}]}]      | PACK:MISSING_KEY | 8:28 | columns-added",
                "hops: [{to: '2', changes: [{table: p.a, columns-added: all, because: x}]}] | PACK:WRONG_FORM | 8:56 | any",
                "facts: [{name: \"a\\eb\", sql: S}]                         | PACK:NAME | 8:16 | one line",
                "facts: [{name: a, sql: \"\\0.sql\"}]                      | PACK:OUTSIDE | 8:24 | leads outside",
                "packages: [{release: '2', path: \"\\0\"}]                  | PACK:OUTSIDE | 8:33 | leads outside",
                "checks: [{name: a, sql: S, expect: '((a{1000}){1000}){1000}'}] | PACK:PATTERN | 8:36 | too large",
                "serving: [{for: '*', ready: [{http: {path: '/{node}'}}]}]   | PACK:UNKNOWN_PLACEHOLDER | 8:44 | no placeholder",
                "volatile-tables: ['(']                                      | PACK:PATTERN | 8:19 | not an RE2",
            })
    void refuses(String added, String code, String place, String message) throws IOException {
        if (added.contains("link.sql")) {
            Files.createSymbolicLink(folder.resolve("link.sql"), Path.of("/etc/hostname"));
        }
        Files.write(folder.resolve("latin.sql"), new byte[] {(byte) 0xe4});
        Files.writeString(folder.resolve("plain.sh"), "exit 0\n");

        var problems = problems(BASE + added.strip() + "\n");

        assertThat(problems)
                .describedAs("%s", problems)
                .anySatisfy(problem -> {
                    assertThat(problem.code()).isEqualTo(code.strip());
                    assertThat(problem.place())
                            .isEqualTo(folder.resolve("pack.yaml") + ":" + place.strip());
                    assertThat(problem.toString()).contains(message.strip());
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Shop", "../x", "a b", "x; touch /tmp/x", "-x", ""})
    void refusesAProductWhoseNameIsNotSafe(String name) throws IOException {
        assertThat(problems(BASE.replace("product: x", "product: '" + name + "'")))
                .extracting(Problem::code)
                .containsExactly("PACK:WRONG_FORM");
    }

    @Test
    void refusesTheSameReleaseInTwoWritings() throws IOException {
        assertThat(problems(BASE.replace("release: 2}", "release: v1}")))
                .extracting(Problem::code)
                .containsExactly("PACK:DUPLICATE");
    }

    @Test
    void refusesAnUnknownScheme() throws IOException {
        assertThat(problems(BASE.replace("numeric", "numerical")))
                .extracting(Problem::toString)
                .singleElement()
                .asString()
                .contains("did you mean numeric?");
    }

    @Test
    void tellsEverythingAtOnceInTheOrderOfTheFile() throws IOException {
        var problems =
                problems(
                        BASE
                                + """
                                rules:
                                  - {stop: "9", because: x}
                                facts:
                                  - {name: a, command: rm -rf}
                                colour: red
                                """);

        assertThat(problems)
                .extracting(Problem::code)
                .containsExactly("PACK:UNKNOWN_RELEASE", "PACK:WRONG_KIND", "PACK:UNKNOWN_KEY");
        assertThat(problems).isEqualTo(problems(Files.readString(folder.resolve("pack.yaml"))));
    }

    @Test
    void whatIsLongOrSteersATerminalIsNotRepeated() throws IOException {
        var problems =
                problems(
                        BASE
                                + "rules: [{stop: \"\\e[2J"
                                + "x".repeat(5_000)
                                + "\", because: x}]\n");

        assertThat(problems.getFirst().value()).hasSize(201).startsWith(" [2Jxxx").endsWith("…");
    }

    @Test
    void aPackFileThatIsALinkToElsewhereIsRefused() throws IOException {
        Files.createSymbolicLink(folder.resolve("pack.yaml"), Path.of("/etc/passwd"));

        assertThat(Packs.read(folder).toString()).contains("PACK:NO_FILE").doesNotContain("root");
    }

    @Test
    void aFolderWithoutAPackIsRefused() {
        assertThat(Packs.read(folder)).isInstanceOf(Answer.Refused.class);
        assertThat(Packs.read(folder.resolve("nowhere"))).isInstanceOf(Answer.Refused.class);
    }

    private static final String BASE =
            """
            pack: 1
            product: x
            scheme: numeric
            source: its vendor
            releases:
              - {release: 1}
              - {release: 2}
            """;

    private Pack pack(String text) throws IOException {
        Files.writeString(folder.resolve("pack.yaml"), text);
        return Answer.given(Packs.read(folder));
    }

    private List<Problem> problems(String text) throws IOException {
        Files.writeString(folder.resolve("pack.yaml"), text);
        return switch (Packs.read(folder)) {
            case Answer.Refused<Pack>(var problems) -> problems;
            case Answer.Given<Pack>(var pack) -> throw new AssertionError("not refused: " + pack);
        };
    }
}
