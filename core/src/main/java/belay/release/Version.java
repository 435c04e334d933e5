package belay.release;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// A release number read by its product's scheme; made by [Scheme#read] alone.
///
/// Versions of different tracks have no order: nothing here says which of them is newer, and
/// [Order] has a case for it that no caller can leave out.
public final class Version {

    /// How two versions stand to each other.
    public enum Order {
        BEFORE,
        SAME,
        AFTER,
        /// They belong to different tracks; their numbers say nothing about each other.
        APART
    }

    private static final Comparator<List<Part>> PARTS = Version::compareParts;
    private static final Comparator<Version> BY_TRACK =
            Comparator.comparing(Version::track).thenComparing(Version::parts, PARTS);

    private final ReleaseId id;
    private final String track;
    private final List<Part> parts;
    private final int hash;

    /// @param text as the scheme prints it
    /// @param track the line within which it is ordered; empty in a scheme with only one
    /// @param parts in order of weight
    Version(String text, String track, List<Part> parts) {
        this.id = new ReleaseId(text);
        this.track = track;
        var closed = new ArrayList<>(parts);
        closed.add(Part.END);
        this.parts = List.copyOf(closed);
        this.hash = Objects.hash(this.track, this.parts);
    }

    public ReleaseId id() {
        return id;
    }

    public String track() {
        return track;
    }

    public Order against(Version other) {
        if (!track.equals(other.track)) {
            return Order.APART;
        }
        int order = compareParts(parts, other.parts);
        return order < 0 ? Order.BEFORE : order > 0 ? Order.AFTER : Order.SAME;
    }

    /// Whether all that this one says is so of `other`, which may say more: `10.4.0.0-14772` of
    /// `10.4.0.0-14772-20240821-release`.
    boolean names(Version other) {
        var said = parts.subList(0, parts.size() - 1);
        return track.equals(other.track)
                && other.parts.size() > said.size()
                && other.parts.subList(0, said.size()).equals(said);
    }

    List<Part> parts() {
        return parts;
    }

    /// As releases are listed: tracks by name, each in its order.
    public static Comparator<Version> byTrack() {
        return BY_TRACK;
    }

    /// Only for versions known to be of one track.
    public static Comparator<Version> withinTrack() {
        return Comparator.comparing(Version::parts, PARTS);
    }

    static int compareParts(List<Part> left, List<Part> right) {
        int shared = Math.min(left.size(), right.size());
        for (int i = 0; i < shared; i++) {
            int order = left.get(i).compareTo(right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Version that
                && hash == that.hash
                && track.equals(that.track)
                && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return id.text();
    }

    /// One element of a version; elements are compared one after another, kind first.
    record Part(Kind kind, long number, String word) implements Comparable<Part> {

        static final Part END = new Part(Kind.END, 0, "");
        static final Part RELEASED = new Part(Kind.RELEASED, 0, "");
        static final Part JUST_BEFORE = new Part(Kind.JUST_BEFORE, 0, "");
        static final Part JUST_AFTER = new Part(Kind.JUST_AFTER, 0, "");
        static final Part BEYOND = new Part(Kind.BEYOND, 0, "");

        /// @param digits kept, so that `04` stays `04`; at most 18
        static Part number(String digits) {
            return new Part(Kind.NUMBER, Long.parseLong(digits), digits);
        }

        static Part word(String word) {
            return new Part(Kind.WORD, 0, word);
        }

        @Override
        public int compareTo(Part other) {
            int order = kind.compareTo(other.kind);
            if (order == 0) {
                order = Long.compare(number, other.number);
            }
            return order == 0 ? word.compareTo(other.word) : order;
        }
    }

    /// In rising order: a version that ends comes before one that goes on, a pre-release before its
    /// release.
    enum Kind {
        JUST_BEFORE,
        PREVIEW,
        END,
        JUST_AFTER,
        NUMBER,
        WORD,
        RELEASED,
        BEYOND
    }
}
