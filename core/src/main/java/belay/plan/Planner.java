package belay.plan;

import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Grounds;
import belay.release.Pack;
import belay.release.Release;
import belay.release.ReleaseId;
import belay.release.Rule;
import belay.release.Version;
import belay.system.ProductSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Finds the way from the release that runs to the one that is wanted, and says by which rule and
/// source.
///
/// The same pack, system and wish give the same plan, in every process.
public final class Planner {

    private static final int NEAREST = 3;
    private static final int LATER_TRIED = 50;

    private final Pack pack;
    private final ProductSystem system;
    private final Timeline line;

    private Planner(Pack pack, ProductSystem system) {
        this.pack = pack;
        this.line = Timeline.of(pack);
        this.system = system;
    }

    public static Proposal plan(Pack pack, ProductSystem system, Wish wish) {
        return new Planner(pack, system).plan(wish);
    }

    private Proposal plan(Wish wish) {
        if (!system.product().equals(pack.product())) {
            return refused(
                    Problem.of("PLAN:OTHER_PRODUCT", "the pack is for another product")
                            .value(pack.product())
                            .expected(system.product()));
        }
        return switch (from(wish)) {
            case Answer.Refused<Release>(var problems) -> new Proposal.Refused(problems);
            case Answer.Given<Release>(var from) ->
                    switch (to(wish)) {
                        case Answer.Refused<Release>(var problems) ->
                                new Proposal.Refused(problems);
                        case Answer.Given<Release>(var to) -> plan(from, to, wish);
                    };
        };
    }

    private Answer<Release> from(Wish wish) {
        var said = system.release().stream().map(ReleaseId::text).findFirst().orElse("");
        if (wish.from().isEmpty() && said.isEmpty()) {
            return Answer.refused(
                    Problem.of("PLAN:NO_START", "it is not known which release runs")
                            .advice("detect it, or name it in system.yaml as release"));
        }
        var from = pack.release(wish.from().isEmpty() ? said : wish.from());
        if (wish.from().isEmpty() || said.isEmpty()) {
            return from;
        }
        return from.then(found ->
                pack.release(said)
                        .then(other ->
                                found.version().equals(other.version())
                                        ? Answer.of(found)
                                        : contradiction(found, other)));
    }

    private static Answer<Release> contradiction(Release found, Release said) {
        return Answer.refused(
                Problem.of("PLAN:CONTRADICTION", "system.yaml names another release than was found")
                        .value(said.id() + " in system.yaml, found " + found.id())
                        .advice("find out which is right and correct system.yaml"));
    }

    private Answer<Release> to(Wish wish) {
        if (!wish.to().isEmpty()) {
            return pack.release(wish.to());
        }
        return pack.latest()
                .map(Answer::of)
                .orElseGet(() ->
                        Answer.refused(
                                Problem.of(
                                        "PLAN:NO_TARGET",
                                        "the pack has no release that is neither preview"
                                                + " nor withdrawn")));
    }

    private Proposal plan(Release from, Release to, Wish wish) {
        return switch (from.version().against(to.version())) {
            case SAME -> new Proposal.NothingToDo(to.id());
            case AFTER ->
                    refused(
                            Problem.of(
                                            "PLAN:OLDER",
                                            "the wanted release is older than the one that runs")
                                    .value(to.id().text())
                                    .expected("a release after " + from.id())
                                    .advice(
                                            "to go back, restore the backup of that release; data"
                                                    + " is never migrated downwards"));
            case APART -> {
                var changed = upwards(from, to, wish);
                yield changed instanceof Proposal.Unreachable
                        ? refused(
                                Problem.of(
                                                "PLAN:OTHER_TRACK",
                                                "the two releases belong to different tracks")
                                        .value(from.id() + " and " + to.id()))
                        : changed;
            }
            case BEFORE -> upwards(from, to, wish);
        };
    }

    private Proposal upwards(Release from, Release to, Wish wish) {
        if (to.state() == Release.State.WITHDRAWN) {
            return refused(
                    Problem.of("PLAN:WITHDRAWN", "the wanted release was withdrawn")
                            .value(to.id().text())
                            .place(to.source()));
        }
        return switch (without(wish)) {
            case Answer.Refused<List<Version>>(var problems) -> new Proposal.Refused(problems);
            case Answer.Given<List<Version>>(var without) ->
                    along(Ways.between(line, pack, from, to, without), from, to, wish, without);
        };
    }

    private Answer<List<Version>> without(Wish wish) {
        var versions = new ArrayList<Version>();
        for (var text : wish.without().stream().sorted().toList()) {
            switch (pack.release(text)) {
                case Answer.Given<Release>(var release) when isOptional(release) ->
                        versions.add(release.version());
                case Answer.Given<Release>(var release) -> {
                    return Answer.refused(
                            Problem.of("PLAN:NOT_OPTIONAL", "this release is no optional stop")
                                    .value(release.id().text())
                                    .advice("leave out only stops that the plan calls optional"));
                }
                case Answer.Refused<Release>(var problems) -> {
                    return new Answer.Refused<>(problems);
                }
            }
        }
        return Answer.of(versions);
    }

