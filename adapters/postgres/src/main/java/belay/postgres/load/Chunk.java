package belay.postgres.load;

/// Some rows on their way from the script to a session.
final class Chunk {

    static final int BYTES = 1 << 20;

    final byte[] bytes = new byte[BYTES];
    int length;

    /// Of the file, where it begins.
    long line;

    /// That end in it.
    long lines;

    /// Whether it ends within a line, so that whoever has it must take the next one too.
    boolean inLine;
}
