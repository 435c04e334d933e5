package belay.dumps;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import belay.archive.Archive;
import belay.archive.GzipStream;
import java.util.Arrays;
import java.util.List;

/// What a file is by its first bytes.
enum Magic {
    GZIP,
    ZSTD,
    ZIP,
    TAR,
    ARCHIVE,
    TEXT;

    /// Bytes that are looked at.
    static final int HEAD = 1 << 16;

    private record Sign(int at, String bytes, String what) {

        boolean stands(byte[] head) {
            byte[] expected = bytes.getBytes(ISO_8859_1);
            return head.length >= at + expected.length
                    && Arrays.equals(head, at, at + expected.length, expected, 0, expected.length);
        }
    }

    private static final List<Sign> PACKED =
            List.of(
                    new Sign(0, "\u00fd7zXZ\0", "xz"),
                    new Sign(0, "BZh", "bzip2"),
                    new Sign(0, "7z\u00bc\u00af'\u001c", "7-zip"),
                    new Sign(0, "Rar!\u001a\u0007", "RAR"),
                    new Sign(0, "\u0004\"M\u0018", "lz4"),
                    new Sign(0, "LZIP", "lzip"),
                    new Sign(0, "\u001f\u009d", "compress"));

    private static final List<Sign> DATABASES =
            List.of(
                    new Sign(0, "SQLite format 3\0", "a database file of SQLite"),
                    new Sign(0, "H:2,block", "a database file of H2"),
                    new Sign(0, "TAPE\0\0", "a backup of SQL Server"),
                    new Sign(3, "EXPORT:V", "an export of Oracle"),
                    new Sign(3, "TEXPORT:V", "an export of Oracle"),
                    new Sign(2, "TEXPORT:V", "an export of Oracle"),
                    new Sign(0, "XBSTCK01", "a physical backup of MySQL or MariaDB"));

    private static final List<Sign> OTHERS =
            List.of(
                    new Sign(0, "\u007fELF", "a program"),
                    new Sign(0, "MZ", "a program"),
                    new Sign(0, "\u00ca\u00fe\u00ba\u00be", "a program"),
                    new Sign(0, "\u00cf\u00fa\u00ed\u00fe", "a program"),
                    new Sign(0, "#!", "a program"),
                    new Sign(0, "%PDF-", "a PDF document"),
                    new Sign(0, "\u0089PNG", "an image"),
                    new Sign(0, "\u00ff\u00d8\u00ff", "an image"),
                    new Sign(0, "GIF8", "an image"),
                    new Sign(0, "\u00d0\u00cf\u0011\u00e0", "an Office document"),
                    new Sign(0, "!<arch>", "a library of programs"),
                    new Sign(0, "\u00ed\u00ab\u00ee\u00db", "an RPM package"));

    /// @param head at most [#HEAD] first bytes
    /// @throws Refused if it is nothing that could be a dump
    static Magic of(byte[] head) throws Refused {
        if (head.length == 0) {
            throw Refused.of("EMPTY", "the file is empty", "make the dump anew; see what it said");
        }
        if (GzipStream.begins(head)) {
            return GZIP;
        }
        if (isZstd(head)) {
            return ZSTD;
        }
        if (new Sign(0, "PK\u0003\u0004", "").stands(head)
                || new Sign(0, "PK\u0005\u0006", "").stands(head)) {
            return ZIP;
        }
        if (new Sign(0, "PGDMP", "").stands(head)) {
            return ARCHIVE;
        }
        if (Archive.beginsTar(head)) {
            return TAR;
        }
        requireNoOther(head);
        requireText(head);
        return TEXT;
    }

    private static boolean isZstd(byte[] head) {
        return new Sign(0, "(\u00b5/\u00fd", "").stands(head)
                || (head.length > 3
                        && (head[0] & 0xf0) == 0x50
                        && new Sign(1, "*M\u0018", "").stands(head));
    }

    private static void requireNoOther(byte[] head) throws Refused {
        for (Sign sign : PACKED) {
            if (sign.stands(head)) {
                throw Refused.of(
                        "OTHER_PACKING",
                        "the file is packed with " + sign.what + ", which is not read here",
                        "unpack it, and hand it in bare, or packed with gzip or zstd");
            }
        }
        for (Sign sign : DATABASES) {
            if (sign.stands(head)) {
                throw Refused.of(
                        "OTHER_DATABASE",
                        "the file is " + sign.what + ", not a dump of PostgreSQL",
                        "hand in what pg_dump wrote of the product's database");
            }
        }
        for (Sign sign : OTHERS) {
            if (sign.stands(head)) {
                throw Refused.of(
                        "NOT_A_DUMP",
                        "the file is " + sign.what + ", whatever its name says",
                        "hand in what pg_dump wrote of the product's database");
            }
        }
    }

    private static void requireText(byte[] head) throws Refused {
        String wide = wide(head);
        if (!wide.isEmpty()) {
            throw Refused.of(
                    "WIDE_TEXT",
                    "the file is text in " + wide + ", as some programs of Windows write it",
                    "make the dump with pg_dump --file instead of > in PowerShell, or convert it to"
                            + " UTF-8");
        }
        int controls = 0;
        for (byte one : head) {
            if (one == 0) {
                throw Encoding.nul();
            }
            controls += one > 0 && one < ' ' && !PostgresLexer.isSpace(one) ? 1 : 0;
        }
        if (controls > head.length / 100 + 8) {
            throw notADump("the file is neither text nor an archive of pg_dump");
        }
    }

    static Refused notADump(String reason) {
        return Refused.of(
                "NOT_A_DUMP",
                reason,
                "hand in what pg_dump wrote of the product's database, plain, custom, directory or"
                        + " tar");
    }

    private static String wide(byte[] head) {
        if (new Sign(0, "\u00ff\u00fe\0\0", "").stands(head)
                || new Sign(0, "\0\0\u00fe\u00ff", "").stands(head)) {
            return "UTF-32";
        }
        if (new Sign(0, "\u00ff\u00fe", "").stands(head)
                || new Sign(0, "\u00fe\u00ff", "").stands(head)) {
            return "UTF-16";
        }
        int[] zeros = new int[4];
        for (int at = 0; at < head.length; at++) {
            zeros[at % 4] += head[at] == 0 ? 1 : 0;
        }
        int quarter = head.length / 4;
        if (quarter < 4) {
            return "";
        }
        int most = quarter * 9 / 10;
        boolean[] zero = new boolean[4];
        for (int i = 0; i < 4; i++) {
            zero[i] = zeros[i] >= most;
        }
        if (zero[1] && zero[2] && (zero[3] ^ zero[0])) {
            return "UTF-32";
        }
        boolean big = zero[0] && zero[2];
        boolean little = zero[1] && zero[3];
        return big ^ little ? "UTF-16" : "";
    }
}
