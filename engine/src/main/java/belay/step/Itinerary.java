package belay.step;

import belay.outside.Databases.Place;
import belay.outside.Fault;
import belay.plan.Plan;
import belay.release.Action;
import belay.release.Check;
import belay.release.Question;
import belay.release.ReleaseId;
import belay.run.Backups.Backup;
import belay.run.Purpose;
import belay.run.Run;
import belay.run.RunId;
import belay.run.StepRecord;
import belay.system.ProductSystem.Node;
import belay.system.ProductSystem.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The order of steps for each kind of run. What it leaves to chance (free ports) it fixes here, so
/// that the steps are the same for whoever carries them out.
public final class Itinerary {

    /// The one hop of a restore: to the release of the backup.
    private static final int RESTORED = 0;

    /// Bytes of a database's name (PostgreSQL's `NAMEDATALEN`).
    private static final int LONGEST_NAME = 63;

    private final RunId run;
    private final Purpose purpose;
    private final Plan plan;
    private final Path belayHome;
    private final FreePorts ports;
    private final Map<String, Integer> trialPorts = new HashMap<>();

    /// @param belayHome under which backups, copies and homes are put
    public Itinerary(RunId run, Purpose purpose, Plan plan, Path belayHome, FreePorts ports) {
        this.run = run;
        this.purpose = purpose;
        this.plan = plan;
        this.belayHome = belayHome;
        this.ports = ports;
    }

    /// Where ports come from that nobody uses; whoever only looks at the steps takes none.
    @FunctionalInterface
    public interface FreePorts {
        int next() throws Fault;
    }

    /// A backup, restored for trial.
    public List<UpgradeStep> backup() throws Fault {
        var id = plan.system().name() + "-" + run;
        var directory = belayHome.resolve("backups").resolve(id).toString();
        return List.of(
                new TakeBackup(id, directory), new TryRestore(id, directory, server("trial")));
    }

    /// The whole plan on a neutralised copy, from a backup.
    ///
    /// @param backups the one to use; none for a fresh one
    public List<UpgradeStep> rehearsal(List<Backup> backups) throws Fault {
        var steps = new ArrayList<UpgradeStep>();
        steps.add(new CheckGates(Purpose.TESTING, belayHome.toString()));
        var id = plan.system().name() + "-" + run;
        var directory = belayHome.resolve("backups").resolve(id).toString();
        if (backups.isEmpty()) {
            steps.addAll(backup());
        } else {
            id = backups.getFirst().id();
            directory = backups.getFirst().directory();
        }
        var place = server("rehearsal");
        var copy = new Copy.Server(place);
        steps.add(new RestoreCopy(id, directory, place));
        steps.add(new CopyUnlogged(copy, false));
        steps.add(new RunScripts(RunScripts.When.AFTER_COPY, copy));
        steps.add(new RunScripts(RunScripts.When.NEUTRALISE, copy));
        // Before anything starts on it: what the current release does to it on its own, the new one
        // does in production.
        steps.addAll(before(copy));
        if (needsLogin()) {
            steps.add(new AdmitProduct(copy));
        }
        var current = trial(Stage.CURRENT, copy);
        if (served(current)) {
            steps.add(new StartNode("start-current", current));
            steps.add(new AskFacts("facts-before", current, "", true));
            steps.addAll(awaited(current));
            steps.add(new StopNode("stop-current", current, false));
        } else {
            steps.add(new AskFacts("facts-before", current, "", true));
            steps.addAll(awaited(current));
        }
        steps.addAll(homes(copy));
        var last = trial(plan.hops().size() - 1, copy);
        steps.addAll(
                hops(
                        copy,
                        List.of(
                                new AskFacts("facts-after", last, "facts-before", true),
                                RunChecks.judged(last))));
        steps.add(new ProveData(copy, true, copy, false));
        steps.add(new JudgeFindings(JudgeFindings.LAST, true, ""));
        steps.add(new RemoveCopy(place, files().resolve("homes").toString()));
        steps.add(new ConcludeRehearsal());
        return steps;
    }

    /// The data as it was is kept, and the hops run on a copy that was made by the plan's route:
    /// what this route loses or cannot copy is found here.
    private List<UpgradeStep> before(Copy copy) {
        var route = route();
        return route == Route.PHYSICAL
                ? List.of(new CopyBefore(copy, ""))
                : List.of(new CopyProduction(label(), route, copy), new CopyBefore(copy, label()));
    }

