package belay.release;

import java.util.ArrayDeque;
import java.util.Deque;

/// How large a pattern becomes when its counted repetitions are written out.
///
/// RE2 runs in linear time, but linear in that too: `((a{1000}){1000}){1000}` fills every memory.
final class PatternSize {

    static final int LARGEST = 5_000;

    private final String pattern;
    private final Deque<Long> outside = new ArrayDeque<>();
    private long sum;
    private long last;
    private int at;

    private PatternSize(String pattern) {
        this.pattern = pattern;
    }

    /// Never too small; text that is no pattern has some size too.
    static long of(String pattern) {
        return new PatternSize(pattern).count();
    }

    private long count() {
        while (at < pattern.length()) {
            step(pattern.charAt(at));
            at++;
        }
        while (!outside.isEmpty()) {
            close();
        }
        return sum + last;
    }

    private void step(char letter) {
        switch (letter) {
            case '(' -> {
                outside.push(sum + last);
                sum = 0;
                last = 0;
            }
            case ')' -> close();
            case '{' -> repeat();
            case '[' -> {
                atom();
                skipClass();
            }
            case '\\' -> {
                atom();
                at++;
            }
            default -> atom();
        }
    }

    private void atom() {
        sum += last;
        last = 1;
    }

    private void close() {
        if (!outside.isEmpty()) {
            last = sum + last + 1;
            sum = outside.pop();
        }
    }

    private void repeat() {
        int end = pattern.indexOf('}', at);
        long most = 0;
        long number = 0;
        for (int i = at + 1; i < end; i++) {
            char digit = pattern.charAt(i);
            number = digit >= '0' && digit <= '9' ? Math.min(number * 10 + digit - '0', 10_000) : 0;
            most = Math.max(most, number);
        }
        if (most > 0) {
            last = Math.min(last * (most + 1), Integer.MAX_VALUE);
        }
    }

    private void skipClass() {
        int end = pattern.indexOf(']', at + 2);
        at = end < 0 ? pattern.length() : end;
    }
}
