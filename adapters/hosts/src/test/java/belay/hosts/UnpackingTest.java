package belay.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Fault;
import belay.release.Package.Source;
import belay.testkit.Packed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnpackingTest {

    @TempDir Path directory;
    private Sandbox sandbox;
    private Path home;

    @BeforeEach
    void open() {
        sandbox = new Sandbox(directory);
        home = directory.resolve("opt/product-2");
    }

    @Test
    void aTarKeepsFilesRightsTimesAndInnerLinks() throws Exception {
        Path archive = good();

        unpack(archive, 1);

        assertThat(home.resolve("bin/run.sh")).hasContent("#!/bin/sh\n");
        assertThat(rights("bin/run.sh")).isEqualTo("rwxr-xr-x");
        assertThat(rights("lib/größe.jar")).isEqualTo("rw-r--r--");
        assertThat(rights("lib")).isEqualTo("rwxr-xr-x");
        assertThat(home.resolve("empty")).isEmptyDirectory();
        assertThat(Files.readSymbolicLink(home.resolve("lib/current.jar")))
                .hasToString("../lib/größe.jar");
    }

    @Test
    void aZipKeepsFilesAndRights() throws Exception {
        Path archive =
                Packed.zip(
                        directory.resolve("p.zip"),
                        zip -> {
                            Packed.put(zip, "p/bin/run.sh", "#!/bin/sh\n", 0100755);
                            Packed.put(zip, "p/conf/", "", 0040755);
                            Packed.put(zip, "p/conf/a", "A", 0100644);
                            Packed.put(zip, "p/now", "conf/a", 0120777);
                        });

        unpack(archive, 1);

        assertThat(rights("bin/run.sh")).isEqualTo("rwxr-xr-x");
        assertThat(home.resolve("now")).hasContent("A");
    }

    @Test
    void theFirstBytesSayWhatItIsNotTheName() throws Exception {
        Path archive = Files.move(good(), directory.resolve("package.zip"));

        unpack(archive, 1);

        assertThat(home.resolve("bin/run.sh")).exists();
    }

    @Test
    void aCompleteHomeIsLeftAndNotFetchedAgain() throws Exception {
        Path archive = good();
        unpack(archive, 1);
        Files.writeString(home.resolve("mine"), "mine");
        Files.delete(archive);

        unpack(archive, 1);

        assertThat(home.resolve("mine")).exists();
    }

    @Test
    void aSecondPackageAddsItsFiles() throws Exception {
        unpack(good(), 1);
        Path other =
                Packed.tarGz(
                        directory.resolve("q.tgz"),
                        tar -> {
                            Packed.put(tar, "q/lib/driver.jar", "driver");
                            Packed.put(tar, "q/bin/run.sh", "#!/bin/sh\n", 0100755);
                        });

        unpack(other, 1);
        Files.writeString(home.resolve("lib/driver.jar"), "changed later");
        unpack(good(), 1);
        unpack(other, 1);

        assertThat(home.resolve("lib/driver.jar")).hasContent("changed later");
        assertThat(home.resolve("lib/größe.jar")).exists();
        assertThat(directory.resolve("opt/.product-2.unfinished")).doesNotExist();
    }

    @Test
    void twoReleasesAreNeverMixed() throws Exception {
        unpack(good(), 1);
        Path other =
                Packed.tarGz(
                        directory.resolve("q.tgz"),
                        tar -> {
                            Packed.put(tar, "q/added", "q");
                            Packed.put(tar, "q/bin/run.sh", "another", 0100755);
                        });

        assertThatThrownBy(() -> unpack(other, 1))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("would replace " + home.resolve("bin/run.sh"));
        assertThat(home.resolve("added")).doesNotExist();
    }

    @Test
    void aDirectoryThatBelayDidNotMakeIsNotTouched() throws Exception {
        sandbox.file("opt/product-2/theirs", "theirs");

        assertThatThrownBy(() -> unpack(good(), 1))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("was not made by Belay");
        assertThat(home).isDirectoryContaining("glob:**theirs");
    }

    @Test
    void whatADeadCallLeftIsThrownAway() throws Exception {
        sandbox.file("opt/.product-2.unfinished/half", "half");
        sandbox.file("opt/.product-2.complete", "p");

        unpack(good(), 1);

        assertThat(home.resolve("half")).doesNotExist();
        assertThat(home.resolve("bin/run.sh")).exists();
        assertThat(directory.resolve("opt/.product-2.unfinished")).doesNotExist();
    }

    @Test
    void whatIsRemovedCanBeUnpackedAgain() throws Exception {
        unpack(good(), 1);

        sandbox.host().remove(home);
        sandbox.host().remove(home);

        assertThat(directory.resolve("opt")).isEmptyDirectory();
        unpack(good(), 1);
        assertThat(home.resolve("bin/run.sh")).exists();
    }

    @Test
    void removeFollowsNoLink() throws Exception {
        Path kept = sandbox.file("kept/file", "kept");
        unpack(good(), 1);
        Files.createSymbolicLink(home.resolve("out"), kept.getParent());

        sandbox.host().remove(home);

        assertThat(kept).exists();
        Path link = Files.createSymbolicLink(directory.resolve("link"), kept.getParent());
        assertThatThrownBy(() -> sandbox.host().remove(link)).isInstanceOf(Fault.Permanent.class);
    }

    @Test
    void anOtherSumIsRefused() throws Exception {
        Path archive = good();
        String sum = Sums.of(archive, Sums.SHA_256);

        assertThatThrownBy(() -> unpack(archive, "0".repeat(64)))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("HOST:BAD_SUM");
        unpack(archive, sum.toUpperCase(java.util.Locale.ROOT));

        assertThat(home.resolve("bin/run.sh")).exists();
    }

    @Test
    void aDirectoryIsCopied() throws Exception {
        sandbox.file("pack/files/p/bin/run.sh", "#!/bin/sh\n");

        sandbox.host().unpack(new Source.Local("files"), directory.resolve("pack"), "", 1, home);

        assertThat(home.resolve("bin/run.sh")).exists();
    }

    @Test
    void onlyTheFilesThatAreWantedAreWritten() throws Exception {
        Path archive =
                Packed.tarGz(
                        directory.resolve("p.tgz"),
                        tar -> {
                            Packed.put(tar, "p/conf/a.properties", "a=1", 0100640);
                            Packed.put(tar, "p/conf/b.properties", "b=1", 0100640);
                            Packed.put(tar, "p/lib/large.jar", "jar", 0100640);
                        });
        sandbox.file("pack/files/p/conf/a.properties", "a=1");
        sandbox.file("pack/files/p/lib/large.jar", "jar");
        Path other = home.resolveSibling("other");

        unpackOnly(archive.toString(), 1, home, "conf/a.properties", "conf/absent.properties");
        unpackOnly("files", 1, other, "conf/a.properties");

        assertThat(files(home)).containsExactly("conf/a.properties");
        assertThat(files(other)).containsExactly("conf/a.properties");
    }

    @Test
    void whereAWantedFileIsALinkItLeadsToWhatItLedTo() throws Exception {
        Path archive =
                Packed.tarGz(
                        directory.resolve("p.tgz"),
                        tar -> {
                            Packed.put(tar, "p/etc/a.properties", "a=1", 0100640);
                            Packed.link(tar, "p/conf", "etc");
                        });

        unpackOnly(archive.toString(), 1, home, "conf/a.properties");

        assertThat(home.resolve("conf/a.properties")).hasContent("a=1");
    }

    @Test
    void thePackageOfWhichSomeFilesWereWantedIsNotTakenForWhole() throws Exception {
        Path archive =
                Packed.tarGz(
                        directory.resolve("p.tgz"),
                        tar -> {
                            Packed.put(tar, "p/conf/a.properties", "a=1", 0100640);
                            Packed.put(tar, "p/lib/large.jar", "jar", 0100640);
                        });

        unpackOnly(archive.toString(), 1, home, "conf/a.properties");
        unpack(archive, 1);

        assertThat(files(home)).containsExactly("conf/a.properties", "lib/large.jar");
    }

    private void unpackOnly(String path, int strip, Path to, String... files) throws Fault {
        sandbox.host()
                .unpackOnly(
                        List.of(files),
                        new Source.Local(path),
                        directory.resolve("pack"),
                        "",
                        strip,
                        to);
    }

    private static List<String> files(Path root) throws IOException {
        try (var all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aJarIsAFileNotAnArchive() throws Exception {
        Path jar =
                Packed.zip(directory.resolve("app.jar"), zip -> Packed.put(zip, "A.class", "A", 0));

        unpack(jar, 0);

        assertThat(home.resolve("app.jar")).hasSameBinaryContentAs(jar);
    }

    @Test
    void aPackNamesOnlyWhatLiesInIt() throws Exception {
        sandbox.file("secret.tgz", "x");
        Path pack = Files.createDirectories(directory.resolve("pack"));
        Files.createSymbolicLink(pack.resolve("link"), directory.resolve("secret.tgz"));

        for (String path : List.of("../secret.tgz", "link")) {
            assertThatThrownBy(
                            () -> sandbox.host().unpack(new Source.Local(path), pack, "", 0, home))
                    .isInstanceOf(Fault.Permanent.class)
                    .hasMessageContaining("outside of the pack");
        }
    }

    @Test
    void anOperatorIsToldWhereToNameTheFile() {
        assertThatThrownBy(
                        () -> sandbox.host().unpack(new Source.Operator(), directory, "", 0, home))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("system.yaml under `packages`");
    }

    static Stream<Arguments> dangerous() {
        return Stream.of(
                bad("absolute", tar -> Packed.put(tar, "/etc/x", "x")),
                bad("upwards", tar -> Packed.put(tar, "p/../../x", "x")),
                bad("backslash", tar -> Packed.put(tar, "p\\x", "x")),
                bad("control character", tar -> Packed.put(tar, "p/a\u001b[2J", "x")),
                bad("right to left", tar -> Packed.put(tar, "p/a\u202e", "x")),
                bad("reserved", tar -> Packed.put(tar, "p/NUL.txt", "x")),
                bad("option", tar -> Packed.put(tar, "p/-rf", "x")),
                bad("blank at the end", tar -> Packed.put(tar, "p/a ", "x")),
                bad("long part", tar -> Packed.put(tar, "p/" + "x".repeat(201), "x")),
                bad("long name", tar -> Packed.put(tar, "p/x".repeat(200), "x")),
                bad("setuid", tar -> Packed.put(tar, "p/su", "x", 0104755)),
                bad(
                        "twice",
                        tar -> {
                            Packed.put(tar, "p/a", "x");
                            Packed.put(tar, "p/a", "y");
                        }),
                bad(
                        "case",
                        tar -> {
                            Packed.put(tar, "p/readme", "x");
                            Packed.put(tar, "p/README", "y");
                        }),
                bad(
                        "file as directory",
                        tar -> {
                            Packed.put(tar, "p/a", "x");
                            Packed.put(tar, "p/a/b", "y");
                        }),
                bad(
                        "link as directory",
                        tar -> {
                            Packed.link(tar, "p/a", "b");
                            Packed.put(tar, "p/a/c", "y");
                        }),
                bad("absolute link", tar -> Packed.link(tar, "p/a", "/etc/passwd")),
                bad("link out", tar -> Packed.link(tar, "p/a", "../b")),
                bad("link out from below", tar -> Packed.link(tar, "p/d/a", "../../b")),
                bad("link that turns back", tar -> Packed.link(tar, "p/a", "b/../../c")),
                bad("hard link", tar -> Packed.link(tar, "p/a", "p/b", TarConstants.LF_LINK)),
                bad("device", tar -> Packed.link(tar, "p/a", "", TarConstants.LF_BLK)),
                bad("pipe", tar -> Packed.link(tar, "p/a", "", TarConstants.LF_FIFO)),
                bad("bomb", tar -> Packed.put(tar, "p/zero", "0".repeat(8 << 20))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dangerous")
    void aDangerousEntryIsRefusedBeforeAnythingIsWritten(
            String name, Packed.Filling<TarArchiveOutputStream> filling) throws Exception {
        Path archive =
                Packed.tarGz(
                        directory.resolve("bad.tgz"),
                        tar -> {
                            Packed.put(tar, "p/first", "first");
                            filling.fill(tar);
                        });

        assertThatThrownBy(() -> unpack(archive, 1)).isInstanceOf(Fault.Permanent.class);

        assertThat(home).doesNotExist();
        assertThat(directory.resolve("opt")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 100, 200})
    void aCutArchiveIsRefused(int missing) throws Exception {
        byte[] whole = Files.readAllBytes(good());
        Path cut = directory.resolve("cut.tgz");
        Files.write(cut, Arrays.copyOf(whole, whole.length - missing));

        assertThatThrownBy(() -> unpack(cut, 1))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("HOST:DAMAGED_ARCHIVE");
        assertThat(home).doesNotExist();
    }

    @Test
    void whatStandsBehindTheEndIsRefused() throws Exception {
        byte[] first = Packed.tar(tar -> Packed.put(tar, "p/a", "A"));
        byte[] second = Packed.tar(tar -> Packed.put(tar, "p/b", "B"));
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        Path archive = Files.write(directory.resolve("both.tar"), both);

        assertThatThrownBy(() -> unpack(archive, 1))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("behind its end");
    }

    @Test
    void allMembersOfAGzipFileAreRead() throws Exception {
        byte[] tar = Packed.tar(one -> Packed.put(one, "p/a", "A".repeat(5000)));
        byte[] first = Packed.gzip(Arrays.copyOf(tar, 2000));
        byte[] second = Packed.gzip(Arrays.copyOfRange(tar, 2000, tar.length));
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);

        unpack(Files.write(directory.resolve("both.tgz"), both), 1);

        assertThat(home.resolve("a")).hasContent("A".repeat(5000));
    }

    @Test
    void aZipWithAWrongByteIsRefused() throws Exception {
        Path archive =
                Packed.zip(
                        directory.resolve("p.zip"),
                        zip -> {
                            zip.setLevel(0);
                            Packed.put(zip, "p/a", "abcdefgh", 0100644);
                        });
        Packed.damage(
                archive,
                bytes -> {
                    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("abcdefgh");
                    bytes[at] = 'x';
                });

        assertThatThrownBy(() -> unpack(archive, 1))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("checksum is wrong");
        assertThat(home).doesNotExist();
    }

    @Test
    void whatIsNoArchiveIsSaid() throws Exception {
        Path file = sandbox.file("p.tgz", "hello");

        assertThatThrownBy(() -> unpack(file, 0))
                .isInstanceOf(Fault.Permanent.class)
                .hasMessageContaining("neither zip nor tar");
        assertThatThrownBy(() -> unpack(good(), 9)).hasMessageContaining("mend `strip`");
    }

    private Path good() throws IOException {
        return Packed.tarGz(
                directory.resolve("p.tgz"),
                tar -> {
                    Packed.directory(tar, "./p");
                    Packed.directory(tar, "./p/empty");
                    Packed.put(tar, "./p/bin/run.sh", "#!/bin/sh\n", 0100750);
                    Packed.put(tar, "./p/lib/größe.jar", "jar", 0100600);
                    Packed.link(tar, "./p/lib/current.jar", "../lib/größe.jar");
                });
    }

    private void unpack(Path archive, int strip) throws Fault {
        sandbox.host().unpack(new Source.Local(archive.toString()), directory, "", strip, home);
    }

    private void unpack(Path archive, String sha256) throws Fault {
        sandbox.host().unpack(new Source.Local(archive.toString()), directory, sha256, 1, home);
    }

    private String rights(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(file)));
    }

    private static Arguments bad(String name, Packed.Filling<TarArchiveOutputStream> filling) {
        return Arguments.of(name, filling);
    }
}