    /// A plan for which no route is possible is shown, and never carried out.
    private Route route() {
        var planned = plan.system().database().route();
        return planned == Route.AUTO ? Route.PHYSICAL : planned;
    }

    /// The plan on production. Nobody is kept out before `fence-production`, nothing is final
    /// before `open-to-clients`.
    public List<UpgradeStep> production() throws Fault {
        var route = route();
        var steps = new ArrayList<UpgradeStep>();
        steps.add(new CheckGates(Purpose.PRODUCTION, belayHome.toString()));
        steps.addAll(backup());
        boolean physical = route == Route.PHYSICAL;
        Copy copy = physical ? new Copy.Server(promoted()) : new Copy.Named(label());
        var tried = tried(copy, needsLogin());
        if (tried instanceof Copy.Server(var place)) {
            steps.add(new FollowProduction(place));
            steps.add(new StartAtBoot(place));
        }
        steps.addAll(homes(tried));
        var current = clients(Stage.CURRENT, new Copy.None());
        steps.add(new AskFacts("facts-before", current, "", false));
        steps.addAll(awaited(current));
        var after = physical ? copy : new Copy.None();
        var turn = turn(copy, after);
        if (physical) {
            steps.add(new CatchUp(tried, turn));
        }
        for (var stage : everyNode(Stage.CURRENT, new Copy.None())) {
            steps.add(new StopNode("stop-" + stage.node(), stage, true));
        }
        steps.add(new FenceProduction(route));
        if (physical) {
            steps.add(new Drain(tried));
            steps.add(new PromoteCopy(tried));
            steps.add(new CopyUnlogged(tried, true));
        } else {
            steps.add(new CopyProduction(label(), route, new Copy.None()));
        }
        steps.add(new RunScripts(RunScripts.When.AFTER_COPY, tried));
        if (needsLogin()) {
            steps.add(new AdmitProduct(tried));
        }
        steps.addAll(hops(tried, factsOfTrial(tried)));
        if (needsLogin() && physical) {
            steps.addAll(shut(tried, copy));
        }
        steps.add(new ProveBeforeOpening(copy));
        steps.add(new JudgeFindings(JudgeFindings.BEFORE_OPENING, false, ""));
        steps.add(new HoldMoment(copy));
        steps.add(new SwitchClients(turn));
        steps.add(new OpenToClients(after, run.text(), physical));
        if (copy instanceof Copy.Server(var place)) {
            steps.add(new StartServerWork(place));
        }
        var nodes = everyNode(plan.hops().size() - 1, after);
        for (var stage : nodes) {
            steps.add(new StartNode("start-" + stage.node(), stage));
        }
        steps.addAll(seen(nodes));
        if (physical) {
            steps.add(new WatchOldSide());
        }
        var upgraded = clients(plan.hops().size() - 1, after);
        steps.add(new SeeRelease("see-release", upgraded));
        steps.add(new AskFacts("facts-after", upgraded, "facts-before", false));
        steps.add(new RunChecks(upgraded));
        var old = physical ? new Copy.None() : new Copy.Named(keptDatabase());
        steps.add(new ProveData(old, false, after, true));
        steps.add(new JudgeFindings(JudgeFindings.LAST, true, ""));
        steps.add(new RetireOldSide(copy, physical));
        return steps;
    }

