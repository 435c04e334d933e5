package belay.dumps;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What the bytes of a script mean, as its `client_encoding` says.
///
/// Those with several bytes for a letter are made UTF-8 first ([Transcoded]): in some of them a
/// byte within a letter looks like a backslash.
sealed interface Encoding {

    /// Where the first byte stands that is none of this encoding, or is NUL; `to` if all are fine.
    int firstWrong(byte[] bytes, int from, int to);

    /// The text of bytes that are fine.
    String text(byte[] bytes, int from, int to);

    /// How much of the end of a range may be the first part of a letter.
    default int unfinished(byte[] bytes, int from, int to) {
        return 0;
    }

    String name();

    /// Bytes as they are.
    ///
    /// @param name `UTF8`, or that of an encoding that says nothing, whose bytes the server takes
    ///   as they are too
    record Utf8(String name) implements Encoding {

        Utf8() {
            this("UTF8");
        }

        @Override
        public int firstWrong(byte[] bytes, int from, int to) {
            int at = from;
            while (at < to) {
                if (at + Long.BYTES <= to) {
                    long word = Octets.at(bytes, at);
                    if (((word | Octets.maybe(word, 0)) & Octets.HIGHEST) == 0) {
                        at += Long.BYTES;
                        continue;
                    }
                }
                int length = length(bytes, at, to);
                if (length == 0) {
                    return at;
                }
                at += length;
            }
            return to;
        }

        /// Of the letter there; 0 if it is none (RFC 3629, table in section 4).
        private static int length(byte[] bytes, int at, int to) {
            int first = bytes[at] & 0xff;
            if (first < 0x80) {
                return first == 0 ? 0 : 1;
            }
            int length =
                    first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
            if (length == 0 || at + length > to) {
                return 0;
            }
            int second = bytes[at + 1] & 0xff;
            int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
            int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
            if (second < least || second > most) {
                return 0;
            }
            for (int i = 2; i < length; i++) {
                if ((bytes[at + i] & 0xc0) != 0x80) {
                    return 0;
                }
            }
            return length;
        }

        @Override
        public int unfinished(byte[] bytes, int from, int to) {
            for (int back = 1; back <= 3 && to - back >= from; back++) {
                int letter = bytes[to - back] & 0xff;
                if (letter < 0x80) {
                    return 0;
                }
                if (letter >= 0xc0) {
                    int length = letter < 0xe0 ? 2 : letter < 0xf0 ? 3 : 4;
                    return back < length ? back : 0;
                }
            }
            return 0;
        }

        @Override
        public String text(byte[] bytes, int from, int to) {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
    }

    /// Nothing but ASCII.
    record Ascii() implements Encoding {

        @Override
        public String name() {
            return "ASCII";
        }

        @Override
        public int firstWrong(byte[] bytes, int from, int to) {
            int at = from;
            while (at < to && bytes[at] > 0) {
                at++;
            }
            return at;
        }

        @Override
        public String text(byte[] bytes, int from, int to) {
            return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
        }
    }

    /// One byte for each letter.
    final class Single implements Encoding {

        private final String name;

        /// For each byte above 127 the bytes of its letter; empty if there is none.
        private final byte[][] utf8;

        private Single(String name, byte[][] utf8) {
            this.name = name;
            this.utf8 = utf8;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int firstWrong(byte[] bytes, int from, int to) {
            for (int at = from; at < to; at++) {
                if (bytes[at] == 0 || (bytes[at] < 0 && utf8[bytes[at] & 0x7f].length == 0)) {
                    return at;
                }
            }
            return to;
        }

        @Override
        public String text(byte[] bytes, int from, int to) {
            byte[] all = new byte[length(bytes, from, to)];
            write(bytes, from, to, all);
            return new String(all, StandardCharsets.UTF_8);
        }

        int length(byte[] bytes, int from, int to) {
            int length = 0;
            for (int at = from; at < to; at++) {
                length += bytes[at] >= 0 ? 1 : utf8[bytes[at] & 0x7f].length;
            }
            return length;
        }

        void write(byte[] bytes, int from, int to, byte[] target) {
            int next = 0;
            for (int at = from; at < to; at++) {
                if (bytes[at] >= 0) {
                    target[next++] = bytes[at];
                } else {
                    for (byte one : utf8[bytes[at] & 0x7f]) {
                        target[next++] = one;
                    }
                }
            }
        }

        /// @param upper the letters of the bytes from 0xa0 on; those before are control characters
        private static Single of(String name, String upper) {
            byte[][] utf8 = new byte[128][];
            for (int i = 0; i < utf8.length; i++) {
                char letter = i < 0x20 ? (char) (0x80 | i) : upper.charAt(i - 0x20);
                utf8[i] = String.valueOf(letter).getBytes(StandardCharsets.UTF_8);
            }
            return new Single(name, utf8);
        }

        private static Single of(String name, Charset charset) {
            byte[][] utf8 = new byte[128][];
            for (int i = 0; i < utf8.length; i++) {
                utf8[i] = letter(charset, (byte) (0x80 | i));
            }
            return new Single(name, utf8);
        }

        private static byte[] letter(Charset charset, byte one) {
            try {
                CharBuffer letter =
                        charset.newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT)
                                .decode(ByteBuffer.wrap(new byte[] {one}));
                return letter.toString().getBytes(StandardCharsets.UTF_8);
            } catch (CharacterCodingException none) {
                return new byte[0];
            }
        }
    }

