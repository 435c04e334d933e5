package belay.outside;

import java.io.InputStream;
import java.util.List;

/// A dump's script as the statements and the blocks of rows that a server would see in it, read
/// once from its start to its end. Not thread-safe.
///
/// It never holds more than one statement, and no block of rows at all.
public interface DumpScript extends AutoCloseable {

    /// The next piece. A block of rows that was not read to its end is read over.
    ///
    /// @throws Fault.Permanent with the line, if the file is cut, broken, too large, or holds what
    ///   is not let through (a command of the client program, another encoding); what came before
    ///   must then be thrown away
    Piece next() throws Fault;

    /// What of the file is no part of the script, in words: known once its end has come.
    default List<String> passedOver() {
        return List.of();
    }

    /// One piece of a script.
    sealed interface Piece {

        /// A statement for the server, without its `;`.
        ///
        /// The setting of the client's encoding is not among them, since all that comes out is
        /// UTF-8.
        ///
        /// @param line where it begins, counted from 1
        record Statement(String text, long line) implements Piece {}

        /// Rows for a table.
        ///
        /// @param statement the `COPY … FROM stdin` that they belong to, without its `;`
        /// @param data whole lines as they stand in the file, in UTF-8, without the closing `\.`;
        ///   ends with it. Read it before the next piece is asked for
        record Rows(String statement, RowStream data, long line) implements Piece {}

        /// The script is complete: it has ended as its producer ends one.
        record End() implements Piece {}
    }

    /// The rows of one block. What [#readLines] throws as a fault, `read` throws as an IOException
    /// with that fault as its cause.
    abstract class RowStream extends InputStream {

        /// Reads as many whole lines as `buffer` takes; a line that is longer than the buffer comes
        /// in pieces, and then [#inLine()] is true until its end was read.
        ///
        /// @return the number of bytes; -1 at the end of the block
        /// @throws Fault.Permanent as [DumpScript#next]
        public abstract int readLines(byte[] buffer) throws Fault;

        /// Whether the last piece ended within a line.
        public abstract boolean inLine();

        /// The line of the file that is read next, counted from 1: a table that is loaded in
        /// several parts is told by it where one of its rows is wrong.
        public abstract long line();
    }

    @Override
    void close();
}
