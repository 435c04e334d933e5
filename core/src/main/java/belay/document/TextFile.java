package belay.document;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file of text that a person has named: its text, or what stands there instead.
public sealed interface TextFile {

    /// A password longer than this is some other file.
    int LONGEST_SECRET = 1 << 12;

    /// @param text without a mark of the byte order
    record Text(String text) implements TextFile {}

    /// @param found in words, such as `a folder`; never anything of what the file holds
    record Unfit(String found) implements TextFile {}

    /// @param most bytes that are read
    static TextFile read(Path file, int most) {
        try {
            var bytes = GivenFile.read(file, most);
            if (bytes.length > most) {
                return new Unfit("a file of more than " + most + " bytes");
            }
            var text = Utf8.read(bytes);
            return text.indexOf('\0') < 0 ? new Text(text) : notText();
        } catch (CharacterCodingException binary) {
            return notText();
        } catch (IOException unreadable) {
            return new Unfit(instead(file, unreadable));
        }
    }

    /// One line that is not empty, without the spaces around it.
    static TextFile secret(Path file) {
        return switch (read(file, LONGEST_SECRET)) {
            case Unfit unfit -> unfit;
            case Text(var text) when text.isBlank() -> new Unfit("an empty file");
            case Text(var text) when text.strip().chars().anyMatch(Character::isISOControl) ->
                    new Unfit("a file of several lines, or with other control characters");
            case Text(var text) -> new Text(text.strip());
        };
    }

    private static Unfit notText() {
        return new Unfit("a file that is not UTF-8 text");
    }

    /// What stands where a file could not be read, in words.
    static String instead(Path file, IOException why) {
        if (Files.isDirectory(file)) {
            return "a folder";
        }
        if (why instanceof GivenFile.NoFile other) {
            return other.found();
        }
        if (why instanceof AccessDeniedException) {
            return "a file that Belay's user may not read";
        }
        return Files.exists(file) ? "a file that cannot be read: " + why.getMessage() : "no file";
    }
}
