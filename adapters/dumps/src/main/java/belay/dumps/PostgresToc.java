package belay.dumps;

import com.google.re2j.Pattern;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// The head and the table of contents that pg_dump writes into an archive, a directory and a tar
/// (`src/bin/pg_dump/pg_backup_archiver.c`, `ReadHead` and `ReadToc`), read to see that they are
/// whole and sane before pg_restore, which crashes on many that are not, sees them.
final class PostgresToc {

    /// The newest whose table of contents is known: that of PostgreSQL 17 and 18.
    private static final int NEWEST = version(1, 16);

    private static final int OLDEST = version(1, 10);

    private static final int LONGEST_HEAD_TEXT = 1024;
    private static final int LONGEST_NAME = 1 << 16;
    private static final int MOST_ENTRIES = 10_000_000;

    /// pg_restore makes room for every number up to the largest.
    private static final int LARGEST_ID = 50_000_000;

    private static final int MOST_FILES = 1_000_000;
    private static final int MOST_SECTIONS = 4;

    private static final int CUSTOM = 1;

    /// Of a tar, and of a folder as well: pg_dump makes no difference between their tables.
    private static final int FILES = 3;

    private static final int POSITION_UNKNOWN = 1;
    private static final int NO_DATA = 3;

    private static final int BLOCK_ROWS = 1;
    private static final int BLOCK_OBJECTS = 3;

    private static final Pattern NUMBER = Pattern.compile("^[0-9]{1,10}$");

    private final DataInputStream input;
    private final int statement;
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final Set<String> files = new LinkedHashSet<>();
    private final BitSet ids = new BitSet();
    private final BitSet awaited = new BitSet();
    private int version;
    private int wide;
    private int wideOffset;
    private int form;

    /// What was found.
    ///
    /// @param single whether the data stand behind it; else they are files beside it
    /// @param files names of the data files beside it
    record Contents(boolean single, Map<String, String> facts, Set<String> files) {}

    private PostgresToc(InputStream input, int statement) {
        this.input = new DataInputStream(input);
        this.statement = statement;
    }

    /// Reads the head and the table, and no further.
    ///
    /// @param statement bytes that one statement in it may have
    static Contents read(InputStream input, int statement) throws IOException {
        return reading(input, statement, false);
    }

    /// Reads an archive to its end, the blocks of its data as well.
    static Contents readAll(InputStream input, int statement) throws IOException {
        return reading(input, statement, true);
    }

    private static Contents reading(InputStream input, int statement, boolean all)
            throws IOException {
        var toc = new PostgresToc(input, statement);
        try {
            toc.head();
            toc.entries();
            if (all && toc.form == CUSTOM) {
                toc.blocks();
            }
        } catch (EOFException cut) {
            throw Refused.cut("the archive of pg_dump is cut");
        }
        return new Contents(toc.form == CUSTOM, toc.facts, toc.files);
    }

    private static int version(int major, int minor) {
        return major << 8 | minor;
    }

    private void head() throws IOException {
        byte[] magic = input.readNBytes(5);
        require(
                new String(magic, StandardCharsets.ISO_8859_1).equals("PGDMP"),
                "it does not begin as one");
        version = version(input.readUnsignedByte(), input.readUnsignedByte());
        input.readUnsignedByte();
        if (version > NEWEST || version < OLDEST) {
            throw Refused.of(
                            "ARCHIVE_VERSION",
                            "the archive has a format that is not known here",
                            "make a plain dump (pg_dump --format=plain), or one with pg_dump 9.0 to"
                                    + " 18")
                    .value((version >> 8) + "." + (version & 0xff));
        }
        wide = input.readUnsignedByte();
        wideOffset = input.readUnsignedByte();
        require(
                wide == 4 && wideOffset >= 4 && wideOffset <= 8,
                "its numbers have a strange width");
        form = input.readUnsignedByte();
        require(form == CUSTOM || form == FILES, "its kind is unknown");
        if (version >= version(1, 15)) {
            require(input.readUnsignedByte() <= 3, "its compression is unknown");
        } else {
            int level = number();
            require(level >= -1 && level <= 9, "its compression is unknown");
        }
        date();
        fact("database", "", text(LONGEST_HEAD_TEXT, true));
        fact("server", "", text(LONGEST_HEAD_TEXT, true));
        fact("producer", "pg_dump ", text(LONGEST_HEAD_TEXT, true));
    }

    private void date() throws IOException {
        int[] most = {61, 59, 23, 31, 11};
        for (int part = 0; part < most.length; part++) {
            int value = number();
            require(value >= 0 && value <= most[part], "its date is none");
        }
        int year = number();
        require(year >= 80 && year < 8100, "its date is none");
        int summer = number();
        require(summer >= -1 && summer <= 1, "its date is none");
    }

    private void fact(String name, String form, String value) {
        if (!value.isEmpty()) {
            int blank = name.equals("database") ? -1 : value.indexOf(' ');
            facts.put(name, form + (blank < 0 ? value : value.substring(0, blank)));
        }
    }

