package belay.dumps;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import belay.outside.DumpFiles.Bounds;
import belay.outside.DumpHead;
import belay.outside.DumpHead.Form;
import belay.outside.DumpHead.Layer;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.problem.Answer;
import belay.testkit.Packed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StrangersFilesTest {

    private final StrangersFiles files = new StrangersFiles();

    @TempDir Path folder;

    @Test
    void aHeadSaysWhatAScriptIs() throws Exception {
        Path file = write("dump.sql.gz", Packed.gzip(Samples.script()));

        var head = head(file);

        assertThat(head.form()).isEqualTo(Form.SCRIPT);
        assertThat(head.layers()).containsExactly(Layer.GZIP);
        assertThat(head.bytes()).isEqualTo(Files.size(file));
        assertThat(head.facts())
                .containsEntry("producer", "pg_dump 15.4")
                .containsEntry("server", "13.4")
                .containsEntry("encoding", "UTF8");
    }

    /// As tapes and some stores fill up their last block.
    @Test
    void zerosBehindAGzipMeanNothing() throws Exception {
        var packed = Packed.gzip(Samples.script());
        var file = write("dump.sql.gz", Arrays.copyOf(packed, packed.length + 4096));

        assertThat(Heard.of(file).pieces()).isEqualTo(Heard.of(Samples.script()).pieces());
    }

    @Test
    void aLineBeforeTheDumpIsNamed() throws Exception {
        var noise = "\nWARNING: The DB_PASSWORD variable is not set.\n";
        var file = write("dump.sql", (noise + new String(Samples.script(), UTF_8)).getBytes(UTF_8));

        var said = new StrangersFiles().look(file);

        assertThat(said)
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused ->
                                assertThat(refused.problems().toString())
                                        .contains("DUMP:NOT_SQL", "dump.sql:2", "DB_PASSWORD"));
    }

    @Test
    void aHeadSaysWhatAnArchiveIs() throws Exception {
        var head = head(write("shop.dump", Samples.archive()));

        assertThat(head.form()).isEqualTo(Form.ARCHIVE);
        assertThat(head.facts())
                .containsEntry("producer", "pg_dump 15.4")
                .containsEntry("server", "13.4")
                .containsEntry("database", "shop");
    }

    /// Made by the real programs; the archives of both have the version 1.16, the data is in zstd.
    @ParameterizedTest
    @CsvSource({"17,17.7,17.11", "18,18.1,18.6"})
    void anArchiveOfTheLatestReleasesIsReadToItsEnd(String major, String server, String producer)
            throws Exception {
        byte[] archive;
        try (var real =
                StrangersFilesTest.class.getResourceAsStream("pg_dump-" + major + ".dump")) {
            archive = real.readAllBytes();
        }
        Path file = write("shop.dump", archive);
        Path cut = write("cut.dump", Arrays.copyOf(archive, archive.length - 1));

        assertThat(head(file).facts())
                .containsEntry("server", server)
                .containsEntry("producer", "pg_dump " + producer)
                .containsEntry("encoding", "UTF8");
        assertThat(unwrapped(file)).isEqualTo(file);
        assertThatThrownBy(() -> unwrapped(cut)).hasMessageContaining("DUMP:CUT");
    }

    private Path unwrapped(Path file) throws Fault {
        return files.unwrap(file, folder.resolve("unwrapped"), Bounds.USUAL, Meter.SILENT);
    }

    @Test
    void aManifestBesideADumpIsRead() throws Exception {
        Path file = Samples.zip(folder.resolve("shop.zip"));

        assertThat(head(file).manifest()).containsEntry("version", "16.0");
        assertThat(Heard.of(file).pieces())
                .extracting(Heard.Part::rows)
                .contains(Optional.of("1\tone\n2\tzwölf\n"));
    }

    static Stream<Arguments> whatIsNoDump() throws IOException {
        byte[] script = Samples.script();
        byte[] gzip = Packed.gzip(script);
        return Stream.of(
                arguments("EMPTY", "a.sql", new byte[0]),
                arguments("EMPTY", "a.sql.gz", Packed.gzip(new byte[0])),
                arguments("EMPTY", "a.sql", " \n".getBytes(UTF_8)),
                arguments("CUT", "a.sql.gz", Arrays.copyOf(gzip, gzip.length / 2)),
                arguments("NOT_A_DUMP", "a.sql.gz", "\u007fELF\u0002".getBytes(UTF_8)),
                arguments("NOT_A_DUMP", "a.sql", "%PDF-1.7\n".getBytes(UTF_8)),
                arguments("NOT_A_DUMP", "a.sql", "<!DOCTYPE html><html>".getBytes(UTF_8)),
                arguments("NOT_A_DUMP", "a.sql", "id;name\n1;one\n".getBytes(UTF_8)),
                arguments("OTHER_PACKING", "a.sql.bz2", "BZh91AY&SY".getBytes(UTF_8)),
                arguments("OTHER_PACKING", "a.sql.lz4", new byte[] {4, 0x22, 0x4d, 0x18, 0x64}),
                arguments("OTHER_DATABASE", "a.sql", "-- MySQL dump 10.13\n".getBytes(UTF_8)),
                arguments("OTHER_DATABASE", "a.db", "SQLite format 3\0".getBytes(UTF_8)),
                arguments("PACKED_TWICE", "a.sql.gz", Packed.gzip(gzip)),
                arguments("PACKED_TWICE", "a.sql.gz", Packed.gzip(Samples.zstd(script))),
                arguments("PACKED_TWICE", "a.sql.zst", Samples.zstd(gzip)),
                arguments("WIDE_TEXT", "a.sql", Samples.SCRIPT.getBytes(UTF_16)),
                arguments("WIDE_TEXT", "a.sql", Samples.SCRIPT.getBytes(UTF_16LE)),
                arguments("WRONG_NAME", "a.sql", gzip),
                arguments("WRONG_NAME", "a.sql.gz", script),
                arguments("WRONG_NAME", "a.sql.gz", Samples.zstd(script)),
                arguments("WRONG_NAME", "a.sql.gz", Packed.gzip(Samples.archive())),
                arguments("WRONG_NAME", "a.sql", Samples.archive()),
                arguments("WRONG_NAME", "a.zip", script),
                arguments("NUL_BYTES", "a.sql", "SELECT 1;\0 SELECT 2;".getBytes(UTF_8)),
                arguments("ENCODING", "a.sql", "SET client_encoding = 'BIG5';\n".getBytes(UTF_8)));
    }

    @ParameterizedTest
    @MethodSource("whatIsNoDump")
    void whatIsNoDumpHasItsOwnError(String code, String name, byte[] content) throws Exception {
        Path file = write(name, content);

        assertThat(refusal(file)).isEqualTo("DUMP:" + code);
    }

    @Test
    void aBackupWithFilesIsRefusedWithTheReason() throws Exception {
        Path zip =
                Packed.zip(
                        folder.resolve("full.zip"),
                        archive -> {
                            Packed.put(archive, "dump.sql", Samples.SCRIPT, 0100644);
                            Packed.put(archive, "filestore/ab/abcd", "picture", 0100644);
                        });
        Path tar =
                Packed.tarGz(
                        folder.resolve("full.tar.gz"),
                        archive -> {
                            Packed.put(archive, "backup/dump.sql", Samples.SCRIPT);
                            Packed.put(archive, "backup/src/app.py", "pass");
                        });

        assertThat(refusal(zip)).isEqualTo("DUMP:FULL_BACKUP");
        assertThat(refusal(tar)).isEqualTo("DUMP:FULL_BACKUP");
    }

    @Test
    void aBombIsRefusedWhileItUnpacks() throws Exception {
        byte[] script = new byte[32 << 20];
        Arrays.fill(script, (byte) '-');
        Path gzip = write("bomb.sql.gz", Packed.gzip(script));
        Path zstd = write("bomb.sql.zst", Samples.zstd(script));
        Path zip =
                Packed.zip(
                        folder.resolve("bomb.zip"),
                        archive -> Packed.put(archive, "dump.sql", new String(script, UTF_8), 0));

        for (Path bomb : List.of(gzip, zstd)) {
            assertThatThrownBy(() -> Heard.of(bomb)).hasMessageContaining("DUMP:BOMB");
        }
        assertThat(refusal(zip)).isEqualTo("DUMP:DANGEROUS_ARCHIVE");
    }

    @Test
    void whatIsNoFileIsNotWaitedFor() throws Exception {
        assertThat(refusal(Path.of("/dev/zero"))).isEqualTo("DUMP:NO_FILE");
        assertThatThrownBy(() -> files.look(folder.resolve("absent")))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("DUMP:MISSING");
    }

    @Test
    void aPathThatLeadsNowhereIsBadInput() throws Exception {
        Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        Path within = write("dump.sql", Samples.script()).resolve("dump.sql");

        for (Path nowhere : List.of(loop, within, folder.resolve("x".repeat(300)))) {
            assertThatThrownBy(() -> files.look(nowhere))
                    .isInstanceOf(Fault.Permanent.class)
                    .hasMessageContaining("DUMP:MISSING");
        }
    }

    @Test
    void aFolderThatIsNoDumpIsToldByWhatIsInIt() throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        for (String name : List.of("bin", "conf", "lib", "logs", "tmp", "version.txt")) {
            Files.createFile(home.resolve(name));
        }

        assertThat(files.look(home).toString())
                .contains("NOT_A_DUMP", "bin, conf, lib, logs, tmp and 1 more", "toc.dat");
        assertThat(files.look(Files.createDirectory(folder.resolve("empty"))).toString())
                .contains("NOT_A_DUMP", "an empty folder");
    }

    @Test
    void aFolderThatLeadsOutIsRefused() throws Exception {
        Path dump = Files.createDirectory(folder.resolve("dump"));
        Files.write(dump.resolve("toc.dat"), Samples.archive());
        Path secret = write("secret", new byte[] {'s'});
        Files.createSymbolicLink(dump.resolve("1.dat"), secret);

        assertThat(refusal(dump)).isEqualTo("DUMP:DANGEROUS_ARCHIVE");
    }

    @Test
    void whatIsTakenIsTheFileOrNothing() throws Exception {
        Path file = write("dump.sql", Samples.script());
        Path copy = folder.resolve("taken/copy");

        var taken = files.take(file, copy, "", Meter.SILENT);
        var again = files.take(file, copy, taken.sha256(), Meter.SILENT);

        assertThat(copy).hasSameBinaryContentAs(file);
        assertThat(again).isEqualTo(taken);
        Path other = folder.resolve("taken/other");
        assertThatThrownBy(() -> files.take(file, other, "0".repeat(64), Meter.SILENT))
                .hasMessageContainingAll("DUMP:SUM", taken.sha256(), "0".repeat(64));
        assertThat(folder.resolve("taken")).isDirectoryNotContaining(one -> !one.equals(copy));
    }

    @Test
    void anArchiveIsUnwrappedOnlyWhenItIsWhole() throws Exception {
        byte[] archive = Samples.archive();
        Path whole = write("whole.dump.gz", Packed.gzip(archive));
        Path cut = write("cut.dump.gz", Packed.gzip(Arrays.copyOf(archive, archive.length - 2)));
        Path to = folder.resolve("unwrapped");

        assertThatThrownBy(() -> files.unwrap(cut, to, Bounds.USUAL, Meter.SILENT))
                .hasMessageContaining("DUMP:CUT");
        assertThat(to).doesNotExist();

        Path unwrapped = files.unwrap(whole, to, Bounds.USUAL, Meter.SILENT);

        assertThat(unwrapped).hasBinaryContent(archive);
    }

    private DumpHead head(Path file) throws Fault {
        return switch (files.look(file)) {
            case Answer.Given<DumpHead>(var head) -> head;
            case Answer.Refused<DumpHead>(var problems) -> throw new AssertionError(problems);
        };
    }

    private String refusal(Path file) throws Fault {
        return switch (files.look(file)) {
            case Answer.Given<DumpHead>(var head) -> throw new AssertionError(head);
            case Answer.Refused<DumpHead>(var problems) -> problems.getFirst().code();
        };
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }
}
