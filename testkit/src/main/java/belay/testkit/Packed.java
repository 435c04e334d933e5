package belay.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/// Makes archives, good and bad.
public final class Packed {

    private Packed() {}

    public interface Filling<T> {
        void fill(T archive) throws IOException;
    }

    public static Path tarGz(Path file, Filling<TarArchiveOutputStream> filling)
            throws IOException {
        return Files.write(file, gzip(tar(filling)));
    }

    public static byte[] tar(Filling<TarArchiveOutputStream> filling) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            filling.fill(tar);
        }
        return bytes.toByteArray();
    }

    public static byte[] gzip(byte[] content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    public static void put(TarArchiveOutputStream tar, String name, String text)
            throws IOException {
        put(tar, name, text, 0100644);
    }

    public static void put(TarArchiveOutputStream tar, String name, String text, int mode)
            throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        var entry = new TarArchiveEntry(name, true);
        entry.setMode(mode);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    public static void directory(TarArchiveOutputStream tar, String name) throws IOException {
        tar.putArchiveEntry(new TarArchiveEntry(name + "/", true));
        tar.closeArchiveEntry();
    }

    public static void link(TarArchiveOutputStream tar, String name, String target)
            throws IOException {
        link(tar, name, target, TarConstants.LF_SYMLINK);
    }

    public static void link(TarArchiveOutputStream tar, String name, String target, byte kind)
            throws IOException {
        var entry = new TarArchiveEntry(name, kind, true);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    public static Path zip(Path file, Filling<ZipArchiveOutputStream> filling) throws IOException {
        try (var zip = new ZipArchiveOutputStream(file)) {
            filling.fill(zip);
        }
        return file;
    }

    public static void put(ZipArchiveOutputStream zip, String name, String text, int mode)
            throws IOException {
        var entry = new ZipArchiveEntry(name);
        entry.setUnixMode(mode);
        zip.putArchiveEntry(entry);
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeArchiveEntry();
    }

    /// Changes bytes of a finished file.
    public static void damage(Path file, Consumer<byte[]> change) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        change.accept(bytes);
        Files.write(file, bytes);
    }
}
