package belay.dumps;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Cuts a script into the tokens that PostgreSQL's own scanner sees (`src/backend/parser/scan.l`),
/// as far as that is needed to tell where statements end.
///
/// White space is passed over. The first token of a statement makes the window keep what follows.
final class PostgresLexer {

    enum Kind {
        WORD,
        /// A name in double quotes.
        NAME,
        /// A text in quotes of any kind.
        TEXT,
        NUMBER,
        OPEN,
        CLOSE,
        COMMA,
        DOT,
        SEMICOLON,
        BACKSLASH,
        OTHER,
        /// A line of dashes and white space alone.
        RULE,
        /// The comment by which pg_dump ends a script, where a statement could begin.
        TRAILER,
        /// The comment by which it begins one.
        HEADER,
        COMMENT,
        /// The end of the file within a text, a name or a comment.
        CUT,
        END
    }

    private static final int LONGEST_REMARK = 400;
    private static final byte[] HEADER = "-- PostgreSQL database dump".getBytes(US_ASCII);
    private static final byte[] TRAILER = "-- PostgreSQL database dump complete".getBytes(US_ASCII);

    private final Window window;

    /// A line of comment that stood alone between statements, if the last token was one and it is
    /// no longer than what pg_dump writes; else empty.
    String remark = "";

    /// The server's `standard_conforming_strings`: whether a backslash means itself.
    boolean conforming = true;

    private final boolean heeds;

    PostgresLexer(Window window) {
        this(window, false);
    }

    /// @param heeds whether anybody asks for remarks
    PostgresLexer(Window window, boolean heeds) {
        this.window = window;
        this.heeds = heeds;
    }

    /// The next token; it stands between `window.token` and `window.at`.
    Kind next() throws IOException {
        int letter = space();
        if (letter < 0) {
            return Kind.END;
        }
        if (letter == '-' && window.peek(1) == '-') {
            return lineComment();
        }
        if (letter == '/' && window.peek(1) == '*') {
            return blockComment() ? Kind.COMMENT : Kind.CUT;
        }
        if (window.kept < 0) {
            window.kept = window.at;
        }
        window.token = window.at;
        return switch (letter) {
            case '(' -> symbol(Kind.OPEN);
            case ')' -> symbol(Kind.CLOSE);
            case ',' -> symbol(Kind.COMMA);
            case '.' -> symbol(Kind.DOT);
            case ';' -> symbol(Kind.SEMICOLON);
            case '\\' -> symbol(Kind.BACKSLASH);
            case '\'' -> text(!conforming);
            case '"' -> name();
            case '$' -> dollar();
            default -> longer(letter);
        };
    }

    private Kind symbol(Kind kind) {
        window.at++;
        return kind;
    }

    private Kind longer(int letter) throws IOException {
        if (isLetter(letter)) {
            return word(letter);
        }
        if (isDigit(letter)) {
            return number();
        }
        return symbol(Kind.OTHER);
    }

    /// `1.` is whole; of `1..2` it is the `1`.
    private Kind number() throws IOException {
        digits(0);
        if (window.peek(0) == '.' && window.peek(1) != '.') {
            digits(1);
        }
        exponent();
        return Kind.NUMBER;
    }

    /// Passes over `ahead` bytes and the digits behind them.
    private void digits(int ahead) throws IOException {
        window.at += ahead;
        while (isDigit(window.peek(0))) {
            window.at++;
        }
    }

    /// Letters behind a number are none of it: up to PostgreSQL 14, `1e'…'` is a number and a text.
    private void exponent() throws IOException {
        if ((window.peek(0) | 0x20) != 'e') {
            return;
        }
        int sign = window.peek(1) == '+' || window.peek(1) == '-' ? 1 : 0;
        if (isDigit(window.peek(1 + sign))) {
            digits(1 + sign);
        }
    }

    /// Passes over white space; the first byte behind it, -1 at the end.
    private int space() throws IOException {
        do {
            byte[] bytes = window.bytes;
            int at = window.at;
            int end = window.end;
            while (at < end && isSpace(bytes[at])) {
                at++;
            }
            window.at = at;
            if (at < end) {
                return bytes[at] & 0xff;
            }
        } while (window.more());
        return -1;
    }

    /// A letter may be the beginning of a text with a prefix.
    private Kind word(int letter) throws IOException {
        int second = window.peek(1);
        if (second == '\'') {
            switch (letter | 0x20) {
                case 'e' -> {
                    window.at++;
                    return text(true);
                }
                case 'b', 'x' -> {
                    window.at++;
                    return text(false);
                }
                case 'n' -> {
                    window.at++;
                    return text(!conforming);
                }
                default -> {}
            }
        }
        if (second == '&' && (letter | 0x20) == 'u') {
            int third = window.peek(2);
            if (third == '\'' || third == '"') {
                window.at += 2;
                return third == '"' ? name() : text(false);
            }
        }
        do {
            byte[] bytes = window.bytes;
            int at = window.at;
            int end = window.end;
            while (at < end && isPart(bytes[at])) {
                at++;
            }
            window.at = at;
        } while (window.at == window.end && window.more());
        return Kind.WORD;
    }

    private Kind name() throws IOException {
        return quoted('"', false) ? Kind.NAME : Kind.CUT;
    }

    /// A text goes on in the next line if nothing but white space with a newline stands between its
    /// parts; then the rules of its first part hold for all.
    private Kind text(boolean escapes) throws IOException {
        do {
            if (!quoted('\'', escapes)) {
                return Kind.CUT;
            }
        } while (escapes && goesOn());
        return Kind.TEXT;
    }

