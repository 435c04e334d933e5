package belay.api;

import belay.outside.Databases;
import belay.outside.Fault;
import belay.outside.Host;
import belay.plan.Plan;
import belay.plan.PlanJson;
import belay.plan.Planner;
import belay.plan.Proposal;
import belay.plan.Question;
import belay.plan.Reply;
import belay.plan.SystemQuestion;
import belay.plan.Wish;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Detection;
import belay.release.Identity;
import belay.release.Pack;
import belay.release.Release;
import belay.release.ReleaseId;
import belay.release.Version;
import belay.run.Backups.Backup;
import belay.step.ReleaseSigns;
import belay.step.Routes;
import belay.system.ProductSystem;
import belay.system.ProductSystem.Home;
import belay.system.SystemFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Reads what the operator wrote, asks what runs, and plans. Changes nothing.
final class Desk {

    private static final int MOST_CHANGES = 10;
    private static final int LONGEST_VALUE = 60;

    private final Shelf shelf;
    private final Databases databases;
    private final Host host;

    Desk(Shelf shelf, Databases databases, Host host) {
        this.shelf = shelf;
        this.databases = databases;
        this.host = host;
    }

    /// A system with the pack of its product.
    record Known(ProductSystem system, Pack pack) {}

    /// A plan on its way to an [Outlook].
    ///
    /// @param routes by which the data can be copied today; none or one
    /// @param replies what the catalogue says of the way today; none or one
    record Drawn(
            Known known,
            PlanFile file,
            List<Routes> routes,
            List<Reply> replies,
            List<String> changes) {

        Plan plan() {
            return file.plan();
        }
    }

    Answer<Known> known(Path systemFile) {
        return SystemFile.read(systemFile)
                .then(system ->
                        shelf.pack(system.product())
                                .then(pack -> Answer.of(new Known(system, pack))));
    }

    // What runs

    Detected detect(Known known) throws Fault, InterruptedException {
        return detect(known, known.pack().identity());
    }

    private Detected detect(Known known, List<Identity> rules) throws Fault {
        var home = known.system().home().map(Home::path).orElse("");
        var signs = new ArrayList<Detected.Sign>();
        new ReleaseSigns(databases, host)
                .of(rules, databases.endpoint(known.system().database()), home)
                .forEach(sign -> signs.add(sign(known, sign)));
        known.system()
                .release()
                .forEach(release ->
                        signs.add(
                                new Detected.Sign(
                                        "system.yaml",
                                        "release",
                                        Detected.Confidence.CLAIMED,
                                        List.of(written(known.pack(), release.text())),
                                        "the operator says so",
                                        List.of())));
        return new Detected(known.system().name(), known.system().product(), signs);
    }

    /// By every file of a home that a pack knows; where two packs are of one product, the first
    /// counts.
    Answer<HomeFound> look(Path home) throws Fault {
        if (!host.exists(home)) {
            return Answer.refused(
                    Problem.of("DETECT:NO_HOME", "there is no such directory")
                            .value(home.toString())
                            .expected("the home of a product")
                            .advice("Name the directory that holds it"));
        }
        var signs = new ArrayList<HomeFound.Sign>();
        var signless = new ArrayList<String>();
        var products = new TreeSet<String>();
        for (var pack : shelf.packs()) {
            if (!products.add(pack.product())) {
                continue;
            }
            var ofHome =
                    pack.identity().stream()
                            .filter(rule -> rule.by() instanceof Detection.HomeFile)
                            .toList();
            if (ofHome.isEmpty()) {
                signless.add(pack.product());
            }
            for (var rule : ofHome) {
                signs.addAll(inHome(pack, rule, home));
            }
        }
        return Answer.of(new HomeFound(home, signs, signless));
    }

    /// @return none or one
    private List<HomeFound.Sign> inHome(Pack pack, Identity rule, Path home) {
        return rule.by() instanceof Detection.HomeFile sign
                        && new ReleaseSigns(databases, host).inHome(rule, sign, home)
                                instanceof Answer.Given<Version>(var version)
                ? List.of(
                        new HomeFound.Sign(
                                pack.product(), sign.file(), written(pack, version.toString())))
                : List.of();
    }

    /// As the pack writes it, if it knows it.
    static ReleaseId written(Pack pack, String text) {
        return switch (pack.release(text)) {
            case Answer.Given<Release>(var release) -> release.id();
            case Answer.Refused<Release> _ -> new ReleaseId(text);
        };
    }

