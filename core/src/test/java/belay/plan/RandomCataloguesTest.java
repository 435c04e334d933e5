package belay.plan;

import static belay.problem.Answer.given;
import static org.assertj.core.api.Assertions.assertThat;

import belay.release.Clause;
import belay.release.Grounds;
import belay.release.Known;
import belay.release.Known.Edge;
import belay.release.Known.Risk;
import belay.release.Pack;
import belay.release.Range;
import belay.release.Release;
import belay.release.Rule;
import belay.release.Scheme;
import belay.release.Version;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// On catalogues that nobody thought of, the planner finds what a plain search finds that tries
/// every hop and reads each rule word by word.
class RandomCataloguesTest {

    private static final int CATALOGUES = 250;

    private static final List<String> ONE_TRACK =
            List.of(
                    "1.0", "1.1", "1.2", "1.2.1", "2.0", "2.1", "2.1.1", "2.2", "3.0", "3.1",
                    "4.0");
    private static final List<String> TWO_TRACKS =
            List.of(
                    "14.0",
                    "15.0",
                    "16.0",
                    "17.0",
                    "18.0",
                    "saas~14.2",
                    "saas~15.1",
                    "saas~16.2",
                    "saas~17.1",
                    "saas~17.4");

    @ParameterizedTest
    @ValueSource(strings = {"numeric", "odoo", "semver"})
    void aPlanIsAsShortAsAPlainSearchFindsAndEachHopIsOpen(String scheme) {
        for (int seed = 0; seed < CATALOGUES; seed++) {
            var made = new Made(scheme, seed);
            var reply = made.ask(made.pack(made.clauses), "");
            var fewest = new Plain(made).fewestHops();
            var hops = made.releases(reply);

            assertThat(hops).as(made.words(reply)).hasSize(fewest);
            assertThat(reply.answer() == Reply.Kind.PLAN)
                    .as(made.words(reply))
                    .isEqualTo(fewest > 0);
            var left = made.from;
            for (var here : hops) {
                assertThat(new Plain(made).isOpen(left, here))
                        .as("from %s to %s in %s", left.id(), here.id(), made.words(reply))
                        .isTrue();
                left = here;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"numeric", "odoo", "semver"})
    void theOrderInWhichRulesAreWrittenChangesNoWay(String scheme) {
        for (int seed = 0; seed < CATALOGUES; seed++) {
            var made = new Made(scheme, seed);
            var shuffled = new ArrayList<>(made.clauses);
            Collections.shuffle(shuffled, new Random(seed));
            Collections.shuffle(made.edges, new Random(seed));
            var reply = made.ask(made.pack(made.clauses), "");

            var other = made.ask(made.pack(shuffled), "");

            assertThat(made.releases(other)).as(made.words(reply)).isEqualTo(made.releases(reply));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"numeric", "odoo", "semver"})
    void whoeverAsksIsToldWhyEachReleaseWasLeftOut(String scheme) {
        for (int seed = 0; seed < CATALOGUES; seed++) {
            var made = new Made(scheme, seed);
            var pack = made.pack(made.clauses);
            var way = made.releases(made.ask(pack, ""));
            var leftOut =
                    made.releases.stream()
                            .filter(release -> !way.contains(release))
                            .map(release -> release.id().text())
                            .toList();
            var asked = String.join("\",\"", leftOut);

            var reply = made.ask(pack, ",\"why-not\":[\"" + asked + "\"]");

            if (reply.answer() == Reply.Kind.PLAN) {
                assertThat(reply.leftOut())
                        .as(made.words(reply))
                        .extracting(Reply.LeftOut::release)
                        .containsExactlyElementsOf(leftOut);
                assertThat(reply.leftOut()).noneMatch(one -> one.why().isBlank());
            }
        }
    }

    /// A catalogue made by chance: of one track, of two with switches, or a graph with cycles.
    /// Stops may be skipped, withdrawn or out of reach, and so may the target.
    private static final class Made {

        private final Random random;
        private final Scheme scheme;
        private final int seed;
        private final List<Release> releases;
        private final List<Clause> clauses = new ArrayList<>();
        private final List<Edge> edges = new ArrayList<>();
        private final Release from;
        private final Release to;

        Made(String scheme, int seed) {
            this.random = new Random(seed);
            this.scheme = Scheme.named(scheme);
            this.seed = seed;
            this.releases =
                    names(scheme).stream()
                            .map(name -> new Release(version(name), "", state(), List.of(), "made"))
                            .sorted(Comparator.comparing(Release::version, Version.byTrack()))
                            .toList();
            this.from = releases.get(random.nextInt(3));
            this.to = releases.get(releases.size() - 1 - random.nextInt(3));
            for (int i = random.nextInt(5); i >= 0; i--) {
                add(rule(random.nextInt(10)));
            }
            if (scheme.equals("odoo")) {
                add(new Rule.Switch(range(), range(), grounds()));
                add(new Rule.Switch(Range.every(), range(), grounds()));
            }
            if (scheme.equals("semver")) {
                for (int i = 0; i < 30; i++) {
                    edges.add(new Edge(any().version(), any().version(), risks()));
                }
            }
        }

        private static List<String> names(String scheme) {
            return switch (scheme) {
                case "odoo" -> TWO_TRACKS;
                case "semver" ->
                        ONE_TRACK.stream()
                                .filter(name -> name.length() < 5)
                                .map(name -> name + ".0")
                                .toList();
                default -> ONE_TRACK;
            };
        }

        private Version version(String name) {
            return given(scheme.read(name));
        }

        private Release.State state() {
            return switch (random.nextInt(8)) {
                case 0 -> Release.State.WITHDRAWN;
                case 1 -> Release.State.PREVIEW;
                default -> Release.State.RELEASED;
            };
        }

        private void add(Rule rule) {
            clauses.add(new Clause(rule, List.of(), List.of(), false));
        }

        private Rule rule(int kind) {
            return switch (kind) {
                case 0, 1, 2, 3 ->
                        new Rule.Stop(
                                range(),
                                random.nextBoolean(),
                                random.nextBoolean() ? Rule.Take.LATEST : Rule.Take.FIRST,
                                random.nextBoolean() ? List.of() : List.of(range()),
                                Range.every(),
                                Range.every(),
                                grounds());
                case 4 -> new Rule.Skip(range(), Range.every(), Range.every(), grounds());
                case 5 -> new Rule.Way(range(), range(), grounds());
                default -> new Rule.Refuse(range(), range(), grounds());
            };
        }

        /// One release, a stretch, or two pieces.
        private Range range() {
            var one = any().id().text();
            return switch (random.nextInt(3)) {
                case 0 -> read(one);
                case 1 -> read(one + " || " + any().id().text());
                default -> read(">=" + one);
            };
        }

        private Range read(String text) {
            return given(Range.read(scheme, text));
        }

        private Release any() {
            return releases.get(random.nextInt(releases.size()));
        }

        private List<Risk> risks() {
            return random.nextInt(5) > 0 ? List.of() : List.of(new Risk("risk", "made", ""));
        }

        private static Grounds grounds() {
            return new Grounds("made", "made", "");
        }

        Pack pack(List<Clause> rules) {
            var none = Known.NOTHING;
            var known =
                    new Known(
                            none.aliases(),
                            none.rulebooks(),
                            none.open(),
                            none.track(),
                            none.kinds(),
                            none.features(),
                            none.requirements(),
                            none.factors(),
                            none.support(),
                            edges,
                            none.blocked(),
                            none.unread(),
                            none.origin());
            return new Pack(
                    "made",
                    "made",
                    scheme,
                    Path.of("."),
                    "",
                    List.of(),
                    releases,
                    rules,
                    known,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    0);
        }

        Reply ask(Pack pack, String options) {
            var question =
                    "{\"product\":\"made\",\"from\":\"%s\",\"to\":\"%s\"%s}"
                            .formatted(from.id(), to.id(), options);
            return Catalogue.of(List.of(pack)).answer(given(Question.read(question)));
        }

        List<Release> releases(Reply reply) {
            return reply.hops().stream()
                    .map(hop ->
                            releases.stream()
                                    .filter(release -> release.id().text().equals(hop.release()))
                                    .findFirst()
                                    .orElseThrow())
                    .toList();
        }

        String words(Reply reply) {
            return "seed %d, %s from %s to %s: %s; hops %s; reasons %s; %s %s"
                    .formatted(
                            seed,
                            scheme.name(),
                            from.id(),
                            to.id(),
                            reply.answer(),
                            reply.hops().stream().map(Reply.Step::release).toList(),
                            reply.reasons(),
                            clauses,
                            edges);
        }
    }

    /// Tries each hop, and asks of each rule no more than what its comment says.
    private record Plain(Made made) {

        int fewestHops() {
            if (made.to.state() == Release.State.WITHDRAWN) {
                return 0;
            }
            var hops = new HashMap<Release, Integer>(Map.of(made.from, 0));
            var queue = new ArrayDeque<>(List.of(made.from));
            while (!queue.isEmpty()) {
                var here = queue.remove();
                made.releases.stream()
                        .filter(next -> !hops.containsKey(next) && isOpen(here, next))
                        .forEach(next -> {
                            hops.put(next, hops.getOrDefault(here, 0) + 1);
                            queue.add(next);
                        });
            }
            return hops.getOrDefault(made.to, 0);
        }

        boolean isOpen(Release left, Release right) {
            return mayBeInstalled(right)
                    && (made.edges.isEmpty()
                            ? follows(left, right) && !follows(made.to, right, false)
                            : isNamed(left, right))
                    && rules(Rule.Stop.class)
                            .noneMatch(stop -> leavesBehind((Rule.Stop) stop, left, right))
                    && rules(Rule.Refuse.class)
                            .map(Rule.Refuse.class::cast)
                            .noneMatch(refuse ->
                                    holds(refuse.from(), left) && holds(refuse.to(), right))
                    && (rules(Rule.Way.class).findAny().isEmpty()
                            || rules(Rule.Way.class)
                                    .map(Rule.Way.class::cast)
                                    .anyMatch(way ->
                                            holds(way.from(), left) && holds(way.to(), right)));
        }

        private boolean mayBeInstalled(Release release) {
            boolean offered =
                    switch (release.state()) {
                        case RELEASED -> true;
                        case PREVIEW -> release.equals(made.to) || !made.edges.isEmpty();
                        case WITHDRAWN -> false;
                    };
            return offered
                    && rules(Rule.Skip.class)
                            .noneMatch(skip -> holds(((Rule.Skip) skip).what(), release));
        }

        private boolean isNamed(Release left, Release right) {
            return made.edges.stream()
                    .anyMatch(edge ->
                            edge.from().equals(left.version())
                                    && edge.to().equals(right.version())
                                    && edge.risks().isEmpty());
        }

        private boolean leavesBehind(Rule.Stop stop, Release left, Release right) {
            return !holds(stop.at(), left)
                    && !holds(stop.at(), right)
                    && made.releases.stream()
                            .anyMatch(at ->
                                    holds(stop.at(), at)
                                            && follows(left, at)
                                            && follows(at, right));
        }

        private boolean follows(Release left, Release right) {
            return follows(left, right, true);
        }

        private boolean follows(Release left, Release right, boolean switching) {
            return switch (left.version().against(right.version())) {
                case BEFORE -> true;
                case SAME, AFTER -> false;
                case APART ->
                        switching
                                && rules(Rule.Switch.class)
                                        .map(Rule.Switch.class::cast)
                                        .anyMatch(change ->
                                                holds(change.from(), left)
                                                        && holds(change.to(), right));
            };
        }

        private Stream<Rule> rules(Class<? extends Rule> kind) {
            return made.clauses.stream().map(Clause::rule).filter(kind::isInstance);
        }

        private static boolean holds(Range range, Release release) {
            return range.holds(release.version());
        }
    }
}