    /// Back to the old side that `forward` has kept.
    public List<UpgradeStep> goBack(Run forward) {
        var codec = new StepJson();
        var steps = new ArrayList<UpgradeStep>();
        var old =
                forward.steps().stream()
                        .map(StepRecord::part)
                        .map(part -> codec.read(part.step()))
                        .toList();
        var turn =
                old.stream()
                        .filter(SwitchClients.class::isInstance)
                        .map(step -> ((SwitchClients) step).how())
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "a run that switched nobody: " + forward.id()));
        boolean whole = turn.copy() instanceof Copy.Server;
        var now = turn.stage().copy();
        steps.add(new CheckWayBack(turn));
        for (var step : old.reversed()) {
            if (step instanceof StartNode(var name, var stage) && stage.production()) {
                steps.add(new StopNode("back-" + name, stage, true));
            }
        }
        steps.add(new FenceNewSide(now));
        if (now instanceof Copy.Server(var place)) {
            steps.add(new StopServerWork(place));
        }
        var losses =
                forward
                        .step(HoldMoment.NAME)
                        .map(step -> step.outcome().as(HoldMoment.Held.class))
                        .map(held -> new CountLosses(whole ? now : turn.copy(), held.mark()))
                        .stream()
                        .toList();
        // A database that is shut by its name can be read again once it has lost that name.
        if (whole) {
            steps.addAll(losses);
            steps.add(new SwitchBack(turn));
        } else {
            steps.add(new SwitchBack(turn));
            steps.addAll(losses);
        }
        steps.add(new ReopenOldSide(forward.id().text(), whole));
        if (now instanceof Copy.Server(var place)) {
            steps.add(new NotAtBoot(place));
        }
        var nodes = new ArrayList<Stage>();
        for (var step : old) {
            if (step instanceof StopNode(var name, var stage, var restart) && restart) {
                steps.add(new StartNode("again-" + name, stage));
                nodes.add(stage);
            }
        }
        steps.addAll(seen(nodes));
        return steps;
    }

    /// How production is found when a restore is ordered.
    public enum Found {
        SERVING,
        /// It can be neither backed up nor asked.
        DOWN
    }

    /// A backup becomes production, with the release and the home it was taken of: the plan's one
    /// hop. The present production is kept, fenced, and its home beside the new one.
    public List<UpgradeStep> restore(Backup backup, Found production) throws Fault {
        var steps = new ArrayList<UpgradeStep>();
        steps.add(new CheckGates(Purpose.RESTORE, belayHome.toString()));
        steps.add(new VerifyBackup(backup.id(), backup.directory()));
        boolean serving = production == Found.SERVING;
        if (serving) {
            steps.addAll(backup());
        }
        var place = promoted();
        var copy = new Copy.Server(place);
        boolean served = !plan.system().nodes().isEmpty() && packServes(RESTORED);
        var tried = tried(copy, served);
        if (tried instanceof Copy.Server(var at)) {
            steps.add(new RestoreProduction(backup.id(), backup.directory(), at));
            if (serving) {
                steps.add(new StartAtBoot(at));
            }
        }
        var trial = trial(RESTORED, tried);
        if (plan.system().home().isPresent()) {
            steps.add(
                    new RestoreHome(
                            backup.id(),
                            backup.directory(),
                            trial,
                            files().resolve("restored").toString()));
        }
        boolean asksDatabaseAlone = everyNode(RESTORED, copy).isEmpty();
        if (asksDatabaseAlone) {
            steps.add(new RunChecks("run-checks-trial", trial));
        }
        for (var stage : everyNode(Stage.CURRENT, new Copy.None())) {
            steps.add(new StopNode("stop-" + stage.node(), stage, true));
        }
        steps.add(new FenceProduction(Route.PHYSICAL));
        if (served) {
            steps.add(new AdmitProduct(tried));
            steps.add(new StartNode("start-restored", trial));
            steps.add(new RunChecks("run-checks-trial", trial));
            steps.add(new StopNode("stop-restored", trial, false));
            steps.addAll(shut(tried, copy));
        }
        steps.add(new SeeRelease("see-restored", trial(RESTORED, copy)));
        steps.add(new HoldMoment(copy));
        steps.add(new SwitchClients(turn(copy, copy, RESTORED)));
        steps.add(new OpenToClients(copy, run.text(), true));
        steps.add(new StartServerWork(place));
        var nodes = everyNode(RESTORED, copy);
        for (var stage : nodes) {
            steps.add(new StartNode("start-" + stage.node(), stage));
        }
        steps.addAll(seen(nodes));
        steps.add(new WatchOldSide());
        steps.add(new SeeRelease("see-release", clients(RESTORED, copy)));
        steps.add(new RunChecks(clients(RESTORED, copy)));
        return steps;
    }

    /// A product without processes is served by its database, which is open by then.
    private List<UpgradeStep> seen(List<Stage> nodes) {
        return nodes.isEmpty() || !SeeServed.possible(plan, nodes.getFirst().hop())
                ? List.of()
                : List.of(new SeeServed("see-served", nodes));
    }

    /// Where a copy stands until it is shut for clients. One that the product logs in to for its
    /// trial is not yet where clients may look for it.
    private Copy tried(Copy copy, boolean admitted) throws Fault {
        return admitted && knownBeforehand() && copy instanceof Copy.Server(var place)
                ? new Copy.Server(new Place(place.directory(), ports.next()))
                : copy;
    }

    private boolean knownBeforehand() {
        return plan.system().database().promotedPort() != 0;
    }

    private static List<UpgradeStep> shut(Copy tried, Copy copy) {
        return tried instanceof Copy.Server(var from)
                        && copy instanceof Copy.Server(var to)
                        && !from.equals(to)
                ? List.of(new ShutNewSide(tried), new TakePort(from, to))
                : List.of(new ShutNewSide(copy));
    }

    /// The rehearsal has asked them: they are asked after the opening, where nobody waits for them,
    /// unless the operator wants to know before.
    private List<UpgradeStep> factsOfTrial(Copy copy) throws Fault {
        var last = trial(plan.hops().size() - 1, copy);
        return plan.system().policy().factsBeforeOpening()
                ? List.of(new AskFacts("facts-trial", last, "facts-before", false))
                : List.of();
    }

    private List<UpgradeStep> homes(Copy copy) throws Fault {
        var steps = new ArrayList<UpgradeStep>();
        if (plan.system().home().isPresent()) {
            for (int hop = 0; hop < plan.hops().size(); hop++) {
                steps.add(new PrepareHome(trial(hop, copy)));
            }
        }
        return steps;
    }

    /// Hop after hop, each with its checks, and each seen. The start of the last release is its
    /// trial: where its migration is a start, there is no other.
    ///
    /// @param trial what is asked of the last release while it runs
    private List<UpgradeStep> hops(Copy copy, List<UpgradeStep> trial) throws Fault {
        var steps = new ArrayList<UpgradeStep>();
        for (int hop = 0; hop < plan.hops().size(); hop++) {
            boolean last = hop == plan.hops().size() - 1;
            steps.addAll(hop(trial(hop, copy), last, last ? trial : List.of()));
        }
        return steps;
    }

    private List<UpgradeStep> hop(Stage stage, boolean last, List<UpgradeStep> trial) {
        var steps = new ArrayList<UpgradeStep>();
        int number = stage.hop() + 1;
        var hop = plan.hops().get(stage.hop());
        boolean started = false;
        for (int action = 0; action < hop.actions().size(); action++) {
            var what = hop.actions().get(action);
            started |= what instanceof Action.Start;
            steps.add(
                    new RunAction(
                            stage, action, words(hop.release(), what), what instanceof Action.Sql));
        }
        var awaited = awaited(stage);
        boolean asked = !awaited.isEmpty() || hop.checks().stream().anyMatch(Itinerary::ofProcess);
        if (!started && served(stage) && (last || asked)) {
            steps.add(new StartNode("start-hop-" + number, stage));
            started = true;
        }
        steps.addAll(awaited);
        if (!hop.checks().isEmpty()) {
            steps.add(new CheckHop(stage));
        }
        steps.addAll(trial);
        if (started) {
            steps.add(new StopNode("stop-hop-" + number, stage, false));
        }
        steps.add(new SeeRelease("see-hop-" + number, stage));
        return steps;
    }

    private static boolean ofProcess(Check check) {
        return !(check.question() instanceof Question.Sql);
    }

    /// None where nothing is to be asked before the way goes on.
    private List<UpgradeStep> awaited(Stage stage) {
        return AwaitTasks.tasks(plan, stage.hop()).isEmpty()
                ? List.of()
                : List.of(
                        new AwaitTasks(
                                stage.hop() == Stage.CURRENT
                                        ? "await-current"
                                        : "await-hop-" + (stage.hop() + 1),
                                stage));
    }

    /// What is done for a release, for people.
    static String words(ReleaseId release, Action action) {
        return release
                + ": "
                + switch (action) {
                    case Action.Sql(var name, _) -> name;
                    case Action.Run(var command) ->
                            String.join(" ", command.words())
                                    .replace("{home}/", "")
                                    .replace("{release}", release.text());
                    case Action.Start() -> "migrate on start";
                    case Action.Http(var requests) ->
                            requests.getLast().method() + " " + requests.getLast().path();
                };
    }

    private boolean needsLogin() {
        return packServes(Stage.CURRENT)
                || plan.hops().stream()
                        .anyMatch(hop ->
                                hop.served().isPresent()
                                        || hop.actions().stream()
                                                .anyMatch(
                                                        action -> !(action instanceof Action.Sql)));
    }

    private boolean served(Stage stage) {
        return !stage.node().isEmpty() && packServes(stage.hop());
    }

    private boolean packServes(int hop) {
        return hop == Stage.CURRENT
                ? !plan.current().isEmpty()
                : plan.hops().get(hop).served().isPresent();
    }

    private Switch turn(Copy copy, Copy after) {
        return turn(copy, after, plan.hops().size() - 1);
    }

    private Switch turn(Copy copy, Copy after, int hop) {
        var home = plan.system().home();
        return new Switch(
                clients(hop, after),
                copy,
                keptDatabase(),
                home.isPresent() && hop != Stage.CURRENT ? home.get().path() : "",
                home.map(one -> one.path() + ".before-" + run).orElse(""),
                files().resolve("kept").toString());
    }

    private String label() {
        return "belay_" + run.text().replace('-', '_');
    }

    /// The name under which the old database is kept. A server cuts what is longer, and then finds
    /// it no more: it is the product's own name that gives way, by whole letters.
    private String keptDatabase() {
        var suffix = "_before_" + run.text().replace('-', '_');
        var name = plan.system().database().name();
        while (bytes(name + suffix) > LONGEST_NAME) {
            name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
        }
        return name + suffix;
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    private Path files() {
        return belayHome.resolve("runs").resolve(run.text());
    }

    private Place server(String what) throws Fault {
        return new Place(belayHome.resolve("servers").resolve(run + "-" + what), ports.next());
    }

    private Place promoted() throws Fault {
        var settings = plan.system().database();
        var root =
                settings.directory().isEmpty()
                        ? belayHome.resolve("servers")
                        : Path.of(settings.directory());
        return new Place(
                root.resolve(plan.system().name() + "-" + run),
                settings.promotedPort() == 0 ? ports.next() : settings.promotedPort());
    }

    /// The first node at ports of its own: a trial is never where clients look for the product.
    private Stage trial(int hop, Copy copy) throws Fault {
        var nodes = plan.system().nodes();
        var node = nodes.isEmpty() ? "" : nodes.getFirst().name();
        return new Stage(
                hop,
                node,
                nodes.isEmpty() ? Map.of() : trialPorts(nodes.getFirst()),
                homeOf(hop),
                homeOf(Math.max(Stage.CURRENT, hop - 1)),
                files().resolve("logs")
                        .resolve(hop == Stage.CURRENT ? "current" : "hop-" + (hop + 1))
                        .toString(),
                run.text(),
                false,
                copy);
    }

    private Map<String, Integer> trialPorts(Node node) throws Fault {
        var numbers = new HashMap<String, Integer>();
        for (var name : node.ports().keySet()) {
            var key = node.name() + "/" + name;
            if (!trialPorts.containsKey(key)) {
                trialPorts.put(key, ports.next());
            }
            numbers.put(name, trialPorts.get(key));
        }
        return numbers;
    }

    /// The first node where clients reach it.
    private Stage clients(int hop, Copy copy) {
        var nodes = everyNode(hop, copy);
        return nodes.isEmpty()
                ? new Stage(
                        hop,
                        "",
                        Map.of(),
                        homeOf(hop),
                        homeOf(Stage.CURRENT),
                        files().resolve("logs").toString(),
                        plan.system().name().text(),
                        true,
                        copy)
                : nodes.getFirst();
    }

    /// The nodes that somebody knows how to start; a product may have none.
    private List<Stage> everyNode(int hop, Copy copy) {
        return plan.system().nodes().stream()
                .filter(node -> packServes(hop) || !node.serving().isEmpty())
                .map(node ->
                        new Stage(
                                hop,
                                node.name(),
                                node.ports(),
                                homeOf(hop),
                                homeOf(Stage.CURRENT),
                                files().resolve("logs").resolve("production").toString(),
                                plan.system().name().text(),
                                true,
                                copy))
                .toList();
    }

    /// New homes of production lie beside the old one, those of a copy with the run.
    private String homeOf(int hop) {
        var home = plan.system().home();
        if (home.isEmpty()) {
            return "";
        }
        var link = Path.of(home.get().path());
        if (hop == Stage.CURRENT) {
            return real(link).toString();
        }
        var release = plan.hops().get(hop).release().text().replaceAll("[^A-Za-z0-9._-]", "_");
        return !purpose.onCopy()
                ? link.resolveSibling(link.getFileName() + "-" + release + "-" + run).toString()
                : files().resolve("homes").resolve(release).toString();
    }

    private static Path real(Path link) {
        try {
            return Files.isSymbolicLink(link) ? link.toRealPath() : link;
        } catch (IOException e) {
            return link;
        }
    }
}