    /// ISO 8859-10 and -14, which Java does not have: from 0xa0 on.
    Map<String, String> LATIN =
            Map.of(
                    "latin6",
                    "\u00a0ĄĒĢĪĨĶ§ĻĐŠŦŽ\u00adŪŊ°ąēģīĩķ·ļđšŧž―ūŋĀÁÂÃÄÅÆĮČÉĘËĖÍÎÏ"
                            + "ÐŅŌÓÔÕÖŨØŲÚÛÜÝÞßāáâãäåæįčéęëėíîïðņōóôõöũøųúûüýþĸ",
                    "latin8",
                    "\u00a0Ḃḃ£ĊċḊ§Ẁ©ẂḋỲ\u00ad®ŸḞḟĠġṀṁ¶ṖẁṗẃṠỳẄẅṡÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ"
                            + "ŴÑÒÓÔÕÖṪØÙÚÛÜÝŶßàáâãäåæçèéêëìíîïŵñòóôõöṫøùúûüýŷÿ");

    Map<String, String> LATIN_ALIASES = Map.of("iso885910", "latin6", "iso885914", "latin8");

    /// Several bytes for a letter.
    ///
    /// @param charset Java's name
    /// @param otherwise where the server means other letters than Java
    record Wide(String charset, Map<Character, Character> otherwise) {}

    Map<String, Wide> WIDE =
            Map.of(
                    "sjis", new Wide("windows-31j", Map.of()),
                    "eucjp",
                            new Wide(
                                    "x-eucJP-Open",
                                    Map.of(
                                            '\u2014', '\u2015',
                                            '\u301c', '\uff5e',
                                            '\u2016', '\u2225',
                                            '\u2212', '\uff0d',
                                            '\u00a2', '\uffe0',
                                            '\u00a3', '\uffe1',
                                            '\u00ac', '\uffe2',
                                            '\u00a6', '\uffe4')),
                    "euccn", new Wide("GB2312", Map.of()),
                    "euckr", new Wide("EUC-KR", Map.of()),
                    "euctw", new Wide("x-EUC-TW", Map.of()),
                    "gbk", new Wide("GBK", Map.of('\u2641', '\u2295')),
                    "uhc", new Wide("x-windows-949", Map.of()),
                    "johab", new Wide("x-Johab", Map.of()));

    Map<String, String> WIDE_ALIASES =
            Map.of(
                    "mskanji", "sjis",
                    "shiftjis", "sjis",
                    "win932", "sjis",
                    "windows932", "sjis",
                    "win936", "gbk",
                    "windows936", "gbk",
                    "win949", "uhc",
                    "windows949", "uhc");

    /// @return empty if it is none of those with several bytes for a letter
    static Optional<Wide> wide(String name) {
        String clean = clean(name);
        return Optional.ofNullable(WIDE.get(WIDE_ALIASES.getOrDefault(clean, clean)))
                .filter(wide -> Charset.isSupported(wide.charset()));
    }

    /// Whether a script in it can be read.
    static boolean isKnown(String name) {
        return of(name).isPresent() || wide(name).isPresent();
    }

