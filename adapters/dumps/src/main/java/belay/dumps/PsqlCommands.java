package belay.dumps;

import belay.problem.Safe;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Lines that are meant for psql, not for the server. pg_dump writes four: a `restrict` with its
/// `unrestrict`, and with `--create` a `connect` to the database it has just created, before which
/// comes an `encoding` if its name is a strange one. They are passed over; each other one is
/// refused by its name.
final class PsqlCommands {

    private static final int LONGEST_LINE = 1024;

    private static final Pattern KEY =
            Pattern.compile("^\\\\(restrict|unrestrict) ([A-Za-z0-9]+)[ \t]*\r?$");

    private static final Pattern CONNECT =
            Pattern.compile(
                    "^\\\\connect (?:([^\\s\"'`:\\\\]+)|\"((?:[^\"`]|\"\")+)\""
                            + "|-reuse-previous=on \"dbname='((?:[^\"`]|\"\")+)'\")[ \t]*\r?$");

    private static final Pattern ENCODING = Pattern.compile("^\\\\encoding SQL_ASCII\r?$");
    private static final byte[] NEXT = "\n\\connect ".getBytes(StandardCharsets.US_ASCII);

    private static final Pattern NAME = Pattern.compile("^\\\\([A-Za-z_]+|[^A-Za-z_])?");

    private final Cluster cluster;
    private String key = "";
    private Optional<String> database = Optional.empty();

    PsqlCommands(Cluster cluster) {
        this.cluster = cluster;
    }

    /// Takes note of the database that the script creates.
    void note(Tokens tokens) {
        if (tokens.takes("CREATE", "DATABASE")) {
            database = tokens.name();
        }
    }

    /// Passes over the line at `window.at`, if it is one that may be.
    ///
    /// @return whether it may stand behind the end of a dump
    boolean pass(Window window, long line) throws IOException {
        boolean first = window.atLineStart();
        String text = line(window);
        var restriction = KEY.matcher(text);
        var connection = CONNECT.matcher(text);
        boolean closes = false;
        if (first && restriction.find()) {
            closes = restrict(restriction.group(1), restriction.group(2), line);
        } else if (!first || !passes(connection, text, window)) {
            throw refused(window).line(line);
        }
        window.at += text.length();
        return closes;
    }

    private boolean restrict(String command, String given, long line) throws Refused {
        boolean opens = command.equals("restrict");
        if (opens != key.isEmpty() || (!opens && !key.equals(given))) {
            throw Refused.of(
                            "RESTRICT",
                            "\\"
                                    + command
                                    + " stands where it does not belong, or with another key",
                            "hand in the dump as pg_dump wrote it")
                    .line(line);
        }
        key = opens ? given : "";
        return !opens;
    }

    /// An encoding is of no meaning but for the name in the line behind it.
    private boolean passes(Matcher connection, String text, Window window) throws IOException {
        if (ENCODING.matcher(text).find()) {
            for (int i = 0; i < NEXT.length; i++) {
                if (window.peek(text.length() + i) != NEXT[i]) {
                    return false;
                }
            }
            return true;
        }
        return connection.find() && leads(connection);
    }

    /// Whether it leads to the database that the script itself creates, or stands between two of
    /// what pg_dumpall wrote.
    private boolean leads(Matcher connection) throws Refused {
        for (int form = 1; form <= 3; form++) {
            String name = connection.group(form);
            if (name != null) {
                String plain = form == 1 ? name : name.replace("\"\"", "\"");
                String meant = form == 3 ? plain.replaceAll("\\\\(.)", "$1") : plain;
                byte[] bytes = meant.getBytes(StandardCharsets.ISO_8859_1);
                String to = new String(bytes, StandardCharsets.UTF_8);
                return cluster.connects(to, database.equals(Optional.of(to)));
            }
        }
        return false;
    }

    /// The refusal of the command at `window.at`.
    Refused refused(Window window) throws IOException {
        var name = NAME.matcher(line(window));
        String command = name.find() ? name.group() : "\\";
        return Refused.of(
                        "PSQL_COMMAND",
                        "the script holds a command for the program psql, which could run anything"
                                + " on the machine that loads it",
                        "hand in what pg_dump wrote; psql's commands are not carried out here")
                .value(Safe.name(command));
    }

    void requireClosed() throws Refused {
        if (!key.isEmpty()) {
            throw Refused.cut("the script does not end with the \\unrestrict that pg_dump writes");
        }
    }

    /// To the end of the line, at most [#LONGEST_LINE] bytes, each one letter.
    private static String line(Window window) throws IOException {
        int length = 0;
        int letter = window.peek(length);
        while (letter >= 0 && letter != '\n' && length < LONGEST_LINE) {
            letter = window.peek(++length);
        }
        return new String(window.bytes, window.at, length, StandardCharsets.ISO_8859_1);
    }
}
