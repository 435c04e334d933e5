package belay.dumps;

import static org.assertj.core.api.Assertions.assertThat;

import belay.testkit.Packed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Whatever a file holds: it is read or refused, and what is refused leaves nothing on the disk.
@Execution(ExecutionMode.CONCURRENT)
class ContainerFuzzTest {

    private static final int HEADER = 512;
    private static final int CHECKSUM = 148;

    private static final List<String> WORDS =
            List.of(
                    "PK\u0003\u0004",
                    "PK\u0001\u0002",
                    "PK\u0005\u0006",
                    "PK\u0006\u0006",
                    "PK\u0006\u0007",
                    "\u001f\u008b\b",
                    "(\u00b5/\u00fd",
                    "PGDMP",
                    "ustar\u000000",
                    "../",
                    "/",
                    "\\",
                    "toc.dat",
                    "dump.sql",
                    "manifest.json",
                    "\0\0\0\0",
                    "\u00ff\u00ff\u00ff\u00ff",
                    "\u00ff\u00ff\u00ff\u007f",
                    "\u0080",
                    "{\"a\":",
                    "7777777",
                    "x",
                    "L",
                    "2",
                    "1",
                    "S",
                    "K",
                    "path=",
                    "0 size=9\n");

    @TempDir Path folder;

    @Test
    void anyFileIsReadOrRefused() throws IOException {
        byte[] script = Samples.script();
        byte[] tar = Packed.tar(archive -> Packed.put(archive, "dump.sql", Samples.SCRIPT));
        List<byte[]> seeds =
                List.of(
                        script,
                        Packed.gzip(script),
                        Samples.zstd(script),
                        Files.readAllBytes(Samples.zip(folder.resolve("a.zip"))),
                        tar,
                        Packed.gzip(tar),
                        Samples.directory(),
                        Samples.archive());

        new Mutations(seeds, WORDS).run(this::check);
    }

    private void check(byte[] input, SplittableRandom random) throws Exception {
        if (input.length > HEADER && random.nextBoolean()) {
            sumUp(input);
        }
        Path room = Files.createDirectories(folder.resolve("room"));
        Path file = Files.write(room.resolve("file"), input);
        Path unwrapped = room.resolve("unwrapped");

        var refusal = Samples.refusal(file, unwrapped);

        refusal.ifPresent(problem -> assertThat(problem.code()).startsWith("DUMP:"));
        if (refusal.isPresent() && Files.exists(unwrapped)) {
            throw new AssertionError("it left something: " + refusal);
        }
        Folder.deleteAll(unwrapped);
        Files.delete(file);
        assertThat(room.toFile().list()).isEmpty();
    }

    /// Gives the first header of a tar the checksum that it should have, so that not every change
    /// of it ends there.
    private static void sumUp(byte[] tar) {
        int sum = 8 * ' ';
        for (int at = 0; at < HEADER; at++) {
            sum += at >= CHECKSUM && at < CHECKSUM + 8 ? 0 : tar[at] & 0xff;
        }
        byte[] octal =
                String.format("%06o\0 ", sum).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        if (new String(tar, 257, 5, java.nio.charset.StandardCharsets.ISO_8859_1).equals("ustar")) {
            System.arraycopy(octal, 0, tar, CHECKSUM, octal.length);
        }
    }
}
