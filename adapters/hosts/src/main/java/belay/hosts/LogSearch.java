package belay.hosts;

import belay.document.GivenFile;
import belay.outside.Fault;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Looks for patterns of a pack in a log of any size, in linear time and small memory.
final class LogSearch {

    private static final int MOST_LINES = 100;

    /// What a longer line holds beyond is not looked at.
    private static final int LONGEST_LINE = 16 * 1024;

    private LogSearch() {}

    static List<String> find(Path log, long after, List<String> patterns) throws Fault {
        List<Pattern> wanted = compile(patterns);
        if (!Files.exists(log) || wanted.isEmpty()) {
            return List.of();
        }
        try (var input = new BufferedInputStream(GivenFile.plain(log))) {
            if (Files.size(log) >= after) {
                input.skipNBytes(after);
            }
            return find(input, wanted);
        } catch (IOException failed) {
            throw Faults.of("read the log", log, failed);
        }
    }

    private static List<String> find(InputStream input, List<Pattern> wanted) throws IOException {
        List<String> found = new ArrayList<>();
        var line = new ByteArrayOutputStream();
        int next = input.read();
        while ((next >= 0 || line.size() > 0) && found.size() < MOST_LINES) {
            if (next < 0 || next == '\n') {
                String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
                if (wanted.stream().anyMatch(pattern -> pattern.matcher(text).find())) {
                    found.add(text);
                }
                line.reset();
            } else if (line.size() < LONGEST_LINE) {
                line.write(next);
            }
            next = next < 0 ? next : input.read();
        }
        return found;
    }

    private static List<Pattern> compile(List<String> patterns) throws Fault {
        List<Pattern> compiled = new ArrayList<>();
        for (String pattern : patterns) {
            try {
                compiled.add(Pattern.compile(pattern));
            } catch (PatternSyntaxException wrong) {
                throw Faults.permanent(
                        "BAD_PATTERN",
                        "not a pattern: " + pattern + " (" + wrong.getDescription() + ")",
                        "write it as RE2 does, see https://github.com/google/re2/wiki/Syntax");
            }
        }
        return compiled;
    }
}
