package belay.api;

import belay.plan.Plan;
import belay.run.Purpose;
import belay.run.RunState;
import belay.system.SystemName;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// How Belay says things to people, the same on every face.
public final class Words {

    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final String[] LARGER_UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

    private Words() {}

    /// `0 ms`, `340 ms`, `4.2 s`, `31 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`.
    public static String duration(Duration duration) {
        if (duration.isNegative()) {
            return "-" + duration(duration.negated());
        }
        long millis = duration.toMillis();
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 9_950) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        long seconds = (millis + 500) / 1_000;
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return two(seconds / 60, "min", seconds % 60, "s");
        }
        long minutes = (seconds + 30) / 60;
        if (minutes < 24 * 60) {
            return two(minutes / 60, "h", minutes % 60, "min");
        }
        long hours = (minutes + 30) / 60;
        return two(hours / 24, "d", hours % 24, "h");
    }

    private static String two(long large, String unit, long small, String smaller) {
        return large + " " + unit + (small == 0 ? "" : " " + small + " " + smaller);
    }

    /// `512 B`, `41 kB`, `1.3 GB`: powers of ten.
    public static String bytes(long bytes) {
        if (Math.abs(bytes) < 1_000) {
            return bytes + " B";
        }
        double size = bytes / 1000.0;
        int unit = 0;
        while (Math.abs(size) >= 999.5 && unit < LARGER_UNITS.length - 1) {
            size /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, size < 9.95 ? "%.1f " : "%.0f ", size)
                + LARGER_UNITS[unit];
    }

    /// `1,000,000`.
    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// An amount of something that a step counts.
    public static String amount(long amount, String unit) {
        return unit.equals("bytes") ? bytes(amount) : (number(amount) + " " + unit).strip();
    }

    /// How far something has come, `12 of 300 tables`; bytes each with the unit that fits.
    public static String progress(long done, long total, String unit) {
        return (unit.equals("bytes") ? bytes(done) : number(done)) + " of " + amount(total, unit);
    }

    /// `1 table`, `2 tables`.
    public static String count(long number, String thing) {
        return number(number) + " " + thing + (number == 1 ? "" : "s");
    }

    /// `2026-11-21 09:03:12 UTC`.
    public static String moment(Instant at) {
        return DAY_AND_TIME.format(at);
    }

    /// `09:03:12`, in UTC.
    public static String time(Instant at) {
        return TIME.format(at);
    }

    public static String purpose(Purpose purpose) {
        return switch (purpose) {
            case TESTING -> "rehearsal";
            case PRODUCTION -> "upgrade";
            case BACKUP -> "backup";
            case RESTORE -> "restore";
            case GO_BACK -> "rollback";
            case DUMP_CHECK -> "check of the dump";
            case DUMP_TESTING -> "test upgrade of the dump";
            case DUMP_PRODUCTION -> "upgrade of the dump";
        };
    }

    /// `rehearsal of shop`, `check of the dump library`: the name that a job on a dump goes by is
    /// made of that of the dump.
    public static String job(Purpose purpose, SystemName system) {
        return switch (purpose) {
            case TESTING, PRODUCTION, BACKUP, RESTORE, GO_BACK ->
                    purpose(purpose) + " of " + system;
            case DUMP_CHECK, DUMP_TESTING, DUMP_PRODUCTION ->
                    purpose(purpose) + " " + system.text().replaceFirst("^dump-", "");
        };
    }

    /// From which release to which a run leads, `1.0 → 2.0`; the one release of a run that stays.
    public static String way(Purpose purpose, Plan plan) {
        var from = plan.from().text();
        var to = plan.to().text();
        return switch (purpose) {
            case BACKUP -> visible(from);
            case GO_BACK -> visible(to + " → " + from);
            case TESTING, PRODUCTION, RESTORE, DUMP_CHECK, DUMP_TESTING, DUMP_PRODUCTION ->
                    visible(from.equals(to) ? to : from + " → " + to);
        };
    }

    public static String state(RunState state) {
        return switch (state) {
            case WAITING -> "waiting";
            case RUNNING -> "running";
            case HALTED -> "halted";
            case FAILED -> "failed";
            case DONE -> "done";
            case UNDONE -> "taken back";
            case CANCELLED -> "cancelled";
            case ABANDONED -> "abandoned";
        };
    }

    /// The text with everything in it visible: what would move a cursor, change a colour, turn the
    /// direction of writing or break the line is written as `\x1b` or `\u202e`.
    public static String visible(String text) {
        if (text.codePoints().noneMatch(Words::hidden)) {
            return text;
        }
        var shown = new StringBuilder();
        text.codePoints()
                .forEach(point -> {
                    if (!hidden(point)) {
                        shown.appendCodePoint(point);
                    } else if (point < 0x100) {
                        shown.append(String.format(Locale.ROOT, "\\x%02x", point));
                    } else {
                        shown.append(String.format(Locale.ROOT, "\\u%04x", point));
                    }
                });
        return shown.toString();
    }

    /// A message in one line: its lines are joined, and the rest is as [#visible] shows it. For
    /// names it is not, where a line break is part of the name.
    public static String oneLine(String message) {
        var joined = new StringBuilder();
        for (var line : message.lines().map(String::stripTrailing).toList()) {
            if (joined.isEmpty()) {
                joined.append(line);
            } else if (!line.isEmpty()) {
                boolean ends = ".:;,".indexOf(joined.charAt(joined.length() - 1)) >= 0;
                joined.append(ends ? " " : "; ").append(line.strip());
            }
        }
        return visible(joined.toString());
    }

    /// Like [#visible], but lines stay lines.
    public static String visibleLines(String text) {
        return String.join("\n", text.lines().map(Words::visible).toList());
    }

    private static boolean hidden(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED ->
                    true;
            default -> point == 0xFFFE || point == 0xFFFF;
        };
    }
}
