package belay.plan;

import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Clause;
import belay.release.Condition;
import belay.release.Condition.Verdict;
import belay.release.Grounds;
import belay.release.Issue;
import belay.release.Known;
import belay.release.Pack;
import belay.release.Range;
import belay.release.Release;
import belay.release.ReleaseId;
import belay.release.Rule;
import belay.release.Scheme;
import belay.release.Version;
import belay.release.Version.Order;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One question being answered: finds the path and says of each hop why it is there, what comes
/// before and after it, and what is not known.
final class Inquiry {

    private static final int NEAREST = 3;
    private static final int TRIED = 60;
    private static final int MOST_LEFT_OUT = 200;
    private static final int MOST_COMPARED = 5_000;

    private final Pack pack;
    private final Timeline line;
    private final BlockedHops blocked;
    private final String book;
    private final Question question;
    private final List<Problem> unsure = new ArrayList<>();

    Inquiry(Pack pack, Timeline line, BlockedHops blocked, String book, Question question) {
        this.pack = pack;
        this.line = line;
        this.blocked = blocked;
        this.book = book;
        this.question = question;
    }

    Reply answer(Release from, List<Release> wanted) {
        var kind = question.situation().facts().getOrDefault("database", "");
        var target = question.situation().facts().getOrDefault("target-database", kind);
        if (!kind.isEmpty() && !target.equals(kind)) {
            return refused(
                    Problem.of("PLAN:OTHER_DATABASE", "an upgrade keeps the kind of database")
                            .value(target)
                            .expected(kind)
                            .advice("move to the other database in a project of its own"));
        }
        var missing =
                question.wish().need().stream()
                        .filter(need ->
                                pack.known().features().stream()
                                        .noneMatch(feature -> feature.name().equals(need)))
                        .toList();
        if (!missing.isEmpty()) {
            return refused(
                    Problem.of("FEATURE:UNKNOWN", "the pack knows no such feature")
                            .value(String.join(", ", missing))
                            .expected(
                                    pack.known().features().stream()
                                            .map(Known.Feature::name)
                                            .distinct()
                                            .collect(Collectors.joining(", "))));
        }
        var wrong = wanted.stream().flatMap(release -> against(release).stream()).toList();
        if (!wrong.isEmpty()) {
            return Reply.without(Reply.Kind.REFUSED, question, book, wrong)
                    .proposing(aim(from).stream().map(release -> release.id().text()).toList());
        }
        var to = wanted.isEmpty() ? aim(from) : Optional.of(wanted.getFirst());
        return to.isEmpty()
                ? refused(
                        Problem.of("PLAN:NO_TARGET", "no release is what was asked for")
                                .value(String.join(", ", question.wish().need()))
                                .advice("name a release, or another track"))
                : answer(from, to.get());
    }

    /// What else was asked for and this target does not have.
    private List<Problem> against(Release target) {
        var wish = question.wish();
        var problems = new ArrayList<Problem>();
        var lacking =
                wish.need().stream()
                        .filter(need -> !has(pack.known().features(), need, target))
                        .toList();
        if (!lacking.isEmpty()) {
            problems.add(
                    Problem.of("FEATURE:NOT_THERE", target.id() + " lacks what is needed")
                            .value(String.join(", ", lacking))
                            .advice("leave to out, and the lowest release that has it is found"));
        }
        var track = target.version().track();
        if (!wish.track().isEmpty() && !track.equals(wish.track())) {
            problems.add(
                    Problem.of("TRACK:OTHER", target.id() + " is of another track")
                            .value(track)
                            .expected(wish.track())
                            .advice("leave out either to or track"));
        }
        return problems;
    }

    /// The latest of the track, or the lowest that has all that is needed.
    private Optional<Release> aim(Release from) {
        var track =
                question.wish().track().isEmpty() ? pack.known().track() : question.wish().track();
        var features =
                pack.known().features().stream()
                        .filter(feature -> question.wish().need().contains(feature.name()))
                        .toList();
        boolean lowest = !question.wish().need().isEmpty();
        var releases = lowest ? line.releases() : line.releases().reversed();
        var ofTrack =
                releases.stream()
                        .filter(release ->
                                track.isEmpty() || release.version().track().equals(track))
                        .filter(release -> isAim(release, from, features))
                        .findFirst();
        return ofTrack.isPresent() || !question.wish().track().isEmpty()
                ? ofTrack
                : releases.stream().filter(release -> isAim(release, from, features)).findFirst();
    }

