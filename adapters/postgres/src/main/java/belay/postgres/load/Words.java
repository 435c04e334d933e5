package belay.postgres.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/// The first words of a statement, as the server would tell them apart (manual, 4.1), and a place
/// among them.
///
/// It tells what kind of statement this is, so that tables can be loaded and indexes built side by
/// side. It guards nothing: who misleads it gets his own database loaded in another order.
final class Words {

    /// Beyond these a statement is told by its beginning alone.
    static final int MOST = 4_096;

    /// What is kept of a literal.
    private static final int LONGEST = 1_024;

    enum Kind {
        /// A key word or a name, folded to lower case.
        PLAIN,
        /// A name in double quotes, without them.
        QUOTED,
        /// A literal in quotes of any kind, without them; escapes are left as they stand.
        TEXT,
        NUMBER,
        SIGN
    }

    record Word(Kind kind, String text) {}

    private final String sql;
    private final List<Word> words = new ArrayList<>();
    private int place;
    private int at;

    private Words(String sql) {
        this.sql = sql;
    }

    static Words of(String sql) {
        return new Words(sql);
    }

    /// The same statement, from its start.
    static Words copy(Words words) {
        return new Words(words.sql);
    }

    /// Words are told apart as they are asked for: a statement may be long.
    private boolean has(int index) {
        while (words.size() <= index && words.size() < MOST) {
            if (!next()) {
                return false;
            }
        }
        return index < words.size();
    }

    /// Goes on if these are the next words.
    boolean skip(String... expected) {
        for (int i = 0; i < expected.length; i++) {
            if (!is(place + i, expected[i])) {
                return false;
            }
        }
        place += expected.length;
        return true;
    }

    private boolean is(int index, String expected) {
        return has(index)
                && words.get(index).text().equals(expected)
                && (words.get(index).kind() == Kind.PLAIN || words.get(index).kind() == Kind.SIGN);
    }

    boolean ended() {
        return !has(place) && whole();
    }

    /// Whether the whole statement was looked at.
    boolean whole() {
        return words.size() < MOST;
    }

    /// Whether one of `expected` comes next; it is gone over.
    boolean skipAny(String... expected) {
        for (var word : expected) {
            if (skip(word)) {
                return true;
            }
        }
        return false;
    }

    /// Goes on as far as `way` leads; stays where it is if it leads nowhere.
    boolean skipIf(Predicate<Words> way) {
        int before = place;
        boolean leads = way.test(this);
        place = leads ? place : before;
        return leads;
    }

    /// A name of one part or more.
    Optional<Name> name() {
        int before = place;
        var parts = new ArrayList<String>();
        do {
            if (!has(place) || !named(words.get(place))) {
                place = before;
                return Optional.empty();
            }
            parts.add(words.get(place++).text());
        } while (skip("."));
        return Optional.of(new Name(parts));
    }

    private static boolean named(Word word) {
        return word.kind() == Kind.PLAIN || word.kind() == Kind.QUOTED;
    }

    /// The next word, whatever it is.
    Optional<Word> word() {
        return has(place) ? Optional.of(words.get(place++)) : Optional.empty();
    }

    /// Goes over what stands in parentheses, if they come next.
    void skipParentheses() {
        if (!skip("(")) {
            return;
        }
        leaveParentheses();
    }

    /// Goes behind the parenthesis that closes those here.
    void leaveParentheses() {
        for (int depth = 1; depth > 0 && has(place); place++) {
            depth += is(place, "(") ? 1 : is(place, ")") ? -1 : 0;
        }
    }

    /// Goes behind the next place, in parentheses or not, where these words stand.
    boolean seek(String... expected) {
        int before = place;
        for (; has(place); place++) {
            if (skip(expected)) {
                return true;
            }
        }
        place = before;
        return false;
    }

    /// Whether `expected` stands outside parentheses, from here on.
    boolean outside(String expected) {
        int depth = 0;
        for (int i = place; has(i); i++) {
            depth += is(i, "(") ? 1 : is(i, ")") ? -1 : 0;
            if (depth == 0 && is(i, expected)) {
                return true;
            }
        }
        return false;
    }

