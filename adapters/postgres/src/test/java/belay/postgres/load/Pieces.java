package belay.postgres.load;

import belay.outside.DumpScript;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/// A script whose pieces a test names one by one.
final class Pieces implements DumpScript {

    private final Deque<Supplier<Piece>> pieces = new ArrayDeque<>();
    private long line = 1;

    /// Each in a line of its own, or more if it has more.
    Pieces sql(String... statements) {
        for (var statement : statements) {
            var piece = new Piece.Statement(statement, line);
            line += statement.chars().filter(c -> c == '\n').count() + 1;
            pieces.add(() -> piece);
        }
        return this;
    }

    Pieces rows(String copy, String... lines) {
        var text = lines.length == 0 ? "" : String.join("\n", lines) + "\n";
        return rows(
                copy,
                lines.length,
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    Pieces rows(String copy, long lines, InputStream bytes) {
        var data = new Lines(bytes, line + 1);
        var piece = new Piece.Rows(copy, data, line);
        line += lines + 2;
        pieces.add(() -> piece);
        return this;
    }

    @Override
    public Piece next() {
        return pieces.isEmpty() ? new Piece.End() : pieces.remove().get();
    }

    @Override
    public void close() {}

    private static final class Lines extends RowStream {

        private final InputStream bytes;
        private byte[] rest = {};
        private long line;
        private boolean inLine;

        Lines(InputStream bytes, long line) {
            this.bytes = bytes;
            this.line = line;
        }

        @Override
        public int readLines(byte[] buffer) {
            try {
                System.arraycopy(rest, 0, buffer, 0, rest.length);
                int length =
                        rest.length
                                + bytes.readNBytes(
                                        buffer, rest.length, buffer.length - rest.length);
                if (length == 0) {
                    return -1;
                }
                int end = length;
                while (end > 0 && buffer[end - 1] != '\n') {
                    end--;
                }
                inLine = end == 0;
                end = inLine ? length : end;
                rest = java.util.Arrays.copyOfRange(buffer, end, length);
                for (int i = 0; i < end; i++) {
                    line += buffer[i] == '\n' ? 1 : 0;
                }
                return end;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public boolean inLine() {
            return inLine;
        }

        @Override
        public long line() {
            return line;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] into, int from, int length) {
            throw new UnsupportedOperationException();
        }
    }
}
