package belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import belay.api.Belay;
import belay.api.Clients;
import belay.api.Estimate;
import belay.api.Standing;
import belay.api.Words;
import belay.outside.Fault;
import belay.plan.PlanJson;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.run.Carrier;
import belay.run.Event;
import belay.run.Heading;
import belay.run.Picker;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.step.Finding;
import belay.system.SystemName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CliTest {

    private final FakeBelay belay = new FakeBelay();
    private final FakeTry tryOut = new FakeTry();
    private final AtomicInteger opened = new AtomicInteger();
    private final TestTerminal terminal = new TestTerminal();

    private int belay(String... arguments) {
        return belay(true, arguments);
    }

    private int belay(boolean unicode, String... arguments) {
        terminal.unicode = unicode;
        return terminal.type(
                () -> {
                    opened.incrementAndGet();
                    return belay;
                },
                () -> tryOut,
                arguments);
    }

    private String out() {
        return terminal.out();
    }

    private String err() {
        return terminal.err();
    }

    private JsonNode json() {
        return PlanJson.mapper().readTree(out());
    }

    // Results

    @Test
    void aPlanOfASystemTellsWhatWasAskedBesideTheWay() {
        belay.outlook =
                Answer.of(
                        Sample.outlook(
                                belay.reply(
                                        "{'product': 'shop', 'from': '1.4', 'to': '2.3',"
                                                + " 'why-not': '2.0', 'compare': true}")));

        assertThat(belay("plan", "system.yaml", "--why-not", "2.0", "--compare")).isZero();

        assertThat(out())
                .startsWith("shop 1.4 → ")
                .contains("Ways compared", "fewest hops", "Left out", "it is on the way");
        terminal.clear();
        belay("plan", "system.yaml", "--why-not", "2.0", "--compare", "-o", "json");
        assertThat(json().path("answer").asString()).isEqualTo("plan");
        assertThat(json().path("compare")).isNotEmpty();
        assertThat(json().path("hash").asString()).isEqualTo("9f2c");
    }

    @Test
    void showsAPlan() {
        assertThat(belay("plan", "system.yaml", "--to", "2.3")).isZero();

        assertThat(out())
                .isEqualTo(
                        """
                        shop 1.4 → 2.0 → 2.3 (2 hops)

                        RELEASE  DATA      WHY                                 SOURCE
                        2.0      1 script  a compulsory stop: it splits names  https://shop.example/2.0
                        2.3      1 script  the latest release                  https://shop.example/2.3

                        Packages
                          2.0  npm shop@2.0.0
                          2.3  npm shop@2.3.0

                        How long it takes
                          duration  not known before a rehearsal
                          pause     not known before a rehearsal

                        This plan
                          rehearsal  none of exactly this plan yet
                          next       belay rehearse /etc/shop/system.yaml --to 2.3
                          plan       9f2c
                        """);
        assertThat(err()).isEmpty();
    }

    @Test
    void aPlanSaysWhichTablesItsProofWillNotCompare() {
        belay.outlook = Answer.of(Sample.outlookWithAnyRows("public.job", "jobs are made anew"));

        assertThat(belay("plan", "system.yaml", "--to", "2.3")).isZero();

        assertThat(out().replaceAll("\\s+", " "))
                .contains(
                        "What the proof does not compare public.job no rows of it, for 2.0 declares"
                                + " rows: any: jobs are made anew");
    }

    @Test
    void aPlanTellsWhatEachStepOfThePauseTakesAndTheSum() {
        belay.outlook =
                Answer.of(
                        Sample.outlookTaking(
                                factor("stop-one", "Stop one", 2_000),
                                factor("fence-production", "Fence production", 30),
                                factor("hop-1-1", "keycloak 26: migrate on start", 30_000),
                                new Estimate.Factor(
                                        "see-served",
                                        "See that clients are served",
                                        true,
                                        false,
                                        0,
                                        List.of())));

        belay("plan", "system.yaml", "--to", "2.3");

        assertThat(section(out(), "What the pause takes, step by step"))
                .isEqualTo(
                        """

                        What the pause takes, step by step
                          together                       32 s (16 s to 1 min 4 s)
                          Stop one                       2.0 s (1.0 s to 4.0 s)
                          keycloak 26: migrate on start  30 s (15 s to 1 min)
                          1 shorter step                 30 ms (15 ms to 60 ms)
                          1 other step                   never measured\
                        """);
        terminal.clear();
        belay("plan", "system.yaml", "--to", "2.3", "-o", "json");
        assertThat(json().at("/forecast/pauseSteps/2/likelyMs").asInt()).isEqualTo(30_000);
        assertThat(json().at("/forecast/pauseSteps/3/likelyMs").isMissingNode()).isTrue();
        assertThat(json().at("/forecast/pause/likelyMs").asInt()).isEqualTo(32_030);
    }

    private static Estimate.Factor factor(String step, String title, int likely) {
        var span =
                new Estimate.Span(
                        Duration.ofMillis(likely / 2),
                        Duration.ofMillis(likely),
                        Duration.ofMillis(likely * 2L));
        return new Estimate.Factor(step, title, true, step.startsWith("hop"), 3, List.of(span));
    }

    @Test
    void thePlanOfASystemIsToldInTheSectionsOfTheCatalogue() {
        var plan = belay.reply("{'product': 'dataminer', 'from': '9.6', 'to': '10.6.0'}");
        belay.outlook = Answer.of(Sample.outlook(plan));
        belay("plan", "system.yaml", "--all");
        var ofSystem = out();
        terminal.clear();

        belay("plan", "--product", "dataminer", "--from", "9.6", "--to", "10.6.0", "--all");

        assertThat(section(out(), "What may go wrong"))
                .isNotEmpty()
                .isEqualTo(section(ofSystem, "What may go wrong"));
        assertThat(section(ofSystem, "To do by hand")).contains("migrate to BrokerGateway");
        assertThat(ofSystem).contains("This plan").doesNotContain("asked  ", "closed  ");
    }

    private static String section(String text, String heading) {
        int begin = text.indexOf("\n" + heading + "\n");
        return begin < 0 ? "" : text.substring(begin, text.indexOf("\n\n", begin + 1));
    }

    @Test
    void whatKeepsAPlanFromProductionIsToldByTheNamesToAnswerForIt() {
        belay.outlook = Answer.of(Sample.outlookWithTask("check the ports"));

        belay("plan", "system.yaml");

        assertThat(out())
                .contains(
                        """

                        To do by hand
                          before 2.0  check the ports
                        """)
                .contains(
                        """

                        What keeps it from production
                          tasks  check the ports: see to it, and say so with belay waive
                        """);
    }

    @Test
    void showsAPlanAsJson() {
        assertThat(belay("plan", "-o", "json")).isZero();

        assertThat(json().at("/path")).hasSize(2);
        assertThat(json().at("/plan/system/name").asString()).isEqualTo("shop");
        assertThat(belay.asked)
                .singleElement()
                .asString()
                .startsWith("plan Release[system=system.yaml, wish=Wish[from=, to=, without=[]");
    }

    @Test
    void savesAPlan(@TempDir Path directory) throws Exception {
        var file = directory.resolve("plan.json");

        assertThat(belay("plan", "--save", file.toString())).isZero();

        assertThat(Files.readString(file)).contains("\"hash\":\"9f2c\"");
        assertThat(belay("upgrade", "--plan", file.toString())).isZero();
        assertThat(belay.asked).contains("upgrade Saved[plan=" + file + "]");
    }

    @Test
    void aStalePlanIsShownAndRefused() {
        belay.outlook = Answer.of(Sample.outlook("packHash was 77aa and is 88bb"));

        assertThat(belay("plan", "--plan", "plan.json")).isEqualTo(2);

        assertThat(out()).contains("stale      packHash was 77aa and is 88bb");
    }

    @Test
    void tablesAlignAndStrangersCannotSteerTheTerminal() {
        assertThat(belay("detect")).isZero();

        assertThat(out())
                .isEqualTo(
                        """
                        shop is shop 1.4

                        SIGN           RELEASE  CONFIDENCE  FOUND
                        database shop  1.4      certain     it says 1.4
                        file 版本.txt  -        none        \\x1b[31mgone\\x1b[0m
                        """);
    }

    @Test
    void showsARunFromItsStartToItsEvidence() {
        belay.events.add(new Event(1, Sample.START, new Event.Started(0, "step-0")));
        belay.events.add(
                new Event(2, Sample.START.plusMillis(820), new Event.Finished(0, "step-0")));
        belay.events.add(new Event(3, Sample.START.plusSeconds(1), new Event.Note("61 GB free")));
        belay.events.add(
                new Event(4, Sample.START.plusSeconds(30), new Event.Stands(RunState.DONE)));

        assertThat(belay("rehearse", "--to", "2.3")).isZero();

        assertThat(err())
                .isEqualTo(
                        """
                        rehearsal of shop, run 20261121-0903-k7q2
                        09:03:12 start  Check the gates (1 of 3)
                        09:03:12 done   Check the gates, 820 ms
                        09:03:13 note   61 GB free
                        """);
        assertThat(out())
                .isEqualTo(
                        """

                        Clients are served by production.
                        Rehearsal of shop 1.4 → 2.3: done after 30 s
                          pause     463 ms, of it 137 ms for the hops' scripts
                          evidence  /var/lib/belay/runs/20261121-0903-k7q2/evidence.html
                          next      belay upgrade --to 2.3
                                    to upgrade production, while the rehearsal is fresh
                        """);
    }

    @Test
    void whatComesNextIsSaidInTheWordsInWhichTheRehearsalWasAskedFor() {
        belay.run = Sample.run(RunState.DONE, 3);

        belay("rehearse", "my shop.yaml", "--to", "2.3", "--allow", "B-1", "--keep", "--downgrade");

        assertThat(out())
                .contains(
                        "  next      belay upgrade 'my shop.yaml' --to 2.3 --allow B-1"
                                + " --downgrade\n");
    }

    @Test
    void showsWhatATryCameTo() {
        assertThat(belay("try", "--rows", "20000")).isZero();

        assertThat(err()).contains("Set up a shop with 20000 rows");
        assertThat(out())
                .isEqualTo(
                        """

                        STAGE      STEP                  TIME
                        Rehearsal  Back up production    12 s
                        Upgrade    Promote the copy    178 ms

                        path      2.0 → 2.3
                        rows      67,109 acknowledged to the writers, 67,109 found, 0 lost
                        pause     463 ms was the longest that any writer saw, of it 137 ms for the hops' own scripts
                        proof     14 tables compared, 0 differences
                        evidence  /var/lib/belay/runs/20261121-0903-k7q2/evidence.html
                        left      backup /var/lib/belay/backups/b-1, 405 MB
                        remove    belay clean --yes
                        """);
    }

    @Test
    void whatIsLeftIsToldWithItsSum() {
        assertThat(belay("clean")).isZero();
        assertThat(out())
                .contains("kept until 2026-11-28 09:03 UTC")
                .endsWith(
                        """

                        Total: 2 things, 1.4 GB.
                        Can be removed: 1 thing, 405 MB. To remove it: belay clean --yes
                        """);

        assertThat(belay("clean", "--yes")).isZero();
        assertThat(out())
                .endsWith(
                        """
                        removed backup /var/lib/belay/backups/b-1
                        Total: 1 thing, 405 MB.
                        """);
    }

    @Test
    void tellsATryToPrograms() {
        assertThat(belay("-o", "json", "try")).isZero();

        assertThat(json().at("/path/1").asString()).isEqualTo("2.3");
        assertThat(json().at("/rows/acknowledged").asInt()).isEqualTo(67_109);
        assertThat(json().at("/rows/lost").asInt()).isZero();
        assertThat(json().at("/pause/longestMs").asInt()).isEqualTo(463);
        assertThat(json().at("/pause/scriptsMs").asInt()).isEqualTo(137);
        assertThat(json().at("/proof/tables").asInt()).isEqualTo(14);
        assertThat(json().at("/evidence").asString()).endsWith("evidence.html");
    }

    @Test
    void aTryThatLosesRowsHasFailed() {
        tryOut.lost = 1;

        assertThat(belay("try")).isEqualTo(1);
    }

    @Test
    void resumeGoesOnWithATryThatWasKilled() {
        tryOut.killed = true;

        assertThat(belay("resume")).isZero();

        assertThat(err()).contains("Go on");
        assertThat(belay.asked).isEmpty();
    }

    @Test
    void aRunThatIsNamedIsResumedAllTheSame() {
        tryOut.killed = true;

        assertThat(belay("resume", Sample.RUN.text())).isZero();

        assertThat(belay.asked).contains("resume " + Sample.RUN);
    }

    @Test
    void showsRunsAndTheirSteps() {
        belay.run = Sample.run(RunState.HALTED, 2);

        assertThat(belay("status")).isZero();
        assertThat(belay("status", Sample.RUN.text())).isZero();

        assertThat(out())
                .isEqualTo(
                        """
                        shop: Clients are served by production.
                        20261121-0903-k7q2: It was halted. To go on: belay resume 20261121-0903-k7q2

                        RUN                 SYSTEM  WHAT       STATE   STEPS  SINCE                    BY
                        20261121-0903-k7q2  shop    rehearsal  halted  2/3    2026-11-21 09:03:42 UTC  ada
                        Clients are served by production.
                        It was halted. To go on: belay resume 20261121-0903-k7q2
                        Rehearsal of shop, run 20261121-0903-k7q2: halted since 2026-11-21 09:03:42 UTC
                          by        ada
                          plan      9f2c

                        STEP                STATE     TIME
                        Check the gates     done     8.0 s
                        Back up production  done     8.0 s
                        Copy the database   waiting

                          next      belay resume 20261121-0903-k7q2
                                    to go on
                          or        belay abandon 20261121-0903-k7q2
                                    to give it up as it is
                        """);
    }

    @Test
    void aRunThatNobodyCarriesIsNotCalledRunning() {
        belay.run = Sample.run(RunState.RUNNING, 2);
        belay.carrier =
                new Carrier.Dead(
                        new Picker("app1", 4711, Sample.START),
                        Sample.START,
                        Sample.START.plusSeconds(75));

        assertThat(belay("status", Sample.RUN.text())).isZero();

        assertThat(out())
                .contains("Nobody carries this run out. To go on: belay resume " + Sample.RUN)
                .contains(": carried by nobody since " + Words.moment(Sample.START.plusSeconds(75)))
                .contains("nobody: app1/4711 is dead, last heard of at")
                .doesNotContain("running");
    }

    @Test
    void aRunOnItsWayBackIsNotToBeCancelledAgain() {
        belay.run = back(Sample.run(RunState.RUNNING, 2));
        belay.carrier =
                new Carrier.Dead(
                        new Picker("app1", 4711, Sample.START), Sample.START, Sample.START);

        assertThat(belay("status", Sample.RUN.text())).isZero();

        assertThat(out())
                .contains("To go on: belay resume " + Sample.RUN)
                .doesNotContain("belay cancel");
    }

    private static Run back(Run run) {
        return new Run(
                run.order(),
                run.state(),
                run.epoch(),
                new Heading.Back(
                        Problem.of("SCRIPT:FAILED", "the script failed"), Heading.Cause.FAULT),
                run.committed(),
                run.anews(),
                run.cancel(),
                run.halt(),
                run.pickers(),
                run.created(),
                run.since(),
                run.steps());
    }

    @Test
    void thatASystemIsDownIsSaidOnceAndNotOfEachOfItsRuns() {
        var down = new Clients.Nobody("it does not answer");
        var newer = standing("20261121-0903-aaaa", down);
        var older = standing("20261121-0902-bbbb", down);

        assertThat(Runs.overview(List.of(newer, older), List.of()))
                .filteredOn(line -> line.contains("start what does not answer"))
                .singleElement()
                .asString()
                .startsWith("2026112");
    }

    private static Standing standing(String id, Clients clients) {
        return new Standing(
                Sample.run(new RunId(id), Sample.SHOP, RunState.DONE, 3),
                clients,
                new Carrier.Nobody(),
                List.of());
    }

    @Test
    void whatMayStopProductionIsToldBeforeTheRuns() {
        belay.run = Sample.run(RunState.DONE, 2);
        belay.alarms = List.of("shop: slot belay_1 keeps 60 MB of production's log");

        assertThat(belay("status")).isZero();

        assertThat(out())
                .contains("\nshop: slot belay_1 keeps 60 MB of production's log\n")
                .doesNotContain("Nothing needs a person");
    }

    @Test
    void aRunOfAnotherVersionIsShownAsSuchAmongTheOthers() {
        var other = new RunId("20261121-0902-bbbb");
        belay.run = Sample.run(RunState.DONE, 2);
        belay.others = List.of(Sample.run(other, new SystemName("bank"), RunState.FAILED, 1));
        belay.unread = List.of(other);

        assertThat(belay("status")).isZero();

        assertThat(out())
                .contains(
                        "bank: Which side serves clients is not known: another version has made it.")
                .containsPattern(other + ".* of another version ")
                .contains(other + ": It is not over, and another version of Belay has made it");
    }

    @Test
    @Timeout(30)
    void allSystemsAreAskedSideBySide() {
        belay.run = Sample.run(RunState.RUNNING, 2);
        belay.others =
                List.of(
                        Sample.run(
                                new RunId("20261121-0902-bbbb"),
                                new SystemName("bank"),
                                RunState.RUNNING,
                                1));
        var meeting = new CyclicBarrier(2);
        belay.looking = () -> meet(meeting);

        assertThat(belay("status")).isZero();

        assertThat(out()).contains("shop: Clients", "bank: Clients").doesNotContain("15 s");
    }

    private static void meet(CyclicBarrier meeting) {
        try {
            meeting.await();
        } catch (InterruptedException | BrokenBarrierException alone) {
            throw new IllegalStateException(alone);
        }
    }

    @Test
    void itIsShownWhoCarriesARun() {
        belay.run = Sample.run(RunState.RUNNING, 2);

        assertThat(belay("status", Sample.RUN.text())).isZero();

        assertThat(out()).contains("worker    app1/4711 since 2026-11-21 09:03:12 UTC");
    }

    @Test
    void theLogIsOneLineForEachEventAlsoAsJson() {
        belay.events.add(new Event(1, Sample.START, new Event.Started(0, "step-0")));
        belay.events.add(new Event(2, Sample.START, new Event.Note("a\u0007b")));

        assertThat(belay("log")).isZero();
        assertThat(belay("log", "-f", "-o", "json")).isZero();

        assertThat(out().lines())
                .containsExactly(
                        "09:03:12 start   Check the gates",
                        "09:03:12         a\\x07b",
                        "{\"number\":1,\"at\":\"2026-11-21T09:03:12Z\",\"what\":{\"event\":\"Started\",\"ordinal\":0,\"step\":\"step-0\"}}",
                        "{\"number\":2,\"at\":\"2026-11-21T09:03:12Z\",\"what\":{\"event\":\"Note\",\"line\":\"a\\u0007b\"}}");
    }

    // Exit codes

    @Test
    void whatAnUnsetVariableLeavesIsNotTakenForTheDefault() {
        assertThat(belay("upgrade", "system.yaml", "--to", "")).isEqualTo(2);
        assertThat(belay("upgrade", "system.yaml", "--to=")).isEqualTo(2);
        assertThat(belay("cancel", " ")).isEqualTo(2);

        assertThat(err()).contains("CLI:EMPTY", "upgrade system.yaml --to ''", "unset");
        assertThat(belay.asked).isEmpty();
    }

    @Test
    void evidenceNeverTakesThePlaceOfAFolder(@TempDir Path folder) {
        assertThat(belay("evidence", Sample.RUN.toString(), "--html", folder.toString()))
                .isEqualTo(2);

        assertThat(folder).isDirectory();
        assertThat(err()).contains("is a folder");
        assertThat(
                        belay(
                                "evidence",
                                Sample.RUN.toString(),
                                "--html",
                                folder.resolve("none/page.html").toString()))
                .isEqualTo(2);
        assertThat(err()).contains("there is no folder " + folder.resolve("none"));
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void aFailedRunIsAFailure() {
        belay.run = Sample.run(RunState.UNDONE, 1);

        assertThat(belay("upgrade")).isEqualTo(1);

        assertThat(out()).contains("taken back");
    }

    @Test
    void aFaultIsAFailureToldAsAProblem() {
        belay.faults =
                List.of(
                        new Fault.Transient(
                                Problem.of("DATABASE:NO_ANSWER", "the database does not answer")
                                        .value("127.0.0.1:5432")
                                        .expected("a server")
                                        .advice("Start it")
                                        .place("system.yaml:4:3")));

        assertThat(belay("detect")).isEqualTo(1);

        assertThat(err())
                .isEqualTo(
                        """
                        DATABASE:NO_ANSWER: the database does not answer
                          found    127.0.0.1:5432
                          expected a server
                          do       Start it
                          place    system.yaml:4:3
                        """);
        assertThat(out()).isEmpty();
    }

    @Test
    void nothingToDoHasACodeOfItsOwn() {
        belay.outlook =
                Answer.refused(Problem.of(Belay.NOTHING_TO_DO, "it runs already").value("2.3"));

        assertThat(belay("plan")).isEqualTo(3);
        assertThat(belay("upgrade")).isEqualTo(3);
    }

    @Test
    void aRefusalIsTwoAndAnObjectInJson() {
        assertThat(belay("pack", "validate", "packs/x", "-o", "json")).isEqualTo(2);

        assertThat(json().at("/problems/0/code").asString()).isEqualTo("PACK:UNKNOWN_KEY");
        assertThat(json().at("/problems/0/place").asString()).isEqualTo("pack.yaml:3:1");
    }

    @Test
    void aClosedGateIsARefusalAndAMissingToolAFailure() {
        belay.findings =
                List.of(
                        new Finding("space", Finding.Verdict.OK, "41 GB free", List.of()),
                        new Finding(
                                "tests",
                                Finding.Verdict.REFUSED,
                                "",
                                List.of(Problem.of("CHECK:NONE", "there is no test"))));

        assertThat(belay("check")).isEqualTo(2);
        assertThat(belay("doctor")).isEqualTo(1);

        assertThat(out())
                .contains(
                        """
                        ok       space  41 GB free
                        refused  tests
                                 CHECK:NONE: there is no test
                        """)
                .contains("An upgrade would be refused.");
    }

    @Test
    void aLossIsToldAndNotTakenWithoutConsent() {
        assertThat(belay("rollback", Sample.RUN.text())).isEqualTo(2);
        assertThat(err()).containsOnlyOnce("40 rows inserted, 8 rows deleted");

        assertThat(belay("rollback", Sample.RUN.text(), "--accept-loss")).isZero();
        assertThat(err()).contains("Rolling back now would lose 40 rows inserted, 8 rows deleted.");
        assertThat(belay("restore", "system.yaml", "b-1")).isEqualTo(2);
        assertThat(belay("restore", "system.yaml", "b-1", "--accept-loss")).isZero();
        assertThat(belay.asked)
                .contains("rollback " + Sample.RUN + " GIVEN", "restore b-1 NOT_GIVEN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plan --tto 2.3",
                "plam",
                "plan a b",
                "status -o xml",
                "status xyz",
                "status --limit -1",
                "status --limit 1001",
                "status 20261121-0903-zzzz",
                "try --rows many",
                "try --rows 0",
                "restore system.yaml",
                "plan --plan p.json --to 2.3",
                "completion fish",
                "pack",
                ""
            })
    void whatIsNotUnderstoodIsTwoAndNothingIsBegun(String line) {
        assertThat(belay(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);

        assertThat(out()).isEmpty();
        assertThat(err()).isNotEmpty().doesNotContain("\tat ");
        assertThat(belay.asked).isEmpty();
    }

    @Test
    void aBugIsToldWithoutItsStackUnlessAskedFor() {
        belay.bugs = List.of(new IllegalStateException("odd"));

        assertThat(belay("detect")).isEqualTo(1);
        assertThat(err()).contains("BELAY:BUG").doesNotContain("\tat ");

        assertThat(belay("detect", "-v")).isEqualTo(1);
        assertThat(err()).contains("\tat belay.cli.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "frobnicate        | frobnicate     | one of try, detect",
                "clean nonsense    | nonsense       | belay clean and options",
                "try --rows many   | --rows many    | --rows ",
                "try --kepp        | --kepp         | --keep",
                "restore           | restore        | BACKUP",
                "plan --threads 2  | --threads 2    | belay plan [SYSTEM] and options"
            })
    void whatIsNotUnderstoodIsToldWithWhatWouldBe(String line, String found, String expected) {
        assertThat(belay(line.split(" "))).isEqualTo(2);

        assertThat(err().lines().filter(told -> told.strip().startsWith("found")))
                .anySatisfy(told -> assertThat(told).contains(found));
        assertThat(err().lines().filter(told -> told.strip().startsWith("expected")))
                .anySatisfy(told -> assertThat(told).contains(expected));
        assertThat(err()).contains("CLI:NOT_UNDERSTOOD", "--help");
    }

    @Test
    void everyWordThatIsNotUnderstoodIsTold() {
        assertThat(belay("try", "--rows", "many", "--kill-it", "--kepp")).isEqualTo(2);

        assertThat(err()).contains("'many' is not a long", "--kill-it", "--kepp");
        assertThat(err().lines().filter(line -> line.startsWith("CLI:NOT_UNDERSTOOD"))).hasSize(2);
        terminal.clear();
        assertThat(belay("waive", "system.yaml", "x", "--days", "soon", "--wy", "a")).isEqualTo(2);
        assertThat(err()).contains("'soon' is not an int", "--wy");
        assertThat(opened).hasValue(0);
        terminal.clear();
        assertThat(belay("dump", "check", "d", "--sha256", "12", "--server", "new")).isEqualTo(2);
        assertThat(err()).contains("--sha256 is 64", "--server is a major");
    }

    // Help

    @ParameterizedTest
    @ValueSource(
            strings = {
                "try",
                "detect",
                "plan",
                "check",
                "rehearse",
                "upgrade",
                "rollback",
                "backup",
                "backups",
                "restore",
                "status",
                "log",
                "cancel",
                "halt",
                "resume",
                "abandon",
                "accept",
                "evidence",
                "doctor",
                "pack",
                "completion"
            })
    void everyCommandHelpsWithAnExampleAndOpensNothing(String command) {
        assertThat(belay(command, "--help")).isZero();

        assertThat(out()).contains("Usage: belay " + command, "  belay " + command);
        assertThat(out()).containsPattern("Examples?:");
        assertThat(opened).hasValue(0);
    }

    @Test
    void theReportOfADumpHasAHelpOfItsOwn() {
        assertThat(belay("dump", "report", "--help")).isZero();

        assertThat(out())
                .contains("Usage: belay dump report ", "a job on a dump")
                .contains("\n  belay dump report 20261121-0903-k7q2 --html report.html\n");
    }

    @Test
    void anExampleCanBePastedAsItStands() {
        assertThat(belay("dump", "--help")).isZero();
        assertThat(belay("waive", "--help")).isZero();

        assertThat(out())
                .contains(
                        "\n  belay dump upgrade dump.sql.gz --to 17.0 --purpose testing --code scripts"
                                + " --out upgraded.sql.gz\n",
                        "\n  belay waive system.yaml 'rebuild the index' --why 'done on Monday, see"
                                + " ticket 7'\n");
    }

    @Test
    void aRehearsalThatIsRefusedIsRefusedOnce() {
        var stale = Problem.of("PLAN:STALE", "the saved plan is not what would be planned today");
        belay.stale = List.of(stale);
        belay.findings = List.of(Finding.refused("plan", stale));

        assertThat(belay("rehearse", "--plan", "plan.json")).isEqualTo(2);

        assertThat(err()).containsOnlyOnce("PLAN:STALE").doesNotContain("Blocks production");
    }

    @Test
    void theShellCompletesEveryCommand() {
        assertThat(belay("completion", "bash")).isZero();

        assertThat(out()).contains("complete -F _complete_belay", "rehearse", "--go-back");
        assertThat(opened).hasValue(0);
    }

    @Test
    void aReaderWithOnlyAsciiGetsAscii() {
        assertThat(belay(false, "plan")).isZero();

        assertThat(out()).contains("shop 1.4 -> 2.0 -> 2.3 (2 hops)");
        assertThat(out().chars()).allMatch(letter -> letter < 128);
    }
}
