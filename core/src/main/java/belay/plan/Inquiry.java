package belay.plan;

import belay.problem.Problem;
import belay.release.Known;
import belay.release.Release;
import belay.release.ReleaseId;
import belay.release.Rule;
import belay.release.Version.Order;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One question being answered: decides where to go and which way, and has it told.
final class Inquiry {

    private final Book book;
    private final Reasons reasons;
    private final Troubles troubles;

    Inquiry(Book book) {
        this.book = book;
        this.reasons = new Reasons(book);
        this.troubles = new Troubles(book);
    }

    Travel answer(Release from, List<Release> wanted) {
        var kind = book.situation().facts().getOrDefault("database", "");
        var target = book.situation().facts().getOrDefault("target-database", kind);
        if (!kind.isEmpty() && !target.equals(kind)) {
            return refused(
                    Problem.of("PLAN:OTHER_DATABASE", "an upgrade keeps the kind of database")
                            .value(target)
                            .expected(kind)
                            .advice("move to the other database in a project of its own"));
        }
        var features = book.pack().known().features();
        var missing =
                book.wish().need().stream()
                        .filter(need ->
                                features.stream().noneMatch(feature -> feature.name().equals(need)))
                        .toList();
        if (!missing.isEmpty()) {
            return refused(
                    Problem.of("FEATURE:UNKNOWN", "the pack knows no such feature")
                            .value(String.join(", ", missing))
                            .expected(
                                    features.isEmpty()
                                            ? "none: this pack names no features"
                                            : features.stream()
                                                    .map(Known.Feature::name)
                                                    .distinct()
                                                    .collect(Collectors.joining(", "))));
        }
        var wrong = wanted.stream().flatMap(release -> against(release).stream()).toList();
        if (!wrong.isEmpty()) {
            return Travel.none(
                    Reply.without(Reply.Kind.REFUSED, book.question(), book.name(), wrong)
                            .proposing(
                                    aim(from).stream()
                                            .map(release -> release.id().text())
                                            .toList()));
        }
        var to = wanted.isEmpty() ? aim(from) : Optional.of(wanted.getFirst());
        return to.map(release -> answer(from, release)).orElseGet(() -> refused(noTarget(from)));
    }

    private Problem noTarget(Release from) {
        return book.wish().need().isEmpty()
                ? Problem.of(
                                "PLAN:NO_TARGET",
                                "the pack has no later release that is neither preview nor"
                                        + " withdrawn")
                        .value("from " + from.id())
                        .advice("name a release, or another track")
                : Problem.of("PLAN:NO_TARGET", "no release is what was asked for")
                        .value(String.join(", ", book.wish().need()))
                        .advice("name a release, or another track");
    }

    // Where to

    /// What else was asked for and this target does not have.
    private List<Problem> against(Release target) {
        var wish = book.wish();
        var problems = new ArrayList<Problem>();
        var lacking =
                wish.need().stream()
                        .filter(need -> !has(book.pack().known().features(), need, target))
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
        var wish = book.wish();
        var known = book.pack().known();
        var track = wish.track().isEmpty() ? known.track() : wish.track();
        var features =
                known.features().stream()
                        .filter(feature -> wish.need().contains(feature.name()))
                        .toList();
        boolean lowest = !wish.need().isEmpty();
        var line = book.line();
        var releases = lowest ? line.releases() : line.releases().reversed();
        var ofTrack =
                releases.stream()
                        .filter(release ->
                                track.isEmpty() || release.version().track().equals(track))
                        .filter(release -> isAim(release, from, features))
                        .findFirst();
        return ofTrack.isPresent() || !wish.track().isEmpty()
                ? ofTrack
                : releases.stream().filter(release -> isAim(release, from, features)).findFirst();
    }

    /// The way is looked for last, because that takes longest.
    private boolean isAim(Release release, Release from, List<Known.Feature> features) {
        return release.state() == Release.State.RELEASED
                && book.wish().need().stream().allMatch(need -> has(features, need, release))
                && (Ways.before(from, release)
                        || release.version().equals(from.version())
                        || (apart(from, release) && !book.way(from, release).isEmpty()));
    }

    private static boolean has(List<Known.Feature> features, String need, Release release) {
        return features.stream()
                .anyMatch(feature ->
                        feature.name().equals(need) && feature.in().holds(release.version()));
    }

    private static boolean apart(Release left, Release right) {
        return left.version().against(right.version()) == Order.APART;
    }

    // Which way