    private static Detected.Sign sign(Known known, ReleaseSigns.Sign sign) {
        var source = sign.rule().by().source();
        return switch (sign.answer()) {
            case Answer.Given<Version>(var version) ->
                    new Detected.Sign(
                            sign.where(),
                            source,
                            sign.rule().ofDatabase()
                                    ? Detected.Confidence.CERTAIN
                                    : Detected.Confidence.LIKELY,
                            List.of(written(known.pack(), version.toString())),
                            "it says " + version,
                            List.of());
            case Answer.Refused<Version>(var problems) ->
                    new Detected.Sign(
                            sign.where(),
                            source,
                            Detected.Confidence.NONE,
                            List.of(),
                            problems.getFirst().reason(),
                            problems);
        };
    }

    private static String first(String answer) {
        return answer.lines().findFirst().orElse("");
    }

    private Answer<String> from(Known known, String chosen) throws Fault, InterruptedException {
        if (!chosen.isEmpty()) {
            return Answer.of(chosen);
        }
        return agreed(detect(known).signs());
    }

    private static Answer<String> agreed(List<Detected.Sign> signs) {
        var releases = signs.stream().flatMap(sign -> sign.release().stream()).distinct().toList();
        if (releases.isEmpty()) {
            return new Answer.Refused<>(nothing(signs));
        }
        if (releases.size() > 1) {
            var said =
                    signs.stream()
                            .flatMap(sign ->
                                    sign.release().stream().map(r -> r + " by " + sign.source()))
                            .toList();
            return Answer.refused(
                    Problem.of("DETECT:CONTRADICTION", "the signs name different releases")
                            .value(String.join("; ", said))
                            .advice(
                                    "Find out which of them is right and mend the other, or choose"
                                            + " one with --from"));
        }
        return Answer.of(releases.getFirst().text());
    }

    /// Why no sign tells anything is more useful than that none does.
    private static List<Problem> nothing(List<Detected.Sign> signs) {
        var problems = new ArrayList<Problem>();
        problems.add(
                Problem.of("DETECT:NOTHING", "nothing tells which release runs")
                        .advice(
                                "Check that the database and the home are this product's, or name"
                                        + " the release in system.yaml"));
        signs.forEach(sign -> problems.addAll(sign.problems()));
        return problems;
    }

    // Questions

    /// What a system asks of the catalogue.
    record Asked(Pack pack, Question question) {}

    Answer<Asked> question(Path systemFile, Wish wish) throws Fault, InterruptedException {
        return switch (known(systemFile)) {
            case Answer.Refused<Known>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Known>(var known) ->
                    switch (from(known, wish.from())) {
                        case Answer.Refused<String>(var problems) -> new Answer.Refused<>(problems);
                        case Answer.Given<String>(var from) ->
                                Answer.of(
                                        new Asked(
                                                known.pack(),
                                                SystemQuestion.of(
                                                        known.system(),
                                                        wish.from(from),
                                                        data(known))));
                    };
        };
    }

    // Plans

    Answer<Drawn> draw(Wanted wanted) throws Fault, InterruptedException {
        return switch (wanted) {
            case Wanted.Release release -> fresh(release);
            case Wanted.Saved(var path) ->
                    switch (PlanFile.read(path)) {
                        case Answer.Refused<PlanFile>(var problems) ->
                                new Answer.Refused<>(problems);
                        case Answer.Given<PlanFile>(var saved) -> compared(saved);
                    };
        };
    }

    private Answer<Drawn> fresh(Wanted.Release wanted) throws Fault, InterruptedException {
        return switch (known(wanted.system())) {
            case Answer.Refused<Known>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Known>(var known) ->
                    switch (from(known, wanted.wish().from())) {
                        case Answer.Refused<String>(var problems) -> new Answer.Refused<>(problems);
                        case Answer.Given<String>(var from) -> fresh(known, from, wanted);
                    };
        };
    }

    /// What the data says to the conditions of the pack. A question that fails is not answered: the
    /// plan then says what cannot be told.
    private Map<String, String> data(Known known) throws Fault {
        var answers = new HashMap<String, String>();
        var database = databases.endpoint(known.system().database());
        for (var question : Planner.questions(known.pack())) {
            try {
                answers.put(question, first(databases.ask(database, question)));
            } catch (Fault.Permanent unanswered) {
                answers.remove(question);
            }
        }
        return answers;
    }