    /// The way is looked for last, because that takes longest.
    private boolean isAim(Release release, Release from, List<Known.Feature> features) {
        return release.state() == Release.State.RELEASED
                && question.wish().need().stream().allMatch(need -> has(features, need, release))
                && (Ways.before(from, release)
                        || release.version().equals(from.version())
                        || (apart(from, release) && !way(from, release).isEmpty()));
    }

    private static boolean has(List<Known.Feature> features, String need, Release release) {
        return features.stream()
                .anyMatch(feature ->
                        feature.name().equals(need) && feature.in().holds(release.version()));
    }

    private static boolean apart(Release left, Release right) {
        return left.version().against(right.version()) == Order.APART;
    }

    private Reply answer(Release from, Release to) {
        if (from.version().equals(to.version())) {
            return Reply.without(Reply.Kind.NOTHING, question, book, List.of());
        }
        if (to.state() == Release.State.WITHDRAWN) {
            return refused(
                            Problem.of("PLAN:WITHDRAWN", "the wanted release was withdrawn")
                                    .value(to.id().text())
                                    .place(to.source()))
                    .proposing(nearest(from, to));
        }
        boolean older = from.version().against(to.version()) == Order.AFTER;
        if (older && !line.graph() && !mayGoBack(from, to)) {
            return refused(
                    Problem.of("PLAN:OLDER", "the wanted release is older than the one that runs")
                            .value(to.id().text())
                            .expected("a release after " + from.id())
                            .advice(
                                    question.wish().downgrade()
                                            ? "the rulebook has no way down: restore the backup"
                                            : "to go back, restore the backup of that release"));
        }
        boolean down = older && !line.graph();
        var ways = ways(from, to, down);
        var skip = ways.skip(to);
        var way = skip.isPresent() ? List.<Release>of() : ways.best(take());
        if (way.isEmpty()) {
            return noWay(ways, from, to, down);
        }
        return planned(ways, from, way, down);
    }

    private Optional<Rule.Take> take() {
        return switch (question.wish().intermediate()) {
            case "plain" -> Optional.of(Rule.Take.FIRST);
            case "latest" -> Optional.of(Rule.Take.LATEST);
            default -> Optional.empty();
        };
    }

    private boolean mayGoBack(Release from, Release to) {
        return question.wish().downgrade()
                && rules(true).stream()
                        .anyMatch(rule ->
                                rule instanceof Rule.Downgrade back
                                        && back.from().holds(from.version())
                                        && back.to().holds(to.version()));
    }

    // Rules

    private List<Rule> rules(boolean down) {
        return pack.rules(book, down, question.situation());
    }

    private Ways ways(Release from, Release to, boolean down) {
        var rules = new ArrayList<>(rules(down));
        var without = left();
        rules.removeIf(rule -> Ways.isLeftOut(rule, without));
        if (!down) {
            pack.issues().stream().flatMap(issue -> closed(issue).stream()).forEach(rules::add);
        }
        for (var pause : pauses(from, to, down)) {
            if (!pause.at().version().equals(from.version())) {
                rules.add(stop(pause));
            }
        }
        return Ways.of(line, rules, from, to, down, question.wish().allow());
    }

    private List<Version> left() {
        return question.wish().without().stream()
                .flatMap(text ->
                        pack.release(text) instanceof Answer.Given<Release>(var release)
                                ? Stream.of(release.version())
                                : Stream.empty())
                .toList();
    }

    /// An issue of the way closes it, unless it is accepted or cannot be.
    private Optional<Rule> closed(Issue issue) {
        boolean open =
                issue.from().isEmpty()
                        || question.wish().allow().contains("*")
                        || question.wish().allow().contains(issue.id())
                        || Condition.all(issue.when(), question.situation()) == Verdict.DOES_NOT;
        return open
                ? Optional.empty()
                : Optional.of(
                        new Rule.Refuse(
                                issue.from().getFirst(),
                                issue.affects(),
                                new Grounds(
                                        "known issue "
                                                + issue.id()
                                                + ": "
                                                + issue.grounds().because(),
                                        issue.grounds().source(),
                                        issue.grounds().date())));
    }

    private List<Pauses.Pause> pauses(Release from, Release to, boolean down) {
        var migrations =
                rules(false).stream()
                        .filter(Rule.Background.class::isInstance)
                        .map(Rule.Background.class::cast)
                        .toList();
        return migrations.isEmpty()
                ? List.of()
                : Pauses.between(line.releases(), migrations, from.version(), to.version(), down);
    }

