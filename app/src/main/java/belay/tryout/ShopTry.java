package belay.tryout;

import static belay.step.Options.read;

import belay.api.Belay;
import belay.api.Evidence;
import belay.api.Wanted;
import belay.api.evidence.EvidenceFiles;
import belay.cli.TryOut;
import belay.outside.Databases.Place;
import belay.outside.Fault;
import belay.outside.Host;
import belay.plan.PlanJson;
import belay.postgres.Postgres;
import belay.problem.Answer;
import belay.problem.Answer.Given;
import belay.problem.Answer.Refused;
import belay.problem.Problem;
import belay.release.ReleaseId;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunState;
import belay.run.StepRecord;
import belay.run.StepState;
import belay.step.CountLosses;
import belay.step.ProveData;
import belay.step.RunAction;
import belay.system.SystemName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The main job on a small shop: rehearse, upgrade under load, and back again if wanted.
///
/// Which runs are still to be made is read from the journal: after a kill the same lines go on.
public final class ShopTry implements TryOut {

    /// Whose runs a try makes.
    public static final SystemName SYSTEM = new SystemName(Shop.SYSTEM);

    /// How long the writers write to the new side before and after what is shown. Between two
    /// orders of a writer.
    private static final Duration THINK = Duration.ofMillis(8);

    private static final Duration WRITE_ON = Duration.ofSeconds(2);

    private static final int MOST_RUNS = 1_000;

    private final Belay belay;
    private final Postgres postgres;
    private final Host host;
    private final KillAt killAt;
    private final Path home;
    private final Shop shop;

    /// @param home BELAY_HOME
    public ShopTry(Belay belay, Postgres postgres, Host host, KillAt killAt, Path home) {
        this.belay = belay;
        this.postgres = postgres;
        this.host = host;
        this.killAt = killAt;
        this.home = home;
        this.shop = new Shop(postgres, host, home.resolve("try"));
    }

    private Path state() {
        return home.resolve("try/options.json");
    }

    @Override
    public Answer<Result> run(Options options, Display display) throws Fault, InterruptedException {
        var wrong = new ArrayList<Problem>();
        if (options.rows() < 1_000 || options.rows() > 100_000_000) {
            wrong.add(
                    Problem.of("TRY:ROWS", "that is no number of rows for a try")
                            .value(Long.toString(options.rows()))
                            .expected("1000 to 100000000")
                            .advice("Give another number with --rows"));
        }
        var dying = options.killAt().isEmpty() ? Answer.of("") : KillAt.named(options.killAt());
        if (dying instanceof Refused<String>(var problems)) {
            wrong.addAll(problems);
        }
        strangers().ifPresent(wrong::add);
        if (!wrong.isEmpty()) {
            return new Refused<>(wrong);
        }
        killAt.arm(Answer.given(dying));
        display.stage("Set up a shop at release 1.4 with " + options.rows() + " rows");
        clean();
        shop.setUp(options.rows(), options.route());
        remember(options);
        shop.startWriters(THINK);
        display.say(Writers.COUNT + " writers place orders from now on, whatever happens");
        return goOn(options, display);
    }

    @Override
    public boolean unfinished() {
        return Files.exists(state());
    }

    @Override
    public Answer<Result> resume(Display display) throws Fault, InterruptedException {
        try {
            return goOn(
                    PlanJson.mapper().readValue(Files.readString(state()), Options.class), display);
        } catch (IOException e) {
            return Answer.refused(
                    Problem.of("TRY:NONE", "no try was interrupted")
                            .advice("Begin one with: belay try"));
        }
    }

