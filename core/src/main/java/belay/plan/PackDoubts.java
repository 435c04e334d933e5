package belay.plan;

import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Clause;
import belay.release.Pack;
import belay.release.PackPlaces;
import belay.release.Range;
import belay.release.Release;
import belay.release.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a pack says that can be used and is hardly meant: a stop at which nobody can stop, and a
/// release to which no path leads.
///
/// Only what holds for every system is looked at: a rule or an issue with a condition may be meant
/// for others. What a vendor publishes as data is not doubted: nobody can mend it in the pack.
public final class PackDoubts {

    private static final int MOST = 20;

    /// So many older releases are tried before a release is said to be out of reach.
    private static final int MOST_STARTS = 4;

    private final Pack pack;
    private final PackPlaces places;
    private final Catalogue catalogue;

    private PackDoubts(Pack pack, PackPlaces places) {
        this.pack = pack;
        this.places = places;
        this.catalogue = Catalogue.of(List.of(unconditional(pack)));
    }

    public static List<Problem> of(Pack pack, PackPlaces places) {
        var doubts = new PackDoubts(pack, places);
        return Stream.concat(doubts.brokenStops().stream(), doubts.unreachable().stream()).toList();
    }

    // Stops

    private List<Problem> brokenStops() {
        var found = new ArrayList<Problem>();
        for (int i = 0; i < pack.clauses().size() && !pack.known().open(); i++) {
            var clause = pack.clauses().get(i);
            if (clause.rule() instanceof Rule.Stop stop && !stop.optional() && !clause.down()) {
                var why = broken(stop, clause);
                if (!why.isEmpty()) {
                    found.add(
                            Problem.of("PACK:BROKEN_STOP", "no release of this stop can be used")
                                    .value(why)
                                    .expected("a stop with a release that can")
                                    .advice("Name another release, or take the stop out")
                                    .place(places.clause(i)));
                }
            }
        }
        return found;
    }

    /// Why each of its releases cannot be used; empty where one can.
    private String broken(Rule.Stop stop, Clause clause) {
        var why = new ArrayList<String>();
        for (var release : pack.releases()) {
            if (stop.at().holds(release.version())) {
                var wrong = wrong(release, clause);
                if (wrong.isEmpty()) {
                    return "";
                }
                why.add(release.id().text() + " " + wrong.get());
            }
        }
        return why.stream().limit(MOST).collect(Collectors.joining(", "));
    }

    private Optional<String> wrong(Release release, Clause stop) {
        if (release.state() == Release.State.WITHDRAWN) {
            return Optional.of("is withdrawn");
        }
        if (pack.clauses().stream()
                .anyMatch(clause -> together(clause, stop) && skips(clause, release))) {
            return Optional.of("is skipped by a rule");
        }
        return pack.issues().stream()
                .filter(issue ->
                        issue.when().isEmpty()
                                && issue.from().isEmpty()
                                && issue.affects().holds(release.version()))
                .findFirst()
                .map(issue -> "is hit by the issue " + issue.id());
    }

    private static boolean together(Clause one, Clause other) {
        return one.rulebooks().isEmpty()
                || other.rulebooks().isEmpty()
                || one.rulebooks().stream().anyMatch(other.rulebooks()::contains);
    }

    private static boolean skips(Clause clause, Release release) {
        return !clause.down()
                && clause.when().isEmpty()
                && clause.rule() instanceof Rule.Skip skip
                && skip.from().equals(Range.every())
                && skip.to().equals(Range.every())
                && skip.what().holds(release.version());
    }

    // Releases

    private List<Problem> unreachable() {
        var found = new ArrayList<Problem>();
        var earlier = new ArrayList<Release>();
        for (var release : pack.releases()) {
            if (!earlier.isEmpty()
                    && !earlier.getLast().version().track().equals(release.version().track())) {
                earlier.clear();
            }
            if (release.state() == Release.State.RELEASED
                    && pack.clauses().stream().noneMatch(clause -> skips(clause, release))) {
                if (!earlier.isEmpty()
                        && places.names(release.id())
                        && !reached(release, earlier)) {
                    found.add(unreachable(release));
                }
                earlier.add(release);
            }
            if (found.size() == MOST) {
                break;
            }
        }
        return found;
    }

    private Problem unreachable(Release release) {
        return Problem.of("PACK:UNREACHABLE", "no path leads to this release")
                .value(release.id().text())
                .expected("a hop from an earlier release of its track")
                .advice("Say why with belay plan --why-not, or skip the release")
                .place(places.release(release.id()));
    }

    /// From the nearest ones first, for most are reached from there; the first one is a start too.
    private boolean reached(Release release, List<Release> earlier) {
        var nearest = earlier.subList(Math.max(0, earlier.size() - MOST_STARTS), earlier.size());
        return Stream.concat(nearest.reversed().stream(), Stream.of(earlier.getFirst()))
                .anyMatch(start -> rulebooks().anyMatch(book -> leads(start, release, book)));
    }

    private Stream<String> rulebooks() {
        return pack.known().rulebooks().isEmpty()
                ? Stream.of("")
                : pack.known().rulebooks().stream().map(book -> book.name());
    }

    private boolean leads(Release from, Release to, String rulebook) {
        var options =
                PlanJson.mapper()
                        .createObjectNode()
                        .put("product", pack.product())
                        .put("from", from.id().text())
                        .put("to", to.id().text())
                        .put("accept", "*");
        if (!rulebook.isEmpty()) {
            options.put("rulebook", rulebook);
        }
        return Question.of(options) instanceof Answer.Given<Question>(var question)
                && catalogue.answer(question).answer() == Reply.Kind.PLAN;
    }

    private static Pack unconditional(Pack pack) {
        return new Pack(
                pack.product(),
                pack.title(),
                pack.scheme(),
                pack.directory(),
                pack.hash(),
                pack.detections(),
                pack.releases(),
                pack.clauses().stream().filter(clause -> clause.when().isEmpty()).toList(),
                pack.known(),
                List.of(),
                pack.served(),
                pack.files(),
                pack.recipes(),
                pack.afterCopy(),
                pack.neutralise(),
                pack.facts(),
                pack.checks(),
                pack.volatileTables(),
                pack.caches(),
                pack.strip());
    }
}