    private Rule stop(Pauses.Pause pause) {
        var at =
                switch (Range.read(pack.scheme(), pause.at().id().text())) {
                    case Answer.Given<Range>(var range) -> range;
                    case Answer.Refused<Range>(var problems) ->
                            throw new IllegalStateException("no range: " + problems);
                };
        var first = pause.migrations().getFirst();
        return new Rule.Stop(
                at,
                false,
                Rule.Take.LATEST,
                List.of(),
                Range.every(),
                Range.every(),
                new Grounds(
                        "background migrations have to finish there: " + names(pause),
                        first.grounds().source(),
                        first.grounds().date()));
    }

    private static String names(Pauses.Pause pause) {
        return pause.migrations().stream()
                .map(Rule.Background::name)
                .collect(Collectors.joining(", "));
    }

    // A plan

    private Reply planned(Ways ways, Release from, List<Release> way, boolean down) {
        var steps = new ArrayList<Reply.Step>();
        var propose = new ArrayList<String>();
        var pauses = pauses(from, way.getLast(), down);
        for (int i = 0; i < way.size(); i++) {
            var left = i == 0 ? from : way.get(i - 1);
            var next = i + 1 < way.size() ? Optional.of(way.get(i + 1)) : Optional.<Release>empty();
            steps.add(step(ways, left, way.get(i), next, way.getLast(), pauses, i == 0));
        }
        if (way.size() > 1) {
            propose.addAll(mended(from, way.getLast()));
        }
        for (var hotfix : question.wish().hotfixes()) {
            steps.add(
                    new Reply.Step(
                            hotfix,
                            "hotfix",
                            "hotfixes come after the last hop",
                            new Hop.Because(hotfix + " was asked for", "the question"),
                            List.of(),
                            List.of(),
                            List.of(),
                            ""));
        }
        return new Reply(
                Reply.Kind.PLAN,
                book,
                steps,
                unsure.stream().distinct().toList(),
                propose,
                gates(from, way.getLast()),
                hits(way),
                needs(way),
                support(way.getLast()),
                leftOut(ways, from, way),
                Estimates.of(pack.known().factors(), question.situation(), way.size()),
                question.wish().compare() ? compared(ways, way) : List.of(),
                question.asked());
    }

    /// Where an issue of the direct way led to a longer one: the releases that mend it.
    private List<String> mended(Release from, Release to) {
        return pack.issues().stream()
                .filter(issue -> closed(issue).isPresent())
                .filter(issue ->
                        issue.from().getFirst().holds(from.version())
                                && issue.affects().holds(to.version()))
                .flatMap(issue -> issue.fixed().stream())
                .map(ReleaseId::text)
                .distinct()
                .toList();
    }

    private Reply.Step step(
            Ways ways,
            Release left,
            Release here,
            Optional<Release> next,
            Release last,
            List<Pauses.Pause> pauses,
            boolean first) {
        var kind =
                pack.known().kinds().stream()
                        .filter(any ->
                                any.to().holds(here.version()) && any.from().holds(left.version()))
                        .filter(any -> !any.kind().equals("cumulative") || !goesBack(left, here))
                        .findFirst();
        var before = new ArrayList<String>();
        var after = new ArrayList<String>();
        var warnings = new ArrayList<String>();
        var oneWay = new ArrayList<String>();
        for (var rule : ways.told(left, here)) {
            switch (rule) {
                case Rule.CheckFirst check -> before.add(check.check());
                case Rule.StepAfter step ->
                        after.add(step.step() + ": " + step.grounds().because());
                case Rule.Warn warn -> warnings.add(warn.grounds().because());
                case Rule.OneWay one -> oneWay.add(one.grounds().because());
                default -> {}
            }
        }
        for (var pause : pauses) {
            if (first && pause.at().version().equals(left.version())) {
                before.add("wait for the background migrations " + names(pause));
            }
            if (pause.at().version().equals(here.version())) {
                after.add("wait for the background migrations " + names(pause));
            }
        }
        return new Reply.Step(
                here.id().text(),
                kind.map(Known.Kind::kind).orElse("full"),
                kind.map(found -> found.grounds().because()).orElse(""),
                next.isEmpty() ? arrival(here) : because(ways, left, here, next.get(), last),
                before,
                after,
                warnings,
                String.join("; ", oneWay));
    }

    /// What holds only the files that are new takes nothing back.
    private static boolean goesBack(Release left, Release here) {
        return left.version().against(here.version()) == Order.AFTER;
    }

