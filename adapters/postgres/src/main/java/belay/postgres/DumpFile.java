package belay.postgres;

import belay.outside.Fault;
import belay.outside.Meter;
import belay.outside.Sandboxes.Output;
import belay.outside.Sandboxes.Written;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPOutputStream;

/// A dump in one file.
final class DumpFile {

    private static final int BUFFER = 1 << 16;

    private static final int ZSTD_LEVEL = 3;

    private DumpFile() {}

    static Written write(InputStream dump, Output form, Path file, Meter meter)
            throws IOException, Fault {
        var half = file.resolveSibling(file.getFileName() + ".half");
        try {
            var counted = new CountedFile(half, meter, 0);
            try (counted;
                    var packed = packed(form, counted)) {
                dump.transferTo(packed);
            }
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
            return new Written(counted.bytes(), counted.sum());
        } finally {
            Files.deleteIfExists(half);
        }
    }

    private static OutputStream packed(Output form, OutputStream file) throws IOException {
        return switch (form) {
            case SCRIPT, ARCHIVE -> file;
            case SCRIPT_GZIP -> new GZIPOutputStream(file, BUFFER);
            case SCRIPT_ZSTD -> new ZstdOutputStream(file, ZSTD_LEVEL).setChecksum(true);
            case DIRECTORY -> throw new IllegalArgumentException("a directory is no file");
        };
    }
}
