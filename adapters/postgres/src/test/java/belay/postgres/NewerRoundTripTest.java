package belay.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.Meter;
import belay.outside.Sandboxes.Output;
import belay.testkit.DebianClients;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The same of releases whose tools Debian has, but this machine need not.
@Tag("products")
class NewerRoundTripTest {

    private static Path folder;

    @TempDir private Path directory;
    private Sandboxed boxed;

    @BeforeAll
    static void fetch() throws IOException {
        folder = DebianClients.of(17, 18);
    }

    @BeforeEach
    void prepare() throws IOException {
        boxed = new Sandboxed(new Clients(List.of(folder)));
    }

    @AfterEach
    void closeAll() throws Exception {
        boxed.close();
    }

    @ParameterizedTest
    @CsvSource({
        "17,--format=plain",
        "17,--inserts",
        "17,--column-inserts --rows-per-insert=7 --quote-all-identifiers",
        "17,--clean --if-exists --compress=zstd:level=3",
        "17,--format=custom",
        "17,--format=custom --compress=lz4",
        "17,--format=custom --compress=zstd:long",
        "17,--format=directory",
        "17,--format=directory --compress=lz4 --jobs=2",
        "17,--format=directory --compress=zstd",
        "17,--format=tar",
        "18,--format=plain",
        "18,--inserts",
        "18,--column-inserts --rows-per-insert=7 --quote-all-identifiers",
        "18,--clean --if-exists --compress=zstd:long",
        "18,--format=custom",
        "18,--format=custom --compress=lz4",
        "18,--format=custom --compress=zstd",
        "18,--format=directory",
        "18,--format=directory --compress=lz4 --jobs=2",
        "18,--format=directory --compress=zstd",
        "18,--format=tar",
        "18,--format=plain --statistics",
        "18,--format=custom --statistics",
    })
    void aHardSchemaIsTheSameAfterwards(String major, String options) throws Exception {
        var trip = trip(major);
        trip.make("source", major);

        trip.load("target", major, trip.dumped("source", List.of(options.split(" ", -1))));

        trip.requireSame("target", "source");
        assertThat(trip.rows(boxed.sandboxes.endpoint("target")))
                .isEqualTo(trip.rows(boxed.superuser("source")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "18"})
    void whatIsWrittenInAnyFormIsTheSameAgain(String major) throws Exception {
        var trip = trip(major);
        trip.make("source", major);
        trip.load("target", major, trip.dumped("source", List.of("--format=custom")));

        for (var form : Output.values()) {
            var dump = directory.resolve(form.name());
            boxed.sandboxes.dump("target", form, dump, Meter.SILENT);
            trip.load("again", major, dump);

            trip.requireSame("again", "source");
            boxed.sandboxes.close("again");
        }
    }

    @Test
    void anOlderServerIsDumpedForANewerOne() throws Exception {
        var trip = trip("18");
        trip.make("source", "17");

        trip.load("target", "18", trip.dumped("source", List.of("--format=directory")));

        trip.requireSame("target", "source");
    }

    private RoundTrip trip(String major) {
        return new RoundTrip(boxed, folder.resolve(major).resolve("bin"), directory);
    }
}
