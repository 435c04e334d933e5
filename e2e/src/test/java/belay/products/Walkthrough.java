package belay.products;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/// The commands of a chapter of README.md, as somebody copies them from there.
final class Walkthrough {

    private static final String COMMAND = "    ./belay ";

    private Walkthrough() {}

    /// @return in their order, without what the page says beside them
    static List<String> of(String chapter) throws IOException {
        var page = Files.readAllLines(Repository.root().resolve("README.md"));
        int begin = page.indexOf("## " + chapter);
        if (begin < 0) {
            throw new IllegalStateException("README.md has no chapter " + chapter);
        }
        var commands =
                page.subList(begin + 1, page.size()).stream()
                        .takeWhile(line -> !line.startsWith("## "))
                        .filter(line -> line.startsWith(COMMAND))
                        .map(line -> line.strip().split(" {2,}", 2)[0])
                        .toList();
        if (commands.isEmpty()) {
            throw new IllegalStateException("no commands in chapter " + chapter);
        }
        return commands;
    }
}
