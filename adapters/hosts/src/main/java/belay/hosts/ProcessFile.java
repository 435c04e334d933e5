package belay.hosts;

import belay.outside.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What is written down of a started process: four lines, the machine's boot, number, session, time
/// of start.
final class ProcessFile {

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private ProcessFile() {}

    static void write(Path file, Being being) throws IOException {
        Disk.replace(
                file,
                String.join(
                        "\n",
                        Files.readString(BOOT).strip(),
                        Long.toString(being.pid()),
                        Long.toString(being.session()),
                        Long.toString(being.start()),
                        ""));
    }

    /// The process that took the lock on `file` with flock(2), as `/proc/locks` knows it (proc(5)).
    static Optional<Being> holder(Path file) throws Fault {
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            String place = ":" + Files.getAttribute(file, "unix:ino");
            return Files.readAllLines(Path.of("/proc/locks")).stream()
                    .map(line -> List.of(line.strip().split("\\s+")))
                    .filter(words -> words.size() == 8 && words.get(1).equals("FLOCK"))
                    .filter(words -> words.get(5).endsWith(place))
                    .flatMap(words -> Being.find(Long.parseLong(words.get(4))).stream())
                    .findFirst();
        } catch (IOException failed) {
            throw Faults.of("see who holds the lock", file, failed);
        }
    }

    /// Empty after a restart of the machine: the number means another one then.
    static Optional<Being> read(Path file) throws Fault {
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(file);
            if (lines.size() != 4 || !lines.getFirst().equals(Files.readString(BOOT).strip())) {
                return Optional.empty();
            }
            return Optional.of(
                    new Being(
                            Long.parseLong(lines.get(1)),
                            0,
                            Long.parseLong(lines.get(2)),
                            Long.parseLong(lines.get(3))));
        } catch (IOException failed) {
            throw Faults.of("read what is known of a process", file, failed);
        }
    }
}