    /// Goes behind the first place, outside parentheses, where these words stand.
    boolean find(String... expected) {
        int depth = 0;
        for (int i = place; has(i); i++) {
            depth += is(i, "(") ? 1 : is(i, ")") ? -1 : 0;
            int before = place;
            place = i;
            if (depth == 0 && skip(expected)) {
                return true;
            }
            place = before;
        }
        return false;
    }

    /// The last of a statement that ends with `expected` and a name.
    Optional<String> lastAfter(String... expected) {
        boolean _ = has(MOST);
        int start = words.size() - 1 - expected.length;
        if (!whole() || start < 0 || !named(words.getLast())) {
            return Optional.empty();
        }
        for (int i = 0; i < expected.length; i++) {
            if (!is(start + i, expected[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(words.getLast().text());
    }

    private boolean next() {
        space();
        if (at >= sql.length()) {
            return false;
        }
        char c = sql.charAt(at);
        if (c == '\'' || c == '"') {
            quoted(c, false);
        } else if (Character.isDigit(c)) {
            number();
        } else if (c == '$' && dollar()) {
            return true;
        } else if (starts(c)) {
            plain();
        } else {
            words.add(new Word(Kind.SIGN, String.valueOf(c)));
            at++;
        }
        return true;
    }

    private void space() {
        while (at < sql.length()) {
            if (Character.isWhitespace(sql.charAt(at))) {
                at++;
            } else if (sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end + 1;
            } else if (sql.startsWith("/*", at)) {
                comment();
            } else {
                return;
            }
        }
    }

    /// Comments nest.
    private void comment() {
        int depth = 0;
        while (at < sql.length()) {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
                if (depth == 0) {
                    return;
                }
            } else {
                at++;
            }
        }
    }

    private void quoted(char quote, boolean escapes) {
        var text = new StringBuilder();
        at++;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == quote) {
                if (at + 1 == sql.length() || sql.charAt(at + 1) != quote) {
                    break;
                }
                at++;
            } else if (c == '\\' && escapes && at + 1 < sql.length()) {
                at++;
            }
            if (text.length() < LONGEST) {
                text.append(sql.charAt(at));
            }
            at++;
        }
        at++;
        words.add(new Word(quote == '"' ? Kind.QUOTED : Kind.TEXT, text.toString()));
    }

    private void number() {
        int start = at;
        while (at < sql.length()
                && (Character.isLetterOrDigit(sql.charAt(at)) || sql.charAt(at) == '.')) {
            at++;
        }
        words.add(new Word(Kind.NUMBER, sql.substring(start, at)));
    }

    private boolean dollar() {
        int end = at + 1;
        while (end < sql.length() && part(sql.charAt(end)) && sql.charAt(end) != '$') {
            end++;
        }
        if (end == sql.length() || sql.charAt(end) != '$') {
            return false;
        }
        var tag = sql.substring(at, end + 1);
        int close = sql.indexOf(tag, end + 1);
        words.add(
                new Word(
                        Kind.TEXT,
                        sql.substring(
                                end + 1,
                                Math.min(end + 1 + LONGEST, close < 0 ? sql.length() : close))));
        at = close < 0 ? sql.length() : close + tag.length();
        return true;
    }

    private void plain() {
        int start = at;
        while (at < sql.length() && part(sql.charAt(at))) {
            at++;
        }
        var text = sql.substring(start, at);
        if (at < sql.length() && sql.charAt(at) == '\'' && text.length() == 1) {
            quoted('\'', text.equalsIgnoreCase("e"));
        } else {
            words.add(new Word(Kind.PLAIN, folded(text)));
        }
    }

    /// Only letters of ASCII are folded, as the server does where a letter takes several bytes.
    private static String folded(String text) {
        return text.chars().allMatch(c -> c < 128)
                ? text.toLowerCase(Locale.ROOT)
                : foldedAscii(text);
    }

    private static String foldedAscii(String text) {
        var folded = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            folded.setCharAt(i, c < 128 ? Character.toLowerCase(c) : c);
        }
        return folded.toString();
    }

    private static boolean starts(char c) {
        return Character.isLetter(c) || c == '_' || c >= 128;
    }

    private static boolean part(char c) {
        return starts(c) || Character.isDigit(c) || c == '$';
    }
}