    /// Of a server that refuses the question nothing is known: the gates say why.
    private List<Routes> routes(Known known) throws Fault {
        try {
            return List.of(Routes.of(known.system(), databases.survey(known.system().database())));
        } catch (Fault.Permanent refused) {
            return List.of();
        }
    }

    private Answer<Drawn> fresh(Known known, String from, Wanted.Release wanted) throws Fault {
        var wish = wanted.wish().from(from);
        var routes = routes(known);
        var system =
                routes.stream()
                        .map(found -> found.choose(known.system()))
                        .findFirst()
                        .orElse(known.system());
        return switch (Planner.plan(known.pack(), system, wish, data(known))) {
            case Proposal.Planned(var plan, var reply) ->
                    Answer.of(
                            new Drawn(
                                    known,
                                    PlanFile.of(wanted, plan),
                                    routes.stream()
                                            .map(found ->
                                                    new Routes(
                                                            plan.system().database().route(),
                                                            found.offers()))
                                            .toList(),
                                    List.of(reply),
                                    List.of()));
            case Proposal.NothingToDo(var release) ->
                    Answer.refused(
                            Problem.of(
                                            Belay.NOTHING_TO_DO,
                                            known.system().name() + " runs this release already")
                                    .value(release.text())
                                    .expected("a later release"));
            case Proposal.Refused(var problems) -> new Answer.Refused<>(problems);
            case Proposal.Unreachable(var problems, var nearest) -> {
                var told = new ArrayList<>(problems);
                if (!nearest.isEmpty()) {
                    var names = nearest.stream().map(Object::toString).toList();
                    told.set(
                            0,
                            told.getFirst()
                                    .advice("What can be reached: " + String.join(", ", names)));
                }
                yield new Answer.Refused<>(told);
            }
        };
    }

    /// The saved plan, with what would be planned otherwise today.
    private Answer<Drawn> compared(PlanFile saved) throws Fault, InterruptedException {
        return switch (fresh(saved.wanted())) {
            case Answer.Refused<Drawn>(var problems) ->
                    switch (known(Path.of(saved.systemFile()))) {
                        case Answer.Refused<Known> _ -> new Answer.Refused<>(problems);
                        case Answer.Given<Known>(var known) ->
                                Answer.of(
                                        new Drawn(
                                                known,
                                                saved,
                                                List.of(),
                                                List.of(),
                                                problems.stream().map(Problem::toString).toList()));
                    };
            case Answer.Given<Drawn>(var now) ->
                    Answer.of(
                            new Drawn(
                                    now.known(),
                                    saved,
                                    now.routes(),
                                    now.replies(),
                                    changes(saved.plan(), now.plan())));
        };
    }

    static List<String> changes(Plan was, Plan is) {
        var changes = new ArrayList<String>();
        collect("", PlanJson.mapper().valueToTree(was), PlanJson.mapper().valueToTree(is), changes);
        return changes.size() <= MOST_CHANGES
                ? changes
                : List.copyOf(changes.subList(0, MOST_CHANGES));
    }

    private static void collect(String at, JsonNode was, JsonNode is, List<String> changes) {
        if (was.equals(is)) {
            return;
        }
        if (was.isObject() && is.isObject()) {
            var names = new TreeSet<>(was.propertyNames());
            names.addAll(is.propertyNames());
            for (var name : names) {
                collect(
                        at.isEmpty() ? name : at + "." + name,
                        was.path(name),
                        is.path(name),
                        changes);
            }
        } else if (was.isArray() && is.isArray() && was.size() == is.size()) {
            for (int i = 0; i < was.size(); i++) {
                collect(at + "[" + i + "]", was.get(i), is.get(i), changes);
            }
        } else {
            changes.add(at + " was " + shown(was) + " and is " + shown(is));
        }
    }

    private static String shown(JsonNode node) {
        if (node.isMissingNode()) {
            return "not there";
        }
        var text = node.isString() ? node.asString() : node.toString();
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }

    /// What runs where, by the signs.
    private record Running(Known known, Release release, Path systemFile) {

        Drawn drawn(Plan plan) {
            var wanted = new Wanted.Release(systemFile, plan.to().text());
            return new Drawn(known, PlanFile.of(wanted, plan), List.of(), List.of(), List.of());
        }
    }

    private Answer<Running> running(Path systemFile) throws Fault, InterruptedException {
        return switch (known(systemFile)) {
            case Answer.Refused<Known>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Known>(var known) -> running(known, from(known, ""), systemFile);
        };
    }

