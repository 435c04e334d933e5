package belay.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;

/// Which process of Belay works with a sandbox: one that died is promised nothing any more, though
/// its server lives on for whoever resumes.
///
/// @param process its number
/// @param since when it was started, by the kernel: numbers are given again
record Holder(long process, String since) {

    private static Holder me() {
        var me = ProcessHandle.current();
        return new Holder(me.pid(), started(me));
    }

    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("");
    }

    /// This process works with it from now on.
    static void take(Path file) throws IOException {
        var me = me();
        if (read(file).equals(Optional.of(me))) {
            return;
        }
        var half = file.resolveSibling(file.getFileName() + "." + me.process());
        Files.writeString(half, me.process() + " " + me.since());
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    }

    static Optional<Holder> read(Path file) throws IOException {
        try {
            var words = Files.readString(file).split(" ", -1);
            return words.length == 2 && words[0].matches("\\d{1,18}")
                    ? Optional.of(new Holder(Long.parseLong(words[0]), words[1]))
                    : Optional.empty();
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    boolean lives() {
        return ProcessHandle.of(process)
                .filter(ProcessHandle::isAlive)
                .filter(found -> started(found).equals(since))
                .isPresent();
    }
}
