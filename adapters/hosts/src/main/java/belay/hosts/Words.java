package belay.hosts;

import belay.document.GivenFile;
import belay.document.Utf8;
import belay.outside.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The text of a configuration file and the encoding it has on disk: UTF-8 if it can be that, else
/// Latin-1.
///
/// @param mark of the byte order, if the file begins with one; it is no part of the text, and stays
record Words(String text, Charset charset, String mark) {

    private static final long LARGEST = 8L << 20;

    static final Words NONE = new Words("", StandardCharsets.UTF_8, "");

    /// A file that is not there has no words.
    static Words read(Path file) throws Fault {
        try {
            if (!Files.exists(file)) {
                return NONE;
            }
            if (Files.size(file) > LARGEST) {
                throw Faults.permanent(
                        "TOO_LARGE",
                        file + " is too large for a configuration",
                        "carry it as it is");
            }
            try (var input = GivenFile.plain(file)) {
                return of(input.readAllBytes());
            }
        } catch (IOException failed) {
            throw Faults.of("read the configuration", file, failed);
        }
    }

    private static Words of(byte[] bytes) {
        try {
            String all =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            String text = Utf8.withoutMark(all);
            return new Words(
                    text, StandardCharsets.UTF_8, all.length() > text.length() ? Utf8.MARK : "");
        } catch (CharacterCodingException latin) {
            return new Words(
                    new String(bytes, StandardCharsets.ISO_8859_1),
                    StandardCharsets.ISO_8859_1,
                    "");
        }
    }

    boolean canHold(String words) {
        return charset.newEncoder().canEncode(words);
    }

    byte[] bytes(String changed) throws Fault {
        if (!canHold(changed)) {
            throw Documents.unreadable("it is not UTF-8 and cannot hold the new values");
        }
        return (mark + changed).getBytes(charset);
    }
}