    private void entries() throws IOException {
        int count = number();
        require(count > 0 && count <= MOST_ENTRIES, "it says it has " + count + " entries");
        for (int i = 0; i < count; i++) {
            entry(count);
        }
    }

    private void entry(int count) throws IOException {
        int id = number();
        require(id > 0 && id <= LARGEST_ID && !ids.get(id), "the number of an entry is wrong");
        ids.set(id);
        int hadDumper = number();
        require(hadDumper == 0 || hadDumper == 1, "an entry is damaged");
        require(NUMBER.matcher(text(10, false)).find(), "the table of an entry is no number");
        require(NUMBER.matcher(text(10, false)).find(), "the object of an entry is no number");
        text(LONGEST_NAME, false);
        String kind = text(LONGEST_NAME, false);
        if (version >= version(1, 11)) {
            int section = number();
            require(section >= 1 && section <= MOST_SECTIONS, "the section of an entry is unknown");
        }
        String definition = kind.equals("ENCODING") ? text(LONGEST_NAME, true) : passed();
        encoding(definition);
        passed();
        passed();
        text(LONGEST_NAME, true);
        text(LONGEST_NAME, true);
        if (version >= version(1, 14)) {
            text(LONGEST_NAME, true);
        }
        if (version >= version(1, 16)) {
            int relation = number();
            require(relation >= 0 && relation < 128, "the kind of an entry's relation is none");
        }
        text(LONGEST_NAME, true);
        text(5, true);
        needs(count);
        data(id, kind);
    }

    private void encoding(String definition) {
        int from = definition.indexOf("= '");
        int to = definition.lastIndexOf('\'');
        if (from >= 0 && to > from + 3) {
            facts.put("encoding", definition.substring(from + 3, to));
        }
    }

    /// The entries that must come before; ends with a text that is not there.
    private void needs(int count) throws IOException {
        int seen = 0;
        for (int length = number(); length >= 0; length = number()) {
            require(length > 0 && length <= 10, "what an entry needs is no number");
            require(
                    NUMBER.matcher(new String(exactly(length), StandardCharsets.ISO_8859_1)).find(),
                    "what an entry needs is no number");
            // An entry may need the same one for several reasons.
            require(++seen <= 1000 + 10L * count, "an entry needs more than there is");
        }
    }

    private void data(int id, String kind) throws IOException {
        if (form == CUSTOM) {
            int state = input.readUnsignedByte();
            require(state >= POSITION_UNKNOWN && state <= NO_DATA, "an entry is damaged");
            long position = 0;
            for (int i = 0; i < wideOffset; i++) {
                position |= (long) input.readUnsignedByte() << (8 * i);
            }
            require(position >= 0, "an entry is damaged");
            if (state != NO_DATA) {
                awaited.set(id);
            }
            return;
        }
        String file = text(LONGEST_NAME, true);
        if (!file.isEmpty()) {
            if (!DirectoryFiles.isNamed(file)) {
                throw DirectoryFiles.elsewhere(file);
            }
            // In a tar the large objects are listed under another name than their entry says.
            if (!kind.equals("BLOBS") || DirectoryFiles.isList(file)) {
                files.add(file);
            }
            require(files.size() <= MOST_FILES, "it names too many files");
        }
    }

    /// Every block must be whole and belong to an entry, up to the last byte.
    private void blocks() throws IOException {
        var found = new BitSet();
        for (int kind = input.read(); kind >= 0; kind = input.read()) {
            require(kind == BLOCK_ROWS || kind == BLOCK_OBJECTS, "a block of data is of no kind");
            int id = number();
            require(id > 0 && ids.get(id) && !found.get(id), "a block of data is of no entry");
            found.set(id);
            if (kind == BLOCK_ROWS) {
                chunks();
            } else {
                while (number() != 0) {
                    chunks();
                }
            }
        }
        awaited.andNot(found);
        if (!awaited.isEmpty()) {
            throw Refused.cut(
                    "the archive of pg_dump lacks the data of entry " + awaited.nextSetBit(0));
        }
    }

    private void chunks() throws IOException {
        for (int length = number(); length != 0; length = number()) {
            require(length > 0, "a block of data has a length below 0");
            input.skipNBytes(length);
        }
    }

    /// A text that says nothing to us.
    private String passed() throws IOException {
        int length = number();
        require(length >= -1 && length <= statement, "a text says it is " + length + " bytes long");
        input.skipNBytes(Math.max(0, length));
        return "";
    }

    /// @param optional whether it may be missing, which is then read as empty
    private String text(int most, boolean optional) throws IOException {
        int length = number();
        require(
                length <= most && length >= (optional ? -1 : 0),
                "a text says it is " + length + " bytes long");
        return new String(exactly(Math.max(0, length)), StandardCharsets.UTF_8);
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = input.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private int number() throws IOException {
        int sign = input.readUnsignedByte();
        require(sign <= 1, "a number has no sign");
        int value = Integer.reverseBytes(input.readInt());
        require(value >= 0, "a number is too large");
        return sign == 0 ? value : -value;
    }

    private static void require(boolean right, String what) throws Refused {
        if (!right) {
            throw Refused.damaged("the archive of pg_dump is damaged: " + what);
        }
    }
}