    private Answer<Result> goOn(Options options, Display display)
            throws Fault, InterruptedException {
        var wanted = new Wanted.Release(shop.system(), "2.3");
        var runs = new ArrayList<Run>();
        var refused =
                stage(
                        Purpose.TESTING,
                        "Rehearse on a neutralised copy",
                        display,
                        runs,
                        () -> belay.rehearse(wanted, Belay.Keep.NOTHING));
        if (refused.isEmpty()) {
            refused =
                    stage(
                            Purpose.PRODUCTION,
                            "Upgrade production",
                            display,
                            runs,
                            () -> belay.upgrade(wanted));
        }
        if (refused.isEmpty() && options.goBack()) {
            Thread.sleep(WRITE_ON);
            var upgrade = runs.getLast().id();
            if (belay.lossOfRollback(upgrade) instanceof Given<belay.api.Loss>(var loss)) {
                display.say(loss.words());
            }
            refused =
                    stage(
                            Purpose.GO_BACK,
                            "Go back to the kept old side",
                            display,
                            runs,
                            () -> belay.rollback(upgrade, Belay.Consent.GIVEN));
        }
        Thread.sleep(WRITE_ON);
        boolean wrote = shop.writersRun();
        shop.stopWriters();
        if (!refused.isEmpty()) {
            return new Refused<>(refused);
        }
        if (!wrote) {
            finish(options, runs);
            return Answer.refused(
                    Problem.of(
                                    "TRY:WRITERS",
                                    "the writers ended before the try did, so nothing tells how long"
                                            + " clients were kept out or whether they lost anything")
                            .expected("writers that place orders until the end")
                            .advice("Run belay try again, and let its writers live"));
        }
        var result = result(options, runs);
        finish(options, runs);
        return Answer.of(leaving(result));
    }

    @FunctionalInterface
    private interface Start {
        Answer<Run> run() throws Fault, InterruptedException;
    }

    /// Takes the run that is there already, or starts one; and shows it to its end.
    ///
    /// @return why it did not come to its end; empty if it did
    private List<Problem> stage(
            Purpose purpose, String title, Display display, List<Run> runs, Start start)
            throws Fault, InterruptedException {
        display.stage(title);
        Run run;
        var earlier = newest(purpose);
        if (earlier.isPresent()) {
            run = earlier.get();
            if (!run.state().over()) {
                belay.resume(run.id());
            }
        } else {
            switch (start.run()) {
                case Given<Run>(var started) -> run = started;
                case Refused<Run>(var problems) -> {
                    return problems;
                }
            }
        }
        var ended = display.follow(belay, run.id());
        runs.add(ended);
        return ended.state() == RunState.DONE ? List.of() : problems(ended);
    }

    private Optional<Run> newest(Purpose purpose) throws Fault, InterruptedException {
        var since = since();
        return belay.runs(SYSTEM, MOST_RUNS).stream()
                .filter(this::ofTry)
                .filter(run -> run.order().purpose() == purpose)
                .filter(run -> run.created().isAfter(since))
                .findFirst();
    }

