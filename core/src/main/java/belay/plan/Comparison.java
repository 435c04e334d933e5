package belay.plan;

import belay.release.Known;
import belay.release.Release;
import java.util.List;
import java.util.function.ToIntFunction;

/// Other ways beside the one that is taken, each the best at something.
final class Comparison {

    private static final int LONGEST_LINE = 5_000;
    private static final double SECONDS = 60;
    private static final double LONGEST = 2_000_000;

    private final Book book;
    private final Troubles troubles;

    Comparison(Book book, Troubles troubles) {
        this.book = book;
        this.troubles = troubles;
    }

    List<Reply.Alternative> of(Ways ways, List<Release> way) {
        if (book.line().size() > LONGEST_LINE) {
            return List.of(alternative("fewest hops", way));
        }
        return List.of(
                alternative("fewest hops", way),
                better("fewest issues", way, ways.lightest(troubles::of), troubles::of),
                better("least downtime", way, ways.lightest(this::downtime), this::downtime));
    }

    /// What is no better at it is no alternative: the way that is taken has the later releases.
    private Reply.Alternative better(
            String by, List<Release> taken, List<Release> other, ToIntFunction<Release> weight) {
        return alternative(by, weigh(other, weight) < weigh(taken, weight) ? other : taken);
    }

    private static long weigh(List<Release> way, ToIntFunction<Release> weight) {
        return way.stream().mapToLong(weight::applyAsInt).sum();
    }

    /// The part of the downtime that depends on which release is installed, in seconds.
    private int downtime(Release release) {
        var eachHop = book.pack().known().factors().stream().filter(Known.Factor::eachHop).toList();
        return (int) Math.min(LONGEST, minutes(eachHop, List.of(release)) * SECONDS);
    }

    private double minutes(List<Known.Factor> factors, List<Release> way) {
        return Estimates.of(factors, book.situation(), way).stream()
                .filter(estimate -> estimate.of().equals(Estimates.DOWNTIME))
                .mapToDouble(Reply.Estimate::likely)
                .sum();
    }

    private Reply.Alternative alternative(String by, List<Release> way) {
        return new Reply.Alternative(
                by,
                way.stream().map(release -> release.id().text()).toList(),
                way.stream().mapToInt(troubles::of).sum(),
                minutes(book.pack().known().factors(), way));
    }
}
