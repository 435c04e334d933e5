package belay.outside;

import belay.problem.Answer;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Dump files as strangers hand them in. Thread-safe.
///
/// Whatever a file holds, it is read in fixed memory and within [Bounds]; nothing in it is ever
/// carried out. What a file is, its bytes tell, not its name.
public interface DumpFiles {

    /// How much of a stranger's file is taken.
    ///
    /// @param output bytes that come out of all layers
    /// @param ratio bytes out for each byte in, counted once a few MiB have come out
    /// @param statement bytes of one statement
    /// @param entries files within a tar or zip
    record Bounds(long output, int ratio, int statement, int entries) {

        /// A statement is held several times on its way to a server, with two bytes for a letter.
        public static final Bounds USUAL = new Bounds(4L << 40, 200, 32 << 20, 20_000);
    }

    /// Looks at the head of a file or of a folder in directory format.
    ///
    /// @return refused if it is no dump: empty, cut within its head, a full backup with files or
    ///   sources, compressed twice, UTF-16, a program, named as something else than it is, …; each
    ///   with its own code
    /// @throws Fault.Permanent if it cannot be read
    Answer<DumpHead> look(Path file) throws Fault;

    /// Copies a file, or a folder in directory format, to `copy`, so that it cannot change while it
    /// is read; written under another name first, so that what is there is whole. Already there
    /// with the same content is fine.
    ///
    /// @param sha256 that it must have; empty where nobody knows it
    /// @throws Fault.Permanent if it has another one
    Taken take(Path file, Path copy, String sha256, Meter meter) throws Fault, InterruptedException;

    /// A copy of what was handed in.
    ///
    /// @param sha256 lower-case hex; of a folder, over the sums of its files in the order of their
    ///   names
    record Taken(Path copy, long bytes, String sha256) {}

    /// Opens the script of a file whose form is [DumpHead.Form#SCRIPT].
    ///
    /// @param meter hears the bytes read of the file
    DumpScript open(Path file, Bounds bounds, Meter meter) throws Fault;

    /// A database in what pg_dumpall wrote.
    ///
    /// @param name empty for one that the file does not name
    /// @param facts as in [DumpHead]
    /// @param tables that the script makes in it
    record Contained(String name, Map<String, String> facts, long tables) {

        public Contained {
            facts = Map.copyOf(facts);
        }
    }

    /// The databases in a file whose form is [DumpHead.Form#CLUSTER], in its order.
    ///
    /// @param last up to whose head the file is read, where its tables are not counted; empty for
    ///   all, to the end of the file
    /// @throws Fault.Permanent as [DumpScript#next]
    List<Contained> databases(Path file, String last, Bounds bounds)
            throws Fault, InterruptedException;

    /// Opens the part of one database of a file whose form is [DumpHead.Form#CLUSTER]. The rest of
    /// the file is read over, and whether it is whole is known at its end.
    ///
    /// @param database by its name; the script ends with a fault if it is not there
    /// @param meter hears the bytes read of the file
    DumpScript open(Path file, String database, Bounds bounds, Meter meter) throws Fault;

    /// Opens a script that another program writes, e.g. out of an archive: bare, without layers.
    ///
    /// @param script is closed with it; an IOException of it whose cause is a fault is that fault
    DumpScript open(InputStream script, Bounds bounds, Meter meter) throws Fault;

    /// The file as `pg_restore` can read it: itself if it is a bare archive, else unwrapped under
    /// `directory`, which must not exist. Everything is looked at before anything is written.
    Path unwrap(Path file, Path directory, Bounds bounds, Meter meter) throws Fault;

    /// Where in a dump a product writes its release.
    ///
    /// @param table `schema.table`
    /// @param where column → value, of the row that is meant
    /// @param column that is asked for
    record Sign(String table, Map<String, String> where, String column) {

        public Sign {
            where = Map.copyOf(where);
        }
    }

    /// Reads what `signs` ask for out of a script, without loading it: up to the last of them, or
    /// to the end.
    ///
    /// @return for each sign the values of all rows that match, in the order of the file, at most
    ///   100
    List<List<String>> read(DumpScript script, List<Sign> signs) throws Fault, InterruptedException;
}