    private boolean goesOn() throws IOException {
        int ahead = 0;
        boolean newline = false;
        while (true) {
            int letter = window.peek(ahead);
            if (letter == '\n' || letter == '\r') {
                newline = true;
                ahead++;
            } else if (letter >= 0 && isSpace((byte) letter)) {
                ahead++;
            } else if (letter == '-' && window.peek(ahead + 1) == '-') {
                while (letter >= 0 && letter != '\n' && letter != '\r') {
                    letter = window.peek(++ahead);
                }
            } else if (letter == '\'' && newline) {
                window.at += ahead;
                return true;
            } else {
                return false;
            }
        }
    }

    /// From a quote to the one that closes it; two of them mean one.
    private boolean quoted(int quote, boolean escapes) throws IOException {
        window.at++;
        while (true) {
            byte[] bytes = window.bytes;
            int at = window.at;
            int end = window.end;
            while (at < end && bytes[at] != quote && !(escapes && bytes[at] == '\\')) {
                at++;
            }
            window.at = at;
            if (at == end) {
                if (!window.more()) {
                    return false;
                }
            } else if (bytes[at] == '\\' && escapes) {
                if (window.peek(1) < 0) {
                    window.at++;
                    return false;
                }
                window.at += 2;
            } else if (window.peek(1) == quote) {
                window.at += 2;
            } else {
                window.at++;
                return true;
            }
        }
    }

    /// `$tag$ … $tag$`, or a parameter, or a stray sign.
    private Kind dollar() throws IOException {
        int length = 1;
        int letter = window.peek(1);
        if (isDigit(letter)) {
            digits(1);
            return Kind.OTHER;
        }
        if (isLetter(letter)) {
            while (isLetter(letter) || isDigit(letter)) {
                letter = window.peek(++length);
            }
        }
        if (letter != '$') {
            return symbol(Kind.OTHER);
        }
        int tag = length + 1;
        window.at += tag;
        while (true) {
            while (window.at < window.end && window.bytes[window.at] != '$') {
                window.at++;
            }
            if (window.at == window.end) {
                if (!window.more()) {
                    return Kind.CUT;
                }
            } else if (closes(tag)) {
                window.at += tag;
                return Kind.TEXT;
            } else {
                window.at++;
            }
        }
    }

    private boolean closes(int tag) throws IOException {
        window.peek(tag - 1);
        return window.end - window.at >= tag
                && Arrays.equals(
                        window.bytes,
                        window.at,
                        window.at + tag,
                        window.bytes,
                        window.token,
                        window.token + tag);
    }

    /// Passes over the whole line, outside of statements, if it is this one.
    private boolean isLine(byte[] line) throws IOException {
        if (window.kept >= 0 || !window.atLineStart() || !window.comes(line)) {
            return false;
        }
        int behind = window.peek(line.length);
        if (behind >= 0 && behind != '\n' && behind != '\r') {
            return false;
        }
        window.at += line.length;
        return true;
    }

    private Kind lineComment() throws IOException {
        if (isLine(TRAILER)) {
            return Kind.TRAILER;
        }
        if (isLine(HEADER)) {
            return Kind.HEADER;
        }
        remark = heeds ? alone() : "";
        boolean rule = true;
        do {
            byte[] bytes = window.bytes;
            int at = window.at;
            int end = window.end;
            while (at < end && bytes[at] != '\n' && bytes[at] != '\r') {
                rule &= bytes[at] == '-' || isSpace(bytes[at]);
                requireNoNul(bytes[at], at);
                at++;
            }
            window.at = at;
        } while (window.at == window.end && window.more());
        return rule ? Kind.RULE : Kind.COMMENT;
    }

    private String alone() throws IOException {
        if (window.kept >= 0 || !window.atLineStart()) {
            return "";
        }
        int length = 0;
        int letter = window.peek(length);
        while (letter >= 0 && letter != '\n' && letter != '\r' && length < LONGEST_REMARK) {
            letter = window.peek(++length);
        }
        return length < LONGEST_REMARK
                ? new String(window.bytes, window.at, length, StandardCharsets.UTF_8)
                : "";
    }

    /// @return whether it is closed
    private boolean blockComment() throws IOException {
        int depth = 0;
        do {
            int letter = window.peek(0);
            int second = window.peek(1);
            if (second < 0) {
                window.at = window.end;
                return false;
            }
            if (letter == '/' && second == '*') {
                depth++;
                window.at += 2;
            } else if (letter == '*' && second == '/') {
                depth--;
                window.at += 2;
            } else {
                requireNoNul((byte) letter, window.at);
                window.at++;
            }
        } while (depth > 0);
        return true;
    }

    private void requireNoNul(byte letter, int place) throws Refused {
        if (letter == 0) {
            throw Encoding.nul().line(window.lineAt(place));
        }
    }

    static boolean isSpace(byte letter) {
        return letter == ' ' || (letter >= '\t' && letter <= '\r');
    }

    private static boolean isLetter(int letter) {
        return ((letter | 0x20) >= 'a' && (letter | 0x20) <= 'z')
                || letter == '_'
                || letter >= 0x80;
    }

    private static boolean isDigit(int letter) {
        return letter >= '0' && letter <= '9';
    }

    private static boolean isPart(byte letter) {
        return isLetter(letter & 0xff) || isDigit(letter) || letter == '$';
    }
}
