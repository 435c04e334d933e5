package belay.dumps;

import belay.archive.Archive;
import belay.archive.GzipStream;
import belay.archive.Limits;
import belay.outside.DumpFiles.Bounds;
import belay.outside.DumpHead.Layer;
import belay.outside.Meter;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// A file and what it is wrapped in.
///
/// @param layers the outermost first: at most one packing, and at most one archive within it
/// @param entry of the archive that is meant, by the name it has there; empty without an archive
record Wrapped(Path file, List<Layer> layers, String entry) {

    /// Of zstd's window, as a power of two: what its own program takes without being asked.
    private static final int LARGEST_WINDOW = 27;

    static Wrapped bare(Path file) {
        return new Wrapped(file, List.of(), "");
    }

    Wrapped within(Layer layer, String name) {
        return new Wrapped(file, Stream.concat(layers.stream(), Stream.of(layer)).toList(), name);
    }

    /// What lies inside all layers, from its first byte.
    InputStream open(Bounds bounds, Meter meter) throws IOException {
        if (entry.isEmpty()) {
            return unpacked(bounds, meter);
        }
        try {
            var archive = archive(bounds, meter);
            if (layers.contains(Layer.TAR)) {
                long size = size();
                return new Gauge(archive.open(entry), () -> size, size, bounds, Meter.SILENT);
            }
            return zipped(archive, bounds, meter);
        } catch (IOException wrong) {
            throw Gauge.told(wrong);
        }
    }

    /// How much of a zip was read can only be told from what came out.
    private InputStream zipped(Archive archive, Bounds bounds, Meter meter) throws IOException {
        long size = size();
        long[] count = {0};
        LongSupplier stored = () -> Math.min(size, count[0]);
        var content = archive.open(entry);
        var counted =
                new FilterInputStream(content) {
                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        int read = super.read(buffer, offset, length);
                        count[0] = read < 0 ? size : count[0] + read;
                        return read;
                    }
                };
        return new Gauge(counted, stored, size, bounds, meter);
    }

    /// The archive that is meant, with the rules for what a dump may come with.
    Archive archive(Bounds bounds, Meter meter) throws IOException {
        var limits = new Limits(bounds.entries(), bounds.output(), bounds.ratio(), false);
        if (layers.contains(Layer.ZIP)) {
            return Archive.zip(file, limits);
        }
        return Archive.tar(() -> unpacked(bounds, meter), size(), limits);
    }

    /// Without its packing.
    private Gauge unpacked(Bounds bounds, Meter meter) throws IOException {
        var stored = new Stored(file);
        try {
            return new Gauge(unpacked(stored), stored::count, size(), bounds, meter);
        } catch (IOException wrong) {
            stored.close();
            throw Gauge.told(wrong);
        }
    }

    private InputStream unpacked(Stored stored) throws IOException {
        if (layers.contains(Layer.GZIP)) {
            return new GzipStream(stored);
        }
        if (layers.contains(Layer.ZSTD)) {
            var zstd = new ZstdInputStreamNoFinalizer(stored);
            zstd.setLongMax(LARGEST_WINDOW);
            return zstd;
        }
        return stored;
    }

    private long size() throws Stored.Trouble {
        try {
            return Files.size(file);
        } catch (IOException failed) {
            throw new Stored.Trouble(failed);
        }
    }
}
