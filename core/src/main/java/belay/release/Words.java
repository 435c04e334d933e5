package belay.release;

import belay.document.Place;
import belay.document.Problems;
import belay.problem.Problem;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// What a text in a pack or a system must be: a pattern, a path inside a home, a text whose
/// placeholders are known.
final class Words {

    private static final java.util.regex.Pattern PLACEHOLDER =
            java.util.regex.Pattern.compile("\\{([a-z][A-Za-z0-9._-]*)}");
    private static final java.util.regex.Pattern NAMED =
            java.util.regex.Pattern.compile("(port|secret)\\.[a-z0-9][a-z0-9._-]{0,62}");
    private static final java.util.regex.Pattern DURATION =
            java.util.regex.Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final int LONGEST_PATTERN = 1_000;
    private static final int LONGEST_NAME = 100;
    private static final String RUNTIME = "runtime.";
    private static final Set<String> OPEN =
            Set.of(
                    "home",
                    "old.home",
                    "logs",
                    "release",
                    "node",
                    "pack",
                    "database.host",
                    "database.port",
                    "database.name",
                    "database.user");
    private static final String KNOWN =
            "{home}, {old.home}, {logs}, {release}, {node}, {pack}, {port.NAME}, {runtime.NAME},"
                    + " {database.host}, {database.port}, {database.name}, {database.user}";

    private final String area;
    private final Problems problems;
    private final Set<String> runtimes;

    /// @param area begins the codes of its problems
    /// @param runtimes names of the runtimes that are declared
    Words(String area, Problems problems, Set<String> runtimes) {
        this.area = area;
        this.problems = problems;
        this.runtimes = Set.copyOf(runtimes);
    }

    Problems problems() {
        return problems;
    }

    Problem problem(String kind, String reason) {
        return Problem.of(area + ":" + kind, reason);
    }

    /// Text that is shown: in lists of processes, logs, reports. No secret may stand in it.
    String open(Place place, String text) {
        return placeholders(place, text, Set.of(), false);
    }

    /// The same, in a request that may use what earlier ones captured.
    String open(Place place, String text, Set<String> captured) {
        return placeholders(place, text, captured, false);
    }

    /// Text that is handed over unseen and may hold secrets.
    String covert(Place place, String text, Set<String> captured) {
        return placeholders(place, text, captured, true);
    }

    Map<String, String> covert(Place place, Map<String, String> texts, Set<String> captured) {
        texts.values().forEach(text -> covert(place, text, captured));
        return texts;
    }

    /// Text in which no placeholder is replaced.
    String plain(Place place, String text) {
        var matcher = PLACEHOLDER.matcher(text);
        if (matcher.find()) {
            problems.add(
                    place,
                    problem("UNKNOWN_PLACEHOLDER", "no placeholder is replaced here")
                            .value(matcher.group()));
        }
        return text;
    }

    /// A name in words, fit to be shown.
    String title(Place place, String text) {
        if (text.length() > LONGEST_NAME || text.chars().anyMatch(Character::isISOControl)) {
            problems.add(
                    place,
                    problem("NAME", "this is not fit for a name")
                            .value(text)
                            .expected("one line of at most " + LONGEST_NAME + " letters"));
        }
        return text;
    }

    private String placeholders(Place place, String text, Set<String> captured, boolean covert) {
        var matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            var name = matcher.group(1);
            boolean secret = name.equals("database.password") || name.startsWith("secret.");
            boolean known =
                    OPEN.contains(name)
                            || captured.contains(name)
                            || NAMED.matcher(name).matches()
                            || isRuntime(name);
            if (secret && !covert) {
                problems.add(
                        place,
                        problem(
                                        "SECRET_IN_OPEN",
                                        "a secret may not stand here, where anybody can read it")
                                .value(matcher.group())
                                .expected(
                                        "secrets only in environment, headers, form, body and set")
                                .advice("hand it over in the environment"));
            } else if (!known && !secret) {
                problems.add(
                        place,
                        problem("UNKNOWN_PLACEHOLDER", "nothing is known by this name")
                                .value(matcher.group())
                                .expected(
                                        KNOWN
                                                + (covert
                                                        ? ", {database.password}, {secret.NAME}"
                                                        : ""))
                                .advice(
                                        "if the braces are meant as they are, put them into a script"));
            }
        }
        return text;
    }

    private boolean isRuntime(String name) {
        return name.startsWith(RUNTIME) && runtimes.contains(name.substring(RUNTIME.length()));
    }

    /// An RE2 pattern; it runs in linear time whatever it is.
    String pattern(Place place, String text, int mostGroups) {
        if (text.isEmpty()) {
            return text;
        }
        if (text.length() > LONGEST_PATTERN || PatternSize.of(text) > PatternSize.LARGEST) {
            problems.add(
                    place,
                    problem("PATTERN", "this pattern is too large")
                            .value(text)
                            .expected(
                                    "at most "
                                            + LONGEST_PATTERN
                                            + " letters, and "
                                            + PatternSize.LARGEST
                                            + " with its repetitions written out"));
            return text;
        }
        try {
            var pattern = Pattern.compile(text);
            if (pattern.groupCount() > mostGroups) {
                problems.add(
                        place,
                        problem("PATTERN", "this pattern has too many groups")
                                .value(text)
                                .expected("at most " + mostGroups)
                                .advice("write (?:…) for a group that only holds together"));
            }
        } catch (PatternSyntaxException wrong) {
            problems.add(
                    place,
                    problem("PATTERN", "not an RE2 pattern: " + wrong.getDescription())
                            .value(text)
                            .expected(
                                    "a regular expression without back-references and look-arounds"));
        }
        return text;
    }

    /// A path or glob that stays inside the directory it is meant for.
    String inside(Place place, String path) {
        boolean outside =
                path.startsWith("/")
                        || path.startsWith("~")
                        || path.contains("\\")
                        || path.chars().anyMatch(Character::isISOControl)
                        || path.equals("..")
                        || path.startsWith("../")
                        || path.endsWith("/..")
                        || path.contains("/../");
        if (outside) {
            problems.add(
                    place,
                    problem("OUTSIDE", "this path leads outside of its directory")
                            .value(path)
                            .expected("a relative path without .."));
        }
        return path;
    }

    /// A time such as `30s`; the schema holds its form.
    static Duration duration(String text, Duration otherwise) {
        var matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return otherwise;
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