    /// PostgreSQL's names (manual, table 23.3, with its aliases), cleaned as the server does it →
    /// Java's.
    Map<String, String> SINGLE =
            Map.ofEntries(
                    Map.entry("latin1", "ISO-8859-1"),
                    Map.entry("iso88591", "ISO-8859-1"),
                    Map.entry("latin2", "ISO-8859-2"),
                    Map.entry("iso88592", "ISO-8859-2"),
                    Map.entry("latin3", "ISO-8859-3"),
                    Map.entry("iso88593", "ISO-8859-3"),
                    Map.entry("latin4", "ISO-8859-4"),
                    Map.entry("iso88594", "ISO-8859-4"),
                    Map.entry("latin5", "ISO-8859-9"),
                    Map.entry("iso88599", "ISO-8859-9"),
                    Map.entry("latin7", "ISO-8859-13"),
                    Map.entry("iso885913", "ISO-8859-13"),
                    Map.entry("latin9", "ISO-8859-15"),
                    Map.entry("iso885915", "ISO-8859-15"),
                    Map.entry("latin10", "ISO-8859-16"),
                    Map.entry("iso885916", "ISO-8859-16"),
                    Map.entry("iso88595", "ISO-8859-5"),
                    Map.entry("iso88596", "ISO-8859-6"),
                    Map.entry("iso88597", "ISO-8859-7"),
                    Map.entry("iso88598", "ISO-8859-8"),
                    Map.entry("koi8", "KOI8-R"),
                    Map.entry("koi8r", "KOI8-R"),
                    Map.entry("koi8u", "KOI8-U"),
                    Map.entry("win866", "IBM866"),
                    Map.entry("alt", "IBM866"),
                    Map.entry("win874", "x-windows-874"),
                    Map.entry("win1250", "windows-1250"),
                    Map.entry("win", "windows-1251"),
                    Map.entry("win1251", "windows-1251"),
                    Map.entry("win1252", "windows-1252"),
                    Map.entry("win1253", "windows-1253"),
                    Map.entry("win1254", "windows-1254"),
                    Map.entry("win1255", "windows-1255"),
                    Map.entry("win1256", "windows-1256"),
                    Map.entry("win1257", "windows-1257"),
                    Map.entry("win1258", "windows-1258"));

    /// @return empty if it is not read here
    static Optional<Encoding> of(String name) {
        String clean = clean(name);
        if (clean.equals("utf8") || clean.equals("unicode")) {
            return Optional.of(new Utf8());
        }
        if (clean.equals("sqlascii")) {
            return Optional.of(new Utf8("SQL_ASCII"));
        }
        String latin = LATIN.get(LATIN_ALIASES.getOrDefault(clean, clean));
        if (latin != null) {
            return Optional.of(Single.of(name.toUpperCase(Locale.ROOT), latin));
        }
        return Optional.ofNullable(SINGLE.get(clean))
                .filter(Charset::isSupported)
                .map(java -> Single.of(name.toUpperCase(Locale.ROOT), Charset.forName(java)));
    }

    private static String clean(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    static Refused unknown(String name) {
        return Refused.of(
                        "ENCODING",
                        "the script is written in an encoding that is not read here",
                        "make the dump anew with pg_dump --encoding=UTF8")
                .value(name);
    }

    /// Of a script with several bytes for a letter.
    static Refused foreign(String name) {
        return Refused.of(
                "ENCODING",
                "the script says " + name + " and holds bytes that are none of it",
                "make the dump anew with pg_dump --encoding=UTF8, or hand it in whole");
    }

    static Refused nul() {
        return Refused.of(
                "NUL_BYTES",
                "the script holds a NUL byte, which no text of PostgreSQL may hold",
                "the file was damaged, or is no plain dump; hand in what pg_dump wrote");
    }

    /// Words for what [#firstWrong] has found.
    default Refused wrong(byte found) {
        if (found == 0) {
            return nul();
        }
        String what = String.format(Locale.ROOT, "0x%02x", found & 0xff);
        if (name().equals("SQL_ASCII")) {
            return Refused.of(
                            "ENCODING",
                            "the script says SQL_ASCII and holds letters that are neither ASCII nor"
                                    + " UTF-8, so nobody can tell what they mean",
                            "make the dump with pg_dump --encoding and the encoding that the"
                                    + " letters really have")
                    .value(what);
        }
        return Refused.of(
                        "ENCODING",
                        "the script says " + name() + " and holds a byte that is none of it",
                        "make the dump anew with pg_dump --encoding=UTF8, or hand it in whole")
                .value(what);
    }
}