    private static boolean hop(Range from, Range to, Release left, Release here) {
        return from.holds(left.version()) && to.holds(here.version());
    }

    private Hop.Because arrival(Release last) {
        var why =
                question.wish().need().isEmpty()
                        ? question.wish().to().isEmpty()
                                ? " is the latest release"
                                : " is the release asked for"
                        : " is the lowest release with "
                                + String.join(", ", question.wish().need());
        return new Hop.Because(last.id() + why, last.source());
    }

    /// The first rule that forbids to leave `here` out.
    private Hop.Because because(Ways ways, Release left, Release here, Release next, Release last) {
        var rules = new ArrayList<>(ways.against(left, next));
        var stop = stopAt(rules, here);
        if (stop.isEmpty()) {
            rules.addAll(ways.against(left, last));
            stop = stopAt(rules, here);
        }
        var rule = stop.or(() -> rules.stream().findFirst());
        rule.ifPresent(this::noteUnsure);
        return rule.map(any -> new Hop.Because(words(any, left, here), any.grounds().cited()))
                .orElseGet(() ->
                        new Hop.Because(
                                "the way on from " + left.id() + " leads over it", here.source()));
    }

    private static Optional<Rule> stopAt(List<Rule> rules, Release here) {
        return rules.stream()
                .filter(rule -> rule instanceof Rule.Stop any && any.at().holds(here.version()))
                .findFirst();
    }

    private static String words(Rule rule, Release left, Release here) {
        var because = rule.grounds().because();
        return switch (rule) {
            case Rule.Stop stop ->
                    here.id()
                            + (stop.optional() ? " is an optional" : " is a compulsory")
                            + " stop: "
                            + because;
            case Rule.ReleasedAfter _ -> "no way to an earlier release: " + because;
            case Rule.Way _ -> "the next documented hop from " + left.id() + ": " + because;
            default -> "no direct way from " + left.id() + ": " + because;
        };
    }

    /// What cannot be told counts as so, and is said.
    private void noteUnsure(Rule rule) {
        pack.clauses().stream()
                .filter(clause -> !clause.when().isEmpty() && clause.rule().equals(rule))
                .filter(clause ->
                        Condition.all(clause.when(), question.situation()) == Verdict.CANNOT_TELL)
                .map(clause -> cannotTell(clause.when(), clause.rule().grounds()))
                .forEach(unsure::add);
    }

    private static Problem cannotTell(List<Condition> when, Grounds grounds) {
        return Problem.of("CONDITION:UNKNOWN", "it cannot be told whether this rule counts")
                .value(when.stream().map(Condition::words).collect(Collectors.joining(" and ")))
                .advice("find out and say it; until then it counts: " + grounds.because())
                .place(grounds.cited());
    }

    // What else is told

    private List<Problem> gates(Release from, Release to) {
        return pack.clauses().stream()
                .filter(clause -> clause.belongsTo(book) && clause.rule() instanceof Rule.Gate)
                .filter(clause -> gate(clause, from, to))
                .map(clause ->
                        Problem.of("RUN:REFUSED", ((Rule.Gate) clause.rule()).what())
                                .value(
                                        clause.when().stream()
                                                .map(Condition::words)
                                                .collect(Collectors.joining(" and ")))
                                .advice(clause.rule().grounds().because())
                                .place(clause.rule().grounds().cited()))
                .toList();
    }

    private boolean gate(Clause clause, Release from, Release to) {
        return clause.rule() instanceof Rule.Gate gate
                && hop(gate.from(), gate.to(), from, to)
                && Condition.all(clause.when(), question.situation()) == Verdict.APPLIES;
    }

    private List<Reply.Hit> hits(List<Release> way) {
        var hits = new ArrayList<Reply.Hit>();
        for (var release : way) {
            int at = line.position(release.version());
            for (var issue : pack.issues()) {
                if (issue.from().isEmpty() && line.in(issue.affects(), at)) {
                    var verdict = Condition.all(issue.when(), question.situation());
                    if (verdict != Verdict.DOES_NOT) {
                        hits.add(hit(issue, release, verdict));
                    }
                }
            }
        }
        return hits;
    }

    private static Reply.Hit hit(Issue issue, Release release, Verdict verdict) {
        boolean clear = verdict == Verdict.APPLIES;
        return new Reply.Hit(
                issue.id(),
                release.id().text(),
                clear ? "applies" : "cannot tell",
                clear
                        ? ""
                        : issue.when().stream()
                                .map(Condition::words)
                                .collect(Collectors.joining(" and ")),
                issue.fixed().stream().map(ReleaseId::text).toList(),
                issue.grounds().because());
    }

