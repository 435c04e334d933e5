package belay.hosts;

import belay.outside.Fault;
import belay.problem.Problem;
import com.google.re2j.Pattern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The variables that an operator keeps in a file, as `EnvironmentFile=` of systemd.exec(5) reads
/// it. What systemd ignores, or takes otherwise than a shell does, is refused: whoever wrote it
/// meant something else. The last of two settings of one variable counts, `$` stands for itself.
///
/// Values are secrets: no message holds one.
record EnvironmentFile(Path file, String text) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /// A backslash that escapes nothing.
    private static final Pattern OPEN_END = Pattern.compile("(?:^|[^\\\\])(?:\\\\\\\\)*\\\\$");

    private static final Pattern QUOTE_WITHIN = Pattern.compile("(?:^|[^\\\\])(?:\\\\\\\\)*[\"']");

    static Map<String, String> read(Path file) throws Fault {
        try {
            if (!Files.exists(file)) {
                throw new NoSuchFileException(file.toString());
            }
        } catch (IOException missing) {
            throw Faults.of("read the environment file", file, missing);
        }
        var words = Words.read(file);
        var read = new EnvironmentFile(file, words.text());
        if (!words.charset().equals(StandardCharsets.UTF_8) || !words.mark().isEmpty()) {
            throw read.wrong(0, "this is not UTF-8 without a byte order mark", "write it anew");
        }
        return read.variables();
    }

    private Map<String, String> variables() throws Fault {
        var variables = new HashMap<String, String>();
        int at = 0;
        for (var item : items()) {
            if (item.key().isEmpty()) {
                requireComment(item.text(), at);
            } else {
                variables.put(item.key(), value(item, at));
            }
            at += item.text().length();
        }
        return Map.copyOf(variables);
    }

    private List<Grammar.Item> items() throws Fault {
        try {
            return new EnvironmentGrammar().parse(text);
        } catch (Fault.Permanent open) {
            throw new Fault.Permanent(
                    Problem.of("HOST:ENVIRONMENT", open.problem().reason())
                            .advice("close the quote")
                            .place(file.toString()));
        }
    }

    private void requireComment(String line, int at) throws Fault {
        var words = line.strip();
        boolean comment = words.startsWith("#") || words.startsWith(";");
        if (!comment && !words.isEmpty()) {
            throw wrong(
                    at + line.indexOf(words),
                    "systemd ignores this line: it is not KEY=value",
                    "write KEY=value, or a # before it");
        }
        if (comment && words.endsWith("\\")) {
            throw wrong(
                    at + line.indexOf(words) + words.length() - 1,
                    "this comment may swallow the next line: it ends with a backslash",
                    "take the backslash away");
        }
    }

    private String value(Grammar.Item item, int at) throws Fault {
        int key = at + item.before().length() - item.before().stripLeading().length();
        if (!item.before().strip().equals(item.key() + "=")) {
            throw wrong(key, "systemd ignores a line with export", "take `export` away");
        }
        if (!NAME.matches(item.key())) {
            throw wrong(key, "systemd ignores it: this is no name of a variable", "rename it");
        }
        int begin = at + item.before().length();
        var raw = item.value().raw().strip();
        if (!item.after().isBlank()) {
            throw wrong(
                    begin + item.value().raw().length(),
                    "systemd takes what stands behind the value of "
                            + item.key()
                            + " as part of it",
                    "put comments on lines of their own, or the whole value into quotes");
        }
        boolean quoted = raw.startsWith("\"") || raw.startsWith("'");
        if (quoted ? !isOneQuote(raw) : QUOTE_WITHIN.matcher(raw).find()) {
            throw wrong(
                    begin,
                    "systemd reads quotes within the value of "
                            + item.key()
                            + " otherwise than a shell",
                    "put the whole value into one pair of quotes");
        }
        if (!quoted && OPEN_END.matcher(raw).find()) {
            throw wrong(
                    begin,
                    "the value of " + item.key() + " goes on in a line that is not there",
                    "take the backslash at its end away, or put the value into quotes");
        }
        var value = EnvironmentGrammar.decode(raw, false);
        if (value.chars()
                .anyMatch(one -> one != '\n' && one != '\t' && Character.isISOControl(one))) {
            throw wrong(begin, "control characters in the value of " + item.key(), "remove them");
        }
        return value;
    }

    private static boolean isOneQuote(String raw) {
        char quote = raw.charAt(0);
        int at = 1;
        while (at < raw.length() && raw.charAt(at) != quote) {
            at += quote == '"' && raw.charAt(at) == '\\' ? 2 : 1;
        }
        return at == raw.length() - 1;
    }

    private Fault.Permanent wrong(int at, String reason, String advice) {
        int column = at - text.lastIndexOf('\n', at - 1);
        return new Fault.Permanent(
                Problem.of("HOST:ENVIRONMENT", reason)
                        .advice(advice)
                        .place(file + ":" + Lines.numberOf(text, at) + ":" + column));
    }
}
