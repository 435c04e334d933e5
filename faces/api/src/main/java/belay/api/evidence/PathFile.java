package belay.api.evidence;

import belay.outside.Fault;
import belay.problem.Answer;
import belay.problem.Problem;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;

/// A file for a drawing of a path: a new one, or a drawing of Belay's that is replaced. It is there
/// whole or not at all.
///
/// @param path as it was named
public record PathFile(Path path) {

    static final String MAKER = "Drawn by Belay";
    private static final int HEAD = 4_096;

    /// Looks whether a drawing may be put there; changes nothing.
    public static Answer<PathFile> at(Path path) {
        var folder = path.toAbsolutePath().getParent();
        var problem =
                Problem.of("GRAPH:NO_PLACE", "a drawing cannot be put there")
                        .value(show(path))
                        .expected("a file in a folder that is there");
        if (!show(path).toLowerCase(Locale.ROOT).endsWith(".svg")) {
            return Answer.refused(
                    problem.expected("a file whose name ends in .svg")
                            .advice("a drawing is SVG; name it so"));
        }
        if (folder == null || !Files.isDirectory(folder)) {
            return Answer.refused(
                    problem.expected("a file in a folder that exists").advice("make the folder"));
        }
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !ours(path)
                ? Answer.refused(
                        Problem.of("GRAPH:IN_THE_WAY", "something else is there already")
                                .value(show(path))
                                .expected("nothing, or a drawing of Belay's")
                                .advice("name another file, or move it away"))
                : Answer.of(new PathFile(path));
    }

    private static String show(Path path) {
        return path.toString();
    }

    private static boolean ours(Path path) {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (var in = Files.newInputStream(path)) {
            return new String(in.readNBytes(HEAD), StandardCharsets.UTF_8)
                    .contains("<desc>" + MAKER + "</desc>");
        } catch (IOException unreadable) {
            return false;
        }
    }

    public void write(PathPicture picture) throws Fault {
        var half = path.resolveSibling(path.getFileName() + "." + ProcessHandle.current().pid());
        try {
            try {
                Files.writeString(half, svg(picture), StandardOpenOption.CREATE_NEW);
                Files.move(
                        half,
                        path,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(half);
            }
        } catch (IOException e) {
            throw new Fault.Permanent(
                    Problem.of("GRAPH:NOT_WRITTEN", "the drawing cannot be written: " + e)
                            .value(path.toString())
                            .advice("Name another file, or check rights and space"),
                    e);
        }
    }

    static String svg(PathPicture picture) {
        var output = new StringOutput();
        TemplateEngine.createPrecompiled(ContentType.Html)
                .render(
                        "picture.jte",
                        Map.of("picture", picture, "style", Styles.picture()),
                        output);
        return output.toString().strip() + "\n";
    }
}
