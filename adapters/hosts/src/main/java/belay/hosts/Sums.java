package belay.hosts;

import belay.document.GivenFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Checksums, in lower-case hex.
final class Sums {

    static final String SHA_256 = "SHA-256";

    static final String SHA_512 = "SHA-512";

    /// Only because Maven repositories give no other everywhere.
    static final String SHA_1 = "SHA-1";

    private Sums() {}

    static String of(String text) {
        return hex(digest(SHA_256).digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    static String of(Path file, String algorithm) throws IOException {
        try (var input = digesting(GivenFile.plain(file), algorithm)) {
            input.transferTo(OutputStream.nullOutputStream());
            return of(input);
        }
    }

    static DigestInputStream digesting(InputStream input, String algorithm) {
        return new DigestInputStream(input, digest(algorithm));
    }

    /// The sum of what was read through `read`.
    static String of(DigestInputStream read) {
        return hex(read.getMessageDigest().digest());
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has " + algorithm, impossible);
        }
    }

    private static String hex(byte[] sum) {
        return HexFormat.of().formatHex(sum);
    }
}
