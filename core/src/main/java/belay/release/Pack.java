package belay.release;

import belay.problem.Answer;
import belay.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// All that Belay knows of one product; read by [Packs] alone, which checks it.
///
/// @param hash SHA-256 over all files of the pack, lower-case hex
/// @param releases by track, each track in its order
/// @param clauses the rules of all rulebooks, and when they count
/// @param served the first entry that holds a release counts
/// @param files the first entry that holds the new release counts
/// @param caches RE2 patterns of tables that the product fills again by itself
/// @param strip leading directories taken off packages that the operator names and the pack does
///   not
public record Pack(
        String product,
        String title,
        Scheme scheme,
        Path directory,
        String hash,
        List<Detection> detections,
        List<Release> releases,
        List<Clause> clauses,
        Known known,
        List<Issue> issues,
        List<Ranged<Served>> served,
        List<Ranged<Files>> files,
        List<Recipe> recipes,
        List<Ranged<Action.Sql>> afterCopy,
        List<Ranged<Action.Sql>> neutralise,
        List<Ranged<Fact>> facts,
        List<Ranged<Check>> checks,
        List<String> volatileTables,
        List<String> caches,
        int strip) {

    private static final int MOST_NAMED = 40;

    public Pack {
        detections = List.copyOf(detections);
        releases = List.copyOf(releases);
        clauses = List.copyOf(clauses);
        issues = List.copyOf(issues);
        served = List.copyOf(served);
        files = List.copyOf(files);
        recipes = List.copyOf(recipes);
        afterCopy = List.copyOf(afterCopy);
        neutralise = List.copyOf(neutralise);
        facts = List.copyOf(facts);
        checks = List.copyOf(checks);
        volatileTables = List.copyOf(volatileTables);
        caches = List.copyOf(caches);
    }

    /// The rulebook that is used where none is named; empty where the pack has none.
    public String rulebook() {
        return known.rulebooks().stream().map(Known.Rulebook::name).findFirst().orElse("");
    }

    /// The rules for the way up, of the first rulebook.
    public List<Rule> rules() {
        return rules(rulebook(), false, Situation.UNKNOWN);
    }

    /// The rules that count in a situation; what cannot be told counts.
    public List<Rule> rules(String rulebook, boolean down, Situation situation) {
        return clauses.stream()
                .filter(clause -> clause.belongsTo(rulebook) && clause.down() == down)
                .filter(clause ->
                        clause.when().isEmpty()
                                || Condition.all(clause.when(), situation)
                                        != Condition.Verdict.DOES_NOT)
                .map(Clause::rule)
                .toList();
    }

    /// The newest that is neither preview nor withdrawn.
    public Optional<Release> latest() {
        return releases.stream()
                .filter(release -> release.state() == Release.State.RELEASED)
                .reduce((_, later) -> later);
    }

    /// The release of that number, whatever form it is written in.
    public Answer<Release> release(String written) {
        return switch (scheme.read(written)) {
            case Answer.Given<Version>(var version) -> release(version);
            case Answer.Refused<Version>(var problems) ->
                    new Answer.Refused<>(
                            problems.stream()
                                    .map(problem ->
                                            problem.advice(
                                                    Meant.by(written, releases) + problem.advice()))
                                    .toList());
        };
    }

    private Answer<Release> release(Version version) {
        var named = find(version).or(() -> carrying(version));
        if (named.isEmpty() && !scheme.tellsRelease(version)) {
            return Answer.refused(
                    Problem.of(
                                    "RELEASE:BUILD_UNKNOWN",
                                    "the number of a build does not tell which release it is, and the pack of "
                                            + product
                                            + " does not list this one")
                            .value(version.toString())
                            .expected("a build that a release lists under `builds`")
                            .advice(
                                    "Name the release, with --from or under `release` in system.yaml, or add"
                                            + " the build to its release in the pack"));
        }
        return named.or(() -> find(scheme.release(version)))
                .map(Answer::of)
                .orElseGet(() ->
                        Answer.refused(
                                Problem.of(
                                                "RELEASE:UNKNOWN",
                                                "the pack of " + product + " knows no such release")
                                        .value(version.toString())
                                        .expected("one of " + named())
                                        .advice(
                                                (Meant.by(version, releases)
                                                                + " Else take a newer pack, or add the"
                                                                + " release to this one")
                                                        .strip())));
    }

    /// The release that lists the build.
    private Optional<Release> carrying(Version build) {
        return releases.stream()
                .filter(release ->
                        release.builds().stream()
                                .map(scheme::read)
                                .anyMatch(read ->
                                        read instanceof Answer.Given<Version>(var listed)
                                                && (listed.equals(build)
                                                        || (!scheme.tellsRelease(build)
                                                                && listed.names(build)))))
                .findFirst();
    }

    /// The release of exactly that version.
    private Optional<Release> find(Version version) {
        int low = 0;
        int high = releases.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Version.byTrack().compare(releases.get(middle).version(), version) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return releases.stream()
                .skip(low)
                .limit(1)
                .filter(release -> release.version().equals(version))
                .findFirst();
    }

    private String named() {
        var ids =
                releases.reversed().stream()
                        .limit(MOST_NAMED)
                        .map(release -> release.id().text())
                        .collect(Collectors.joining(", "));
        return releases.size() > MOST_NAMED ? ids + ", …" : ids;
    }

    /// How its database and its home tell the release.
    public List<Identity> identity() {
        return detections.stream()
                .filter(Detection.Running.class::isInstance)
                .map(Detection.Running.class::cast)
                .map(running -> new Identity(scheme.name(), running))
                .toList();
    }
}