    private java.time.Instant since() throws Fault {
        try {
            return Files.getLastModifiedTime(state()).toInstant();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private static List<Problem> problems(Run run) {
        var problems = new ArrayList<Problem>();
        for (var step : run.steps()) {
            if (step.state() instanceof StepState.Failed failed) {
                problems.add(failed.problem());
            }
        }
        if (problems.isEmpty()) {
            problems.add(
                    Problem.of(
                            "TRY:" + run.state(),
                            "the run " + run.id() + " did not come to its end"));
        }
        return problems;
    }

    private Result result(Options options, List<Run> runs) throws Fault {
        var orders = shop.orders();
        var upgrade =
                runs.stream()
                        .filter(run -> run.order().purpose() == Purpose.PRODUCTION)
                        .findFirst()
                        .orElseThrow();
        var plan = PlanJson.read(upgrade.order().plan());
        var proof = upgrade.step("prove-data").orElseThrow().outcome().as(ProveData.Proved.class);
        var back =
                runs.stream().filter(run -> run.order().purpose() == Purpose.GO_BACK).findFirst();
        var losses =
                back
                        .flatMap(run -> run.step("count-losses"))
                        .map(step -> step.outcome().as(CountLosses.Losses.class).changes())
                        .map(Writers::orders)
                        .map(announced -> new GoneBack(announced, orders.lost()))
                        .stream()
                        .toList();
        return new Result(
                Stream.concat(
                                Stream.of(plan.from()),
                                plan.hops().stream().map(hop -> hop.release()))
                        .map(ReleaseId::text)
                        .toList(),
                runs.stream()
                        .flatMap(run -> run.steps().stream().map(step -> shown(run, step)))
                        .toList(),
                new Rows(orders.acknowledged(), orders.found(), orders.lost()),
                new Pause(orders.longestPause(), scripts(upgrade)),
                new Proof(proof.proof().compared().size(), proof.proof().differences().size()),
                options.goBack() ? losses : List.of(),
                new Left(evidence(upgrade), List.of()));
    }

    /// Backups outlive the system that they are of, those of earlier tries too.
    private Result leaving(Result result) throws Fault, InterruptedException {
        return new Result(
                result.path(),
                result.steps(),
                result.rows(),
                result.pause(),
                result.proof(),
                result.losses(),
                new Left(
                        result.left().evidence(),
                        belay.leftovers().stream()
                                .filter(one -> one.system().equals(SYSTEM.text()))
                                .toList()));
    }

    private static Step shown(Run run, StepRecord step) {
        var stage =
                switch (run.order().purpose()) {
                    case TESTING -> "Rehearsal";
                    case PRODUCTION -> "Upgrade";
                    case GO_BACK -> "Rollback";
                    case BACKUP -> "Backup";
                    case RESTORE -> "Restore";
                    case DUMP_CHECK, DUMP_TESTING, DUMP_PRODUCTION -> "Dump";
                };
        var took =
                step.state() instanceof StepState.Done(var from, var until, _)
                        ? Duration.between(from, until)
                        : Duration.ZERO;
        return new Step(stage, step.part().title(), took);
    }

    /// What the hops themselves took inside the pause.
    private static Duration scripts(Run upgrade) {
        double seconds = 0;
        for (var step : upgrade.steps()) {
            if (step.part().kind().equals("RunAction")) {
                seconds += step.outcome().as(RunAction.Done.class).seconds();
            }
        }
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private void remember(Options options) throws Fault {
        try {
            Files.writeString(state(), PlanJson.canonical(options));
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private void finish(Options options, List<Run> runs) throws Fault, InterruptedException {
        try {
            Files.deleteIfExists(state());
        } catch (IOException e) {
            throw broken(e);
        }
        if (!options.keep()) {
            removeServers(runs);
            host.remove(home.resolve("try"));
            tellRemoved(runs);
        }
    }

    /// The evidence was written while the servers ran, and offers to go back to them.
    private void tellRemoved(List<Run> runs) throws Fault, InterruptedException {
        var files = new EvidenceFiles();
        for (var run : runs) {
            if (Files.exists(evidence(run))
                    && belay.evidence(run.id()) instanceof Given<Evidence>(var now)) {
                files.write(now.directory(), now);
            }
        }
    }

    private Path evidence(Run run) {
        return home.resolve("runs").resolve(run.id().text()).resolve("evidence.html");
    }

    /// What an earlier try has left: its writers, its servers, its runs that are not over. Removes
    /// what an earlier try has left.
    void clean() throws Fault, InterruptedException {
        shop.stopWriters();
        var runs = belay.runs(SYSTEM, MOST_RUNS).stream().filter(this::ofTry).toList();
        for (var run : runs) {
            if (!run.state().over()) {
                belay.cancel(run.id());
                belay.abandon(run.id());
            }
        }
        removeServers(runs);
        host.remove(home.resolve("try"));
    }

    /// Runs, backups and servers are found by the name of their system: two of one name in the same
    /// folder would be taken for each other.
    private Optional<Problem> strangers() throws Fault, InterruptedException {
        return belay.runs(SYSTEM, MOST_RUNS).stream()
                .filter(run -> !ofTry(run))
                .findFirst()
                .map(run ->
                        Problem.of(
                                        "TRY:NAME_TAKEN",
                                        "a system of yours is called as that of the try")
                                .value("run " + run.id() + " of " + SYSTEM.text())
                                .expected("no run of another system of that name in " + home)
                                .advice("Try it apart from yours: BELAY_HOME=FOLDER belay try"));
    }

    /// An operator's system may be called `shop` as well: neither its runs nor its servers are
    /// ours.
    private boolean ofTry(Run run) {
        var described = read(run.order().options()).systemFile();
        return Path.of(described).toAbsolutePath().equals(shop.system().toAbsolutePath());
    }

    private void removeServers(List<Run> runs) throws Fault, InterruptedException {
        var servers = home.resolve("servers");
        for (var run : runs) {
            for (var directory : below(servers)) {
                if (directory.getFileName().toString().contains(run.id().text())) {
                    postgres.remove(new Place(directory, 0));
                }
            }
        }
        postgres.remove(new Place(home.resolve("try/production"), 0));
    }

    private static List<Path> below(Path directory) throws Fault {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var paths = Files.list(directory)) {
            return paths.toList();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private static Fault broken(IOException e) {
        return new Fault.Permanent(
                Problem.of("TRY:FILES", "the files of the try cannot be used: " + e)
                        .advice("See to the space and the rights of BELAY_HOME"),
                e);
    }
}