    private boolean isOptional(Release release) {
        return pack.rules().stream()
                .anyMatch(rule ->
                        rule instanceof Rule.Stop stop
                                && stop.optional()
                                && stop.at().holds(release.version()));
    }

    private Proposal along(Ways ways, Release from, Release to, Wish wish, List<Version> without) {
        var skip = ways.skip(to);
        if (skip.isPresent()) {
            return unreachable(
                    List.of(problem("never installed on this path", to, skip.get().grounds())),
                    from,
                    to,
                    without);
        }
        var way = ways.best();
        if (way.isEmpty()) {
            return unreachable(hindrances(ways, from, to), from, to, without);
        }
        return new PlanWriter(pack, system, from)
                .write(way, reasons(ways, from, way, wish), warnings(without));
    }

    private List<String> warnings(List<Version> without) {
        return without.stream()
                .map(version -> "The optional stop " + version + " is left out, as asked for.")
                .toList();
    }

    // Reasons

    private List<Hop.Because> reasons(Ways ways, Release from, List<Release> way, Wish wish) {
        var reasons = new ArrayList<Hop.Because>();
        var last = way.getLast();
        for (int i = 0; i < way.size() - 1; i++) {
            var left = i == 0 ? from : way.get(i - 1);
            reasons.add(reason(ways, left, way.get(i), way.get(i + 1), last));
        }
        reasons.add(
                new Hop.Because(
                        wish.to().isEmpty()
                                ? last.id() + " is the latest release"
                                : last.id() + " is the release asked for",
                        last.source()));
        return reasons;
    }

    /// The first rule that forbids to leave `here` out.
    private static Hop.Because reason(
            Ways ways, Release left, Release here, Release next, Release last) {
        var rules =
                Stream.concat(ways.against(left, next).stream(), ways.against(left, last).stream())
                        .toList();
        for (var rule : rules) {
            if (rule instanceof Rule.Stop stop && stop.at().holds(here.version())) {
                return new Hop.Because(
                        here.id()
                                + (stop.optional()
                                        ? " is an optional stop: "
                                        : " is a compulsory stop: ")
                                + stop.grounds().because(),
                        stop.grounds().cited());
            }
        }
        for (var rule : rules) {
            if (rule instanceof Rule.Refuse refuse) {
                return new Hop.Because(
                        "no direct way from " + left.id() + ": " + refuse.grounds().because(),
                        refuse.grounds().cited());
            }
        }
        return new Hop.Because("the way on from " + left.id() + " leads over it", here.source());
    }

    // No way

    private static List<Problem> hindrances(Ways ways, Release from, Release to) {
        var problems = new ArrayList<Problem>();
        problems.add(
                Problem.of("PLAN:UNREACHABLE", "the rules leave no way")
                        .value("from " + from.id() + " to " + to.id())
                        .advice("aim at one of the releases that can be reached"));
        for (var rule : ways.against(from, to)) {
            problems.add(
                    switch (rule) {
                        case Rule.Stop stop ->
                                problem(
                                        "it cannot be passed without a stop at "
                                                + stop.at()
                                                + ", which cannot be reached or left",
                                        to,
                                        stop.grounds());
                        case Rule.Refuse refuse ->
                                problem("refused from " + from.id(), to, refuse.grounds());
                        default -> problem("not from " + from.id(), to, rule.grounds());
                    });
        }
        return problems;
    }

    private static Problem problem(String what, Release release, Grounds grounds) {
        return Problem.of("PLAN:RULE", release.id() + ": " + what + ": " + grounds.because())
                .place(grounds.cited());
    }

    private Proposal unreachable(
            List<Problem> problems, Release from, Release to, List<Version> without) {
        return new Proposal.Unreachable(problems, nearest(from, to, without));
    }

    /// The next higher ones first, because they bring what was asked for.
    private List<ReleaseId> nearest(Release from, Release to, List<Version> without) {
        var later =
                reachable(pack.releases().stream().filter(r -> Ways.before(to, r)), from, without);
        var earlier =
                reachable(
                        pack.releases().reversed().stream()
                                .filter(r -> Ways.before(from, r) && Ways.before(r, to)),
                        from,
                        without);
        return Stream.concat(later.stream().limit(1), earlier.stream()).limit(NEAREST).toList();
    }

    private List<ReleaseId> reachable(
            Stream<Release> candidates, Release from, List<Version> without) {
        return candidates
                .filter(release -> release.state() == Release.State.RELEASED)
                .limit(LATER_TRIED)
                .filter(release -> {
                    var ways = Ways.between(line, pack, from, release, without);
                    return ways.skip(release).isEmpty() && !ways.best().isEmpty();
                })
                .limit(NEAREST)
                .map(Release::id)
                .toList();
    }

    private static Proposal refused(Problem problem) {
        return new Proposal.Refused(List.of(problem));
    }
}
