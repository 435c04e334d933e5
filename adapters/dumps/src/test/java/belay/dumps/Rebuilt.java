package belay.dumps;

import java.util.List;

/// Puts a script together again from what was heard of it: between the pieces there may be nothing
/// but white space, comments, semicolons, and the few commands of psql that are dropped.
final class Rebuilt {

    private static final List<String> DROPPED =
            List.of("\\restrict ", "\\unrestrict ", "\\connect ", "\\encoding ");

    private final String script;
    private int at;

    private Rebuilt(String script) {
        this.script = script;
    }

    static void requireWhole(String script, Heard heard) {
        var rebuilt = new Rebuilt(script);
        if (script.startsWith("\ufeff")) {
            rebuilt.at = 1;
        }
        for (var part : heard.pieces()) {
            rebuilt.pass();
            int line =
                    1
                            + (int)
                                    script.substring(0, rebuilt.at)
                                            .chars()
                                            .filter(c -> c == '\n')
                                            .count();
            rebuilt.require(part.line() == line, "line " + part.line() + " of " + part);
            rebuilt.take(part.statement());
            if (part.rows().isPresent()) {
                rebuilt.at = script.indexOf('\n', script.indexOf(';', rebuilt.at)) + 1;
                rebuilt.take(part.rows().get());
                rebuilt.take("\\.");
            }
        }
        rebuilt.pass();
        rebuilt.require(rebuilt.at == script.length(), "more");
    }

    private void take(String text) {
        require(script.startsWith(text, at), text);
        at += text.length();
    }

    private void require(boolean right, String what) {
        if (!right) {
            int end = Math.min(script.length(), at + 200);
            throw new AssertionError(
                    "at "
                            + at
                            + " expected <"
                            + what
                            + "> but found <"
                            + script.substring(at, end)
                            + ">");
        }
    }

    private void pass() {
        while (at < script.length()) {
            char letter = script.charAt(at);
            if (letter == ';' || letter == ' ' || (letter >= '\t' && letter <= '\r')) {
                at++;
            } else if (script.startsWith("--", at)
                    || DROPPED.stream().anyMatch(word -> script.startsWith(word, at))) {
                while (at < script.length()
                        && script.charAt(at) != '\n'
                        && script.charAt(at) != '\r') {
                    at++;
                }
            } else if (script.startsWith("/*", at)) {
                comment();
            } else {
                return;
            }
        }
    }

    private void comment() {
        int depth = 0;
        do {
            if (script.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (script.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < script.length());
    }
}
