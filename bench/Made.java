import static belay.problem.Answer.given;

import belay.release.Clause;
import belay.release.Condition;
import belay.release.Grounds;
import belay.release.Issue;
import belay.release.Known;
import belay.release.Pack;
import belay.release.Range;
import belay.release.Release;
import belay.release.Rule;
import belay.release.Scheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/// A made catalogue with 300 ranges of each kind that lie anywhere and overlap: stops, of which some are optional;
/// skipped releases; refusals of hops; warnings and hops without return; issues of releases and of hops. A third of all
/// hold only where a fact says so. The same size gives the same catalogue.
final class Made {

    private static final int OF_EACH_KIND = 300;

    private final Random random = new Random(1);
    private final Scheme scheme = Scheme.named("numeric");
    private final int size;
    private final BitSet kept = new BitSet();
    private final List<Clause> clauses = new ArrayList<>();
    private final List<Issue> issues = new ArrayList<>();

    private Made(int size) {
        this.size = size;
    }

    static Pack of(int size) {
        var made = new Made(size);
        for (int i = 0; i < OF_EACH_KIND; i++) {
            made.addStop(i);
        }
        for (int i = 0; i < OF_EACH_KIND; i++) {
            made.addOthers(i);
        }
        var releases = new ArrayList<Release>();
        for (int at = 0; at < size; at++) {
            releases.add(new Release(given(made.scheme.read(name(at))), "", Release.State.RELEASED, List.of(), "made"));
        }
        return new Pack(
                "made", "made", made.scheme, Path.of("."), "", List.of(), releases, made.clauses, Known.NOTHING,
                made.issues, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), 0);
    }

    static String name(int at) {
        return at / 1_000 + "." + at / 10 % 100 + "." + at % 10;
    }

    /// The last release of each stop is kept free of skips and refusals, so that there is a way.
    private void addStop(int i) {
        int low = 1 + random.nextInt(size - 2);
        int high = Math.min(size - 2, low + random.nextInt(1 + size / 1_000));
        kept.set(high);
        add(i, new Rule.Stop(
                range(low, high), i % 5 == 0, Rule.Take.LATEST, List.of(), Range.every(), Range.every(), grounds(i)));
    }

    private void addOthers(int i) {
        add(i, new Rule.Skip(free(size / 5_000), Range.every(), Range.every(), grounds(i)));
        add(i, new Rule.Refuse(any(size / 50), free(size / 100), grounds(i)));
        add(i, new Rule.Warn(Range.every(), any(size / 20), grounds(i)));
        add(i, new Rule.OneWay(Range.every(), any(size / 100), grounds(i)));
        issues.add(new Issue("release-" + i, any(size / 20), List.of(), List.of(), when(i), List.of(), grounds(i)));
        issues.add(new Issue("hop-" + i, free(size / 100), List.of(any(size / 50)), List.of(), when(i), List.of(), grounds(i)));
    }

    private void add(int i, Rule rule) {
        clauses.add(new Clause(rule, List.of(), when(i), false));
    }

    private static List<Condition> when(int i) {
        return i % 3 > 0 ? List.of() : List.of(new Condition.Is("hosting", List.of(i % 2 == 0 ? "own" : "cloud"), false));
    }

    private static Grounds grounds(int i) {
        return new Grounds("rule " + i, "made", "");
    }

    private Range any(int width) {
        int low = random.nextInt(size - 1);
        return range(low, Math.min(size - 2, low + random.nextInt(1 + width)));
    }

    /// As many as fit without one that is kept.
    private Range free(int width) {
        int low = kept.nextClearBit(1 + random.nextInt(size - 2));
        int next = kept.nextSetBit(low);
        int end = next < 0 ? size - 1 : next;
        return range(Math.min(low, size - 2), Math.min(end - 1, low + random.nextInt(1 + width)));
    }

    private Range range(int low, int high) {
        return given(Range.read(scheme, ">=" + name(low) + " <=" + name(Math.max(low, high))));
    }
}
