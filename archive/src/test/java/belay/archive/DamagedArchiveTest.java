package belay.archive;

import static org.assertj.core.api.Assertions.assertThat;

import belay.testkit.Packed;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Hundreds of damaged archives of each kind (more with `-Dbelay.mutants`).
class DamagedArchiveTest {

    private static final int MUTANTS = Integer.getInteger("belay.mutants", 600);
    private static final Limits LIMITS = new Limits(1000, 1L << 30, 100, true);

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"zip", "tar", "tgz"})
    void eachIsReadAsItIsOrRefused(String kind) throws IOException {
        var random = new Random(kind.hashCode());
        byte[] sample = sample(kind);
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = sample.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
            }
            Path file = Files.write(directory.resolve("mutant"), mutant);
            try {
                readAll(Archive.of(file, LIMITS));
            } catch (IOException refused) {
                assertThat(refused).isNotNull();
            } catch (RuntimeException stumbled) {
                Files.copy(file, directory.resolve("kept"));
                throw new AssertionError("stumbled over mutant " + i, stumbled);
            }
        }
    }

    private static void readAll(Archive archive) throws IOException {
        var rules = new EntryRules(LIMITS, 0);
        archive.read((entry, content) -> {
            rules.check(entry);
            copy(content);
        });
        rules.finish();
    }

    private static void copy(InputStream content) throws IOException {
        content.transferTo(OutputStream.nullOutputStream());
    }

    private byte[] sample(String kind) throws IOException {
        if (kind.equals("zip")) {
            Path file =
                    Packed.zip(
                            directory.resolve("sample"),
                            zip -> {
                                Packed.put(zip, "a/b", "hello", 0100644);
                                Packed.put(zip, "a/ü", "a/b", 0120777);
                            });
            return Files.readAllBytes(file);
        }
        byte[] tar =
                Packed.tar(one -> {
                    Packed.put(one, "a/b", "hello");
                    Packed.put(one, "a/" + "ü".repeat(90), "long");
                    Packed.link(one, "a/c", "b");
                });
        return kind.equals("tgz") ? Packed.gzip(tar) : tar;
    }
}