    private List<Reply.Need> needs(List<Release> way) {
        var needs = new ArrayList<Reply.Need>();
        for (var release : way) {
            for (var need : pack.known().requirements()) {
                var verdict = Condition.all(need.when(), question.situation());
                if (need.releases().holds(release.version()) && verdict != Verdict.DOES_NOT) {
                    needs.add(need(need, release, verdict));
                }
            }
        }
        return needs;
    }

    private Reply.Need need(Known.Requirement need, Release release, Verdict verdict) {
        var state = state(need);
        return new Reply.Need(
                need.name() + (need.version().isEmpty() ? "" : " " + need.version()),
                release.id().text(),
                state.equals("not met") && verdict == Verdict.CANNOT_TELL ? "unknown" : state,
                need.install(),
                need.reboot(),
                need.grounds().because(),
                need.grounds().cited());
    }

    private List<Reply.Support> support(Release release) {
        return pack.known().support().stream()
                .filter(any -> any.releases().holds(release.version()))
                .map(any ->
                        new Reply.Support(
                                release.id().text(),
                                any.phase(),
                                any.until(),
                                any.grounds().because(),
                                any.grounds().cited()))
                .toList();
    }

    private String state(Known.Requirement need) {
        var there = question.situation().facts().get(need.name());
        if (there == null) {
            return "unknown";
        }
        return Stream.of(there.split(",", -1)).anyMatch(version -> serves(version.strip(), need))
                ? "met"
                : "not met";
    }

    /// A later major does only where the pack says so.
    private static boolean serves(String version, Known.Requirement need) {
        if (need.version().isEmpty()) {
            return !version.equals("no") && !version.equals("false");
        }
        int order = compare(version, need.version());
        boolean major = version.split("\\.", 2)[0].equals(need.version().split("\\.", 2)[0]);
        return order >= 0 && (major || need.newerServes());
    }

    private static int compare(String left, String right) {
        var scheme = Scheme.named("numeric");
        if (scheme.read(left) instanceof Answer.Given<Version>(var one)
                && scheme.read(right) instanceof Answer.Given<Version>(var two)) {
            return one.against(two) == Order.BEFORE ? -1 : 1;
        }
        return left.equals(right) ? 0 : -1;
    }

    /// Those that were asked about, else those that were passed.
    private List<Reply.LeftOut> leftOut(Ways ways, Release from, List<Release> way) {
        var taken = new HashSet<>(way.stream().map(Release::version).toList());
        var asked =
                question.wish().whyNot().stream()
                        .flatMap(text ->
                                pack.release(text) instanceof Answer.Given<Release>(var release)
                                        ? Stream.of(release)
                                        : Stream.empty())
                        .toList();
        var to = way.getLast();
        var passed = line.between(from.version(), to.version()).stream().limit(MOST_LEFT_OUT);
        return (question.wish().whyNot().isEmpty() ? passed : asked.stream())
                .filter(release -> !taken.contains(release.version()))
                .map(release -> left(ways, from, release, to))
                .toList();
    }

    private Reply.LeftOut left(Ways ways, Release from, Release release, Release to) {
        var id = release.id().text();
        boolean offered = line.graph() && release.state() == Release.State.PREVIEW;
        if (release.state() != Release.State.RELEASED && !offered) {
            boolean preview = release.state() == Release.State.PREVIEW;
            return new Reply.LeftOut(
                    id, preview ? "it is a preview" : "it was withdrawn", release.source());
        }
        var skip = ways.skip(release);
        if (skip.isPresent()) {
            return new Reply.LeftOut(
                    id, skip.get().grounds().because(), skip.get().grounds().cited());
        }
        var taken = blocked(from, release, to);
        if (taken.isPresent()) {
            return taken.get();
        }
        var rule =
                Stream.concat(
                                ways.against(from, release).stream(),
                                ways.against(release, to).stream())
                        .findFirst();
        return rule.map(any ->
                        new Reply.LeftOut(
                                id,
                                "a hop over it meets a rule: " + any.grounds().because(),
                                any.grounds().cited()))
                .orElseGet(() ->
                        new Reply.LeftOut(id, "no rule asks for a stop there", release.source()));
    }

