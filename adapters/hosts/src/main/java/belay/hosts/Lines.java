package belay.hosts;

import java.util.ArrayList;
import java.util.List;

/// A text as lines with their ends, so that joined they are the text again.
final class Lines {

    private Lines() {}

    static List<String> of(String text) {
        List<String> lines = new ArrayList<>();
        int begin = 0;
        while (begin < text.length()) {
            int end = text.indexOf('\n', begin);
            end = end < 0 ? text.length() : end + 1;
            lines.add(text.substring(begin, end));
            begin = end;
        }
        return lines;
    }

    /// @return the line, from 1, in which the character at `at` stands
    static int numberOf(String text, int at) {
        return 1 + (int) text.substring(0, at).chars().filter(one -> one == '\n').count();
    }

    /// The line end this text uses.
    static String end(String text) {
        return text.contains("\r\n") ? "\r\n" : "\n";
    }

    static String withoutEnd(String line) {
        String cut = line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
        return cut.endsWith("\r") ? cut.substring(0, cut.length() - 1) : cut;
    }
}
