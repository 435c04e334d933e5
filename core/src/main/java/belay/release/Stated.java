package belay.release;

import belay.document.Keys;
import belay.document.Problems;
import belay.problem.Answer;
import belay.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads what every statement of a pack says besides itself: for which releases it holds, under
/// which conditions, why, and who says so.
final class Stated {

    private static final int MOST_NAMED = 20;

    private final Keys pack;
    private final Scheme scheme;
    private final List<Release> releases;
    private final Words words;
    private final Problems problems;

    /// @param releases those that a range may hold
    Stated(Keys pack, Scheme scheme, List<Release> releases, Words words, Problems problems) {
        this.pack = pack;
        this.scheme = scheme;
        this.releases = releases;
        this.words = words;
        this.problems = problems;
    }

    /// Why, and who says it; what another source says against it stands beside it.
    Grounds grounds(Keys keys) {
        var because = keys.text("because");
        if (keys.has("but")) {
            var but = keys.keys("but");
            var other = new Grounds(but.text("says"), but.text("source"), but.text("date")).cited();
            because =
                    (because.isEmpty() ? "" : because + "; ")
                            + "but "
                            + other
                            + " says: "
                            + but.text("says");
        }
        return new Grounds(because, source(keys), keys.text("date", pack.text("date")));
    }

    String source(Keys keys) {
        return keys.text("source", pack.text("source"));
    }

    /// All of them must hold.
    List<Condition> conditions(Keys keys) {
        var conditions = new ArrayList<Condition>();
        addConditions(keys.keys("when"), false, conditions);
        addConditions(keys.keys("unless"), true, conditions);
        return conditions;
    }

    private void addConditions(Keys keys, boolean not, List<Condition> conditions) {
        for (var fact : keys.names()) {
            var values = Keys.scalars(keys.at(fact));
            if (fact.equals("sql")) {
                conditions.add(
                        new Condition.Data(
                                keys.text("sql"),
                                words.pattern(
                                        keys.place("expect"),
                                        keys.text("expect"),
                                        Integer.MAX_VALUE)));
            } else if (!fact.equals("expect")) {
                conditions.add(new Condition.Is(fact, values, not));
            }
        }
    }

    Optional<Version> version(Keys keys, String key) {
        return version(scheme, keys, key, problems);
    }

    static Optional<Version> version(Scheme known, Keys keys, String key, Problems problems) {
        if (!keys.has(key) || problems.malformed(keys.place(key))) {
            return Optional.empty();
        }
        return problems.note(
                keys.place(key),
                known.read(keys.text(key)).then(version -> Answer.of(Optional.of(version))),
                Optional.empty());
    }

    /// A range in which at least one release of the pack lies; all releases where it is left out.
    Range range(Keys keys, String key) {
        if (!keys.has(key) || problems.malformed(keys.place(key))) {
            return Range.every();
        }
        var range =
                problems.note(keys.place(key), Range.read(scheme, keys.text(key)), Range.every());
        if (!pack.flag("open")
                && releases.stream().noneMatch(release -> range.holds(release.version()))) {
            problems.add(
                    keys.place(key),
                    problem("UNKNOWN_RELEASE", "no release of the pack lies in this range")
                            .value(keys.text(key))
                            .expected(known()));
        }
        return range;
    }

    private String known() {
        return "one of "
                + releases.reversed().stream()
                        .map(release -> release.id().text())
                        .distinct()
                        .limit(MOST_NAMED)
                        .collect(Collectors.joining(", "))
                + (releases.size() > MOST_NAMED ? ", …" : "");
    }

    private static Problem problem(String kind, String reason) {
        return Problem.of("PACK:" + kind, reason);
    }
}
