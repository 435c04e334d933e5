package belay.postgres.load;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/// Where in the file the rows stand that one session was sent: it counts its own.
final class Lines {

    /// The server says what is wrong soon after it was sent.
    private static final int MOST = 256;

    private record Part(long first, long count, long ofFile) {}

    private final Deque<Part> parts = new ArrayDeque<>();
    private long next = 1;

    void sending(Chunk chunk) {
        parts.addLast(new Part(next, chunk.lines, chunk.line));
        next += chunk.lines;
        if (parts.size() > MOST) {
            parts.removeFirst();
        }
    }

    /// @param row as the session counts, from 1
    OptionalLong ofFile(long row) {
        return parts.stream()
                .filter(part ->
                        row >= part.first() && row < part.first() + Math.max(1, part.count()))
                .mapToLong(part -> part.ofFile() + row - part.first())
                .findFirst();
    }
}
