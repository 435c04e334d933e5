package belay.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import belay.outside.Databases.Place;
import belay.outside.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a server of our own needs of the machine.
class ServerTest {

    @TempDir Path directory;
    private Path shut;

    @BeforeEach
    void shutAFolder() throws Exception {
        Assumptions.assumeTrue(Owner.root(), "only root starts servers as another user");
        shut = Files.createDirectory(directory.resolve("shut"));
        mode(directory, "rwxr-xr-x");
        mode(shut, "rwx------");
    }

    @Test
    void aFolderThatKeepsTheServersUserFromItsDataIsNamed() throws Exception {
        namesTheFolder(Binaries.embedded(Production.unpacked()), shut.resolve("deep/server"));
    }

    @Test
    void aFolderThatKeepsTheServersUserFromItsProgramsIsNamed() throws Exception {
        var program = Files.writeString(shut.resolve("initdb"), "#!/bin/sh\n");
        mode(program, "rwxr-xr-x");

        namesTheFolder(new Binaries(shut), directory.resolve("server"));
    }

    private void namesTheFolder(Binaries binaries, Path at) throws Exception {
        var owner = Owner.forNewServers(directory);
        var server = new Server(binaries, new Place(at, 5432), owner);
        var password = Files.writeString(directory.resolve("password"), "secret\n");

        assertThatThrownBy(() -> server.initialise("belay", password))
                .isInstanceOfSatisfying(
                        Fault.Permanent.class,
                        fault -> {
                            var problem = fault.problem();
                            assertThat(problem.code()).isEqualTo("POSTGRES:UNREACHABLE");
                            assertThat(problem.value()).isEqualTo(shut.toString());
                            assertThat(problem.advice()).contains("chmod o+x " + shut);
                        });
    }

    private static void mode(Path path, String mode) throws Exception {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}
