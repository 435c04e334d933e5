package belay.release;

import belay.document.Place;
import belay.document.Sha256;
import belay.document.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/// The files of one pack. Nothing outside of its directory is ever read, whatever a name or a link
/// says.
final class PackFiles implements PartReader.Scripts {

    static final int LARGEST = 1 << 20;
    static final int MOST_FILES = 10_000;
    private static final byte[] NOTHING = {};

    private final Path directory;
    private final Words words;

    PackFiles(Path directory, Words words) {
        this.directory = directory;
        this.words = words;
    }

    /// The SQL that `written` names or is: a word that ends in `.sql` names a file.
    @Override
    public String text(Place place, String written) {
        return isName(written) ? script(place, written) : written;
    }

    static boolean isName(String written) {
        return written.endsWith(".sql") && written.chars().noneMatch(Character::isWhitespace);
    }

    @Override
    public void require(Place place, String file, boolean program) {
        int before = words.problems().count();
        words.inside(place, file);
        if (words.problems().count() > before) {
            return;
        }
        try {
            var real = directory.resolve(file).toRealPath();
            if (!real.startsWith(directory)) {
                note(place, file, "OUTSIDE", "this file lies outside of the pack");
            } else if (program && !Files.isRegularFile(real)) {
                note(place, file, "NO_FILE", "this is no file");
            } else if (program && !Files.isExecutable(real)) {
                words.problems()
                        .add(
                                place,
                                words.problem("NOT_EXECUTABLE", "this file cannot be started")
                                        .value(file)
                                        .expected("a file that may be executed")
                                        .advice(
                                                "run `chmod +x "
                                                        + file
                                                        + "` in the pack's folder"));
            }
        } catch (IOException | InvalidPathException missing) {
            note(place, file, "NO_FILE", "the pack has no such file");
        }
    }

    /// What a file of SQL holds; empty after noting what is wrong.
    private String script(Place place, String name) {
        try {
            return Utf8.read(bytes(place, name, LARGEST));
        } catch (CharacterCodingException notText) {
            note(place, name, "NOT_TEXT", "this file is not UTF-8 text");
            return "";
        }
    }

    /// What a file holds; empty after noting what is wrong.
    byte[] bytes(Place place, String name, int largest) {
        int before = words.problems().count();
        words.inside(place, name);
        if (words.problems().count() > before) {
            return NOTHING;
        }
        try {
            var file = directory.resolve(name).toRealPath();
            if (!file.startsWith(directory)) {
                note(place, name, "OUTSIDE", "this file lies outside of the pack");
            } else if (!Files.isRegularFile(file)) {
                note(place, name, "NO_FILE", "this is no file");
            } else if (Files.size(file) > largest) {
                note(place, name, "TOO_LARGE", "this file is larger than " + largest + " bytes");
            } else {
                return Files.readAllBytes(file);
            }
        } catch (IOException | InvalidPathException missing) {
            note(place, name, "NO_FILE", "the pack has no such file");
        }
        return NOTHING;
    }

    private void note(Place place, String name, String kind, String reason) {
        words.problems().add(place, words.problem(kind, reason).value(name));
    }

    /// SHA-256 over names and contents of all files; links count by what they say, and are not
    /// followed.
    String hash(Place place) {
        try (var walk = Files.walk(directory)) {
            var files =
                    walk.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                            .limit(MOST_FILES + 1L)
                            .sorted()
                            .toList();
            if (files.size() > MOST_FILES) {
                note(
                        place,
                        directory.toString(),
                        "TOO_LARGE",
                        "a pack has at most " + MOST_FILES + " files");
                return "";
            }
            return hash(files);
        } catch (IOException | UncheckedIOException unreadable) {
            note(place, directory.toString(), "NO_FILE", "the pack cannot be read");
            return "";
        }
    }

    private String hash(List<Path> files) throws IOException {
        var digest = Sha256.digest();
        for (var file : files) {
            var name = directory.relativize(file).toString();
            digest.update((name + "\0").getBytes(StandardCharsets.UTF_8));
            if (Files.isSymbolicLink(file)) {
                digest.update(
                        Files.readSymbolicLink(file).toString().getBytes(StandardCharsets.UTF_8));
            } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                digest.update((Files.size(file) + "\0").getBytes(StandardCharsets.UTF_8));
                update(digest, file);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, Path file) throws IOException {
        var buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
    }
}
