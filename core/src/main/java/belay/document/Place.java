package belay.document;

import java.util.Comparator;

/// Where something stands in a file, both counted from 1.
public record Place(String file, int line, int column) implements Comparable<Place> {

    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::file)
                    .thenComparingInt(Place::line)
                    .thenComparingInt(Place::column);

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    /// `file:line:column`, as editors and compilers write it.
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