    /// Of a graph: the hop from the start, the hop to the end, or, where no hop leads there at all,
    /// any hop to it.
    private Optional<Reply.LeftOut> blocked(Release from, Release release, Release to) {
        var first = blocked.between(from, release);
        var last = blocked.between(release, to);
        var any = blocked.against(from, release).stream().findFirst();
        return first.or(() -> last)
                .or(() -> any)
                .map(grounds ->
                        new Reply.LeftOut(
                                release.id().text(),
                                (first.isPresent()
                                                ? "the hop from " + from.id() + " is blocked: "
                                                : last.isPresent()
                                                        ? "the hop on to "
                                                                + to.id()
                                                                + " is blocked: "
                                                        : "every hop to it is blocked: ")
                                        + grounds.because(),
                                grounds.cited()));
    }

    private List<Reply.Alternative> compared(Ways ways, List<Release> way) {
        if (line.size() > MOST_COMPARED) {
            return List.of(alternative("fewest hops", way));
        }
        var clean = ways.lightest(release -> hits(List.of(release)).size());
        return List.of(
                alternative("fewest hops", way),
                alternative("fewest issues", clean),
                alternative("least downtime", ways.lightest(_ -> 1)));
    }

    private Reply.Alternative alternative(String by, List<Release> way) {
        double minutes =
                Estimates.of(pack.known().factors(), question.situation(), way.size()).stream()
                        .filter(estimate -> estimate.of().equals("downtime"))
                        .mapToDouble(Reply.Estimate::likely)
                        .sum();
        return new Reply.Alternative(
                by,
                way.stream().map(release -> release.id().text()).toList(),
                hits(way).size(),
                minutes);
    }

    // No way

    private Reply noWay(Ways ways, Release from, Release to, boolean down) {
        var problems = new ArrayList<Problem>();
        boolean apart = apart(from, to);
        problems.add(
                apart
                        ? Problem.of(
                                        "PLAN:OTHER_TRACK",
                                        "no way leads over to this release of another track")
                                .value(from.id() + " and " + to.id())
                        : Problem.of("PLAN:UNREACHABLE", "the rules leave no way")
                                .value("from " + from.id() + " to " + to.id())
                                .advice("aim at one of the releases that can be reached"));
        ways.skip(to)
                .ifPresent(skip -> {
                    problems.add(rule(to, skip));
                    noteUnsure(skip);
                });
        for (var rule : ways.against(from, to)) {
            problems.add(rule(to, rule));
            noteUnsure(rule);
        }
        for (var risk : ways.risks(from, to)) {
            problems.add(
                    Problem.of("PLAN:RISK", risk.message())
                            .value(risk.name())
                            .advice("accept it by its name, or aim at another release")
                            .place(risk.url()));
        }
        for (var grounds : blocked.against(from, to)) {
            problems.add(
                    Problem.of("PLAN:BLOCKED", to.id() + ": " + grounds.because())
                            .place(grounds.cited()));
        }
        problems.addAll(unsure);
        boolean direct =
                ways.against(from, to).stream().anyMatch(Rule.Refuse.class::isInstance) && !down;
        var kind =
                apart || direct || ways.skip(to).isPresent()
                        ? Reply.Kind.REFUSED
                        : Reply.Kind.UNREACHABLE;
        return Reply.without(kind, question, book, problems)
                .proposing(down ? List.of() : nearest(from, to));
    }

    private static Problem rule(Release to, Rule rule) {
        return Problem.of("PLAN:RULE", to.id() + ": " + rule.grounds().because())
                .place(rule.grounds().cited());
    }

    private List<Release> way(Release from, Release to) {
        var ways = ways(from, to, false);
        return ways.skip(to).isPresent() ? List.of() : ways.best(take());
    }

    /// The next later ones of the wanted track first, because they bring what was asked for.
    private List<String> nearest(Release from, Release to) {
        var later = line.releases().stream().filter(release -> Ways.before(to, release));
        var earlier =
                line.releases().reversed().stream()
                        .filter(release -> Ways.before(release, to))
                        .filter(release -> Ways.before(from, release));
        return Stream.concat(reachable(later, from).limit(1), reachable(earlier, from))
                .limit(NEAREST)
                .toList();
    }

    private Stream<String> reachable(Stream<Release> candidates, Release from) {
        return candidates
                .filter(release -> release.state() == Release.State.RELEASED)
                .limit(TRIED)
                .filter(release -> !way(from, release).isEmpty())
                .map(release -> release.id().text());
    }

    private Reply refused(Problem problem) {
        return Reply.without(Reply.Kind.REFUSED, question, book, List.of(problem));
    }
}