    private static Answer<Running> running(Known known, Answer<String> from, Path systemFile) {
        return from.then(release -> known.pack().release(release))
                .then(release -> Answer.of(new Running(known, release, systemFile)));
    }

    /// Where production is down its database cannot say what ran: the home says it, or the
    /// operator, else the backup is the best that is known.
    private Answer<Running> ran(Path systemFile, Backup backup) throws Fault, InterruptedException {
        return switch (known(systemFile)) {
            case Answer.Refused<Known>(var problems) -> new Answer.Refused<>(problems);
            case Answer.Given<Known>(var known) when down(known.system()) ->
                    running(known, ran(known, backup), systemFile);
            case Answer.Given<Known>(var known) -> {
                try {
                    yield running(known, from(known, ""), systemFile);
                } catch (Fault.Transient silent) {
                    yield Answer.refused(notShut(silent.problem()));
                }
            }
        };
    }

    /// It could still write, behind clients that were led elsewhere.
    private static Problem notShut(Problem silent) {
        return Problem.of(
                        "RESTORE:NOT_SHUT",
                        "production is not down, and does not answer either, so nothing can keep"
                                + " its clients out")
                .value(silent.reason())
                .expected("a server that answers, or none at its address")
                .advice(
                        "Check database.host and database.port in system.yaml; stop a server that"
                                + " hangs (pg_ctl -m immediate stop), wait for one that starts, and"
                                + " restore again");
    }

    private Answer<String> ran(Known known, Backup backup) throws Fault {
        var ofHome = known.pack().identity().stream().filter(rule -> !rule.ofDatabase()).toList();
        var signs = detect(known, ofHome).signs();
        return signs.stream().allMatch(sign -> sign.release().isEmpty())
                ? Answer.of(backup.release())
                : agreed(signs);
    }

    /// Whether no server is there where production should be.
    boolean down(ProductSystem system) {
        return databases.down(databases.endpoint(system.database()));
    }

    /// A plan that stays where the system is: for a backup.
    Answer<Drawn> standing(Path systemFile) throws Fault, InterruptedException {
        return running(systemFile)
                .then(running ->
                        Answer.of(
                                running.drawn(
                                        BackupPlans.standing(running.known(), running.release()))));
    }

    /// A plan that leads to the release of a backup, whose data and home are taken as they were.
    Answer<Drawn> restoring(Path systemFile, Backup backup) throws Fault, InterruptedException {
        return ran(systemFile, backup)
                .then(running ->
                        running.known()
                                .pack()
                                .release(backup.release())
                                .then(release -> restoring(running, release, backup)));
    }

    private Answer<Drawn> restoring(Running running, Release release, Backup backup) {
        var problems = home(running.known(), release, backup);
        return problems.isEmpty()
                ? Answer.of(
                        running.drawn(
                                BackupPlans.restoring(
                                        running.known(), running.release(), release, backup)))
                : new Answer.Refused<>(problems);
    }

    /// Why the home in a backup cannot serve its database; empty if it can.
    private List<Problem> home(Known known, Release release, Backup backup) {
        if (known.system().home().isEmpty()) {
            return List.of();
        }
        var home = Path.of(backup.directory()).resolve("home");
        if (!exists(home)) {
            return List.of(
                    Problem.of(
                                    "BACKUP:NO_HOME",
                                    "the backup holds a database and no home, and new code is never"
                                            + " started on old data")
                            .value(backup.id())
                            .expected("a backup taken while system.yaml named the home")
                            .advice("Choose another with: belay backups"));
        }
        return known.pack().identity().stream()
                .flatMap(rule -> contradiction(rule, home, release, backup).stream())
                .toList();
    }

    private Optional<Problem> contradiction(
            Identity rule, Path home, Release release, Backup backup) {
        return rule.by() instanceof Detection.HomeFile sign
                        && new ReleaseSigns(databases, host).inHome(rule, sign, home)
                                instanceof Answer.Given<Version>(var is)
                        && !is.equals(release.version())
                ? Optional.of(
                        Problem.of(
                                        "BACKUP:MIXED",
                                        "database and home of the backup are of different releases")
                                .value(is + " in " + sign.source())
                                .expected(backup.release())
                                .advice("Choose another with: belay backups"))
                : Optional.empty();
    }

    private boolean exists(Path path) {
        try {
            return host.exists(path);
        } catch (Fault unreadable) {
            return false;
        }
    }
}