    private Travel answer(Release from, Release to) {
        if (from.version().equals(to.version())) {
            return new Travel(stay(from), List.of(from), List.of(), false);
        }
        if (to.state() == Release.State.WITHDRAWN) {
            var refused =
                    refused(
                            Problem.of("PLAN:WITHDRAWN", "the wanted release was withdrawn")
                                    .value(to.id().text())
                                    .place(to.source()));
            return Travel.none(
                    refused.reply().proposing(new NoWay(book, reasons).nearest(from, to)));
        }
        boolean down = from.version().against(to.version()) == Order.AFTER && !book.line().graph();
        if (down && !mayGoBack(from, to)) {
            return refused(older(from, to));
        }
        var ways = book.ways(from, to, down);
        var way = ways.skip(to).isPresent() ? List.<Release>of() : ways.best(book.take());
        return way.isEmpty()
                ? Travel.none(new NoWay(book, reasons).reply(ways, from, to, down))
                : new Travel(planned(ways, from, way, down), List.of(from), way, down);
    }

    /// Where no hop is needed, a hotfix may still be asked for.
    private Reply stay(Release here) {
        var hotfixes = book.wish().hotfixes().stream().map(Inquiry::hotfix).toList();
        return hotfixes.isEmpty()
                ? Reply.without(Reply.Kind.NOTHING, book.question(), book.name(), List.of())
                : new Reply(
                        Reply.Kind.PLAN,
                        book.name(),
                        hotfixes,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        support(here),
                        List.of(),
                        List.of(),
                        List.of(),
                        book.question().asked());
    }

    private Problem older(Release from, Release to) {
        return Problem.of("PLAN:OLDER", "the wanted release is older than the one that runs")
                .value(to.id().text())
                .expected("a release after " + from.id())
                .advice(
                        book.wish().downgrade()
                                ? "the rulebook has no way down: restore the backup"
                                : "to go back, restore the backup of that release");
    }

    private boolean mayGoBack(Release from, Release to) {
        return book.wish().downgrade()
                && book.rules(true).stream()
                        .anyMatch(rule ->
                                rule instanceof Rule.Downgrade back
                                        && back.from().holds(from.version())
                                        && back.to().holds(to.version()));
    }

    // A plan

    private Reply planned(Ways ways, Release from, List<Release> way, boolean down) {
        var to = way.getLast();
        var known = book.pack().known();
        var steps = new ArrayList<>(new Stations(book, reasons, ways, from, way, down).steps());
        var kinds = steps.stream().map(Reply.Step::kind).toList();
        book.wish().hotfixes().forEach(hotfix -> steps.add(hotfix(hotfix)));
        var gates = new Gates(book, from, to);
        return new Reply(
                Reply.Kind.PLAN,
                book.name(),
                steps,
                Stream.of(reasons.unsure(), gates.unsure(), unknownRisks())
                        .flatMap(List::stream)
                        .toList(),
                way.size() > 1 ? mended(from, to) : List.of(),
                gates.closed(),
                troubles.of(from, way, kinds),
                new Requirements(known.requirements(), book.situation()).of(way),
                support(to),
                reasons.leftOut(ways, from, way),
                Estimates.of(known.factors(), book.situation(), way),
                book.wish().compare() ? new Comparison(book, troubles).of(ways, way) : List.of(),
                book.question().asked());
    }

    /// What is accepted by a name that nothing has is not accepted.
    private List<Problem> unknownRisks() {
        var names = new HashSet<>(book.wish().allow());
        names.remove("*");
        if (names.isEmpty()) {
            return List.of();
        }
        book.pack().issues().forEach(issue -> names.remove(issue.id()));
        book.pack().known().edges().stream()
                .flatMap(edge -> edge.risks().stream())
                .forEach(risk -> names.remove(risk.name()));
        return names.stream()
                .sorted()
                .map(name ->
                        Problem.of("ALLOW:UNKNOWN", "no known issue or risk has this name")
                                .value(name)
                                .advice("nothing is accepted by it; names are told by the plan"))
                .toList();
    }

    private List<Reply.Support> support(Release release) {
        return book.pack().known().support().stream()
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

    private static Reply.Step hotfix(String hotfix) {
        return new Reply.Step(
                hotfix,
                "hotfix",
                "hotfixes come after the last hop",
                new Hop.Because(hotfix + " was asked for", "the question"),
                List.of(),
                List.of(),
                List.of(),
                "");
    }

    /// Where an issue of the direct way led to a longer one: the releases that mend it.
    private List<String> mended(Release from, Release to) {
        return book.pack().issues().stream()
                .filter(issue -> book.closed(issue).isPresent())
                .filter(issue -> Book.concerns(issue, from, to))
                .flatMap(issue -> issue.fixed().stream())
                .map(ReleaseId::text)
                .distinct()
                .toList();
    }

    private Travel refused(Problem problem) {
        return Travel.none(
                Reply.without(Reply.Kind.REFUSED, book.question(), book.name(), List.of(problem)));
    }
}
