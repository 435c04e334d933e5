package belay.api;

import belay.outside.Fault;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.release.Packs;
import belay.release.Scheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The beginning of a pack: valid as it is, with hints for what comes next.
final class Skeleton {

    private static final String NAME = "[a-z0-9][a-z0-9._-]{0,62}";

    private Skeleton() {}

    /// Makes a folder named after the product.
    ///
    /// @param in the folder that it is made in
    /// @return refused if there is something of that name already
    static Answer<Path> write(Path in, String product, String scheme) throws Fault {
        var wrong = new ArrayList<Problem>();
        if (!product.matches(NAME)) {
            wrong.add(
                    Problem.of("PACK:NAME", "this is no name for a product")
                            .value(product)
                            .expected(
                                    "lower-case letters, digits, '.', '_' and '-', at most 63,"
                                            + " beginning with a letter or digit"));
        }
        if (Scheme.find(scheme).isEmpty()) {
            wrong.add(
                    Problem.of("PACK:SCHEME", "there is no such scheme")
                            .value(scheme)
                            .expected(
                                    "one of "
                                            + Scheme.all().stream()
                                                    .map(Scheme::name)
                                                    .collect(Collectors.joining(", "))));
        }
        if (!wrong.isEmpty()) {
            return new Answer.Refused<>(wrong);
        }
        var directory = in.resolve(product);
        try {
            Files.createDirectories(in);
            Files.createDirectory(directory);
            Files.writeString(
                    directory.resolve(Packs.FILE),
                    text(directory, product, scheme),
                    StandardOpenOption.CREATE_NEW);
            return Answer.of(directory);
        } catch (FileAlreadyExistsException there) {
            return Answer.refused(
                    Problem.of("PACK:EXISTS", "there is something of this name already")
                            .value(directory.toString())
                            .expected("a name that is free")
                            .advice("name another folder with --in; nothing is written over"));
        } catch (IOException e) {
            throw new Fault.Permanent(
                    Problem.of("PACK:NOT_WRITTEN", "the pack cannot be written: " + e)
                            .value(directory.toString())
                            .advice("Look for space and rights there"),
                    e);
        }
    }

    private static String text(Path directory, String product, String scheme) {
        var releases = examples(scheme);
        return template()
                .replace("@product@", product)
                .replace("@folder@", directory.toString().replaceAll("\\p{Cntrl}", " "))
                .replace("@scheme@", scheme)
                .replace("@first@", releases.getFirst())
                .replace("@second@", releases.getLast());
    }

    private static List<String> examples(String scheme) {
        return switch (scheme) {
            case "semver" -> List.of("1.0.0", "2.0.0");
            case "dataminer" -> List.of("10.4.0", "10.5.0");
            case "odoo" -> List.of("16.0", "17.0");
            case "calendar" -> List.of("25.04", "26.04");
            default -> List.of("1.0", "2.0");
        };
    }

    private static String template() {
        try (var stream = Skeleton.class.getResourceAsStream("skeleton.yaml")) {
            if (stream == null) {
                throw new IllegalStateException("missing from the jar: skeleton.yaml");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
