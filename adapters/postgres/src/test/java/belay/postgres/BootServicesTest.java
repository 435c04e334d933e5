package belay.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.Databases.AtBoot;
import belay.outside.Databases.AtBoot.Manner;
import belay.outside.Databases.Place;
import belay.outside.Endpoint;
import belay.outside.Meter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The machine is a folder; the servers are real.
class BootServicesTest {

    private static final String RUN = "20261121-0903-k7q2";

    private Production production;
    private Place place;
    private Path machine;
    private BootServices boot;

    @BeforeEach
    void startProduction() throws Exception {
        production = new Production();
        place = production.place("shop 1-k7q2");
        machine = Files.createDirectories(production.directory().resolve("machine"));
        boot = new BootServices(machine);
    }

    @AfterEach
    void removeProduction() throws Exception {
        production.close();
    }

    @Test
    void aServerThatNobodyStartsIsTold() throws Exception {
        assertThat(present()).isEqualTo(new AtBoot(Manner.UNKNOWN, ""));
        assertThat(boot.register(Manner.UNKNOWN, promoted(), 15)).isEmpty();
    }

    @Test
    void aUnitThatNamesTheDataIsFound() throws Exception {
        var units = Files.createDirectories(machine.resolve("etc/systemd/system"));
        Files.writeString(units.resolve("other.service"), "Environment=PGDATA=/var/lib/other\n");
        Files.writeString(
                units.resolve("postgresql-15.service"),
                "[Service]\nEnvironment=PGDATA=" + data() + "\n");

        assertThat(present()).isEqualTo(new AtBoot(Manner.SYSTEMD, "unit postgresql-15.service"));
    }

    @Test
    void theUnitStartsTheServerAgainAfterTheMachineWentDown() throws Exception {
        Files.createDirectories(machine.resolve("etc/systemd/system"));
        var server = promoted();
        var files = boot.register(Manner.SYSTEMD, server, 15);
        assertThat(boot.register(Manner.SYSTEMD, server, 15)).isEqualTo(files);
        var unit = Path.of(files.getFirst());
        assertThat(Path.of(files.getLast()).toRealPath()).isEqualTo(unit.toRealPath());

        server.stop();
        var words = words(unit, "ExecStart");
        assertThat(owner(unit)).isEqualTo(server.owner());
        assertThat(run(server.owner().runs(words), Map.of())).isEqualTo(0);
        production.sql(endpoint(), "SELECT 1");
        assertThat(run(server.owner().runs(words(unit, "ExecStop")), Map.of())).isEqualTo(0);
        assertThat(server.running()).isFalse();

        boot.forget(place);
        boot.forget(place);
        assertThat(unit).doesNotExist();
        assertThat(Path.of(files.getLast())).doesNotExist();
    }

    @Test
    void systemdReadsTheUnit() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/systemd-analyze")),
                "NO systemd-analyze: that systemd reads the unit is NOT tested");
        Files.createDirectories(machine.resolve("etc/systemd/system"));
        var unit = Path.of(boot.register(Manner.SYSTEMD, promoted(), 15).getFirst());

        assertThat(run(List.of("systemd-analyze", "verify", unit.toString()), Map.of()))
                .isEqualTo(0);
    }

    @Test
    void aClusterOfDebianIsRegisteredAndStartedByItsOwnProgram() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/pg_ctlcluster"))
                        && Files.isDirectory(Path.of("/usr/lib/postgresql/15/bin")),
                "NO postgresql-common WITH postgresql-15: clusters of Debian are NOT tested");
        var server = promoted();
        var files = boot.register(Manner.POSTGRESQL_COMMON, server, 15);
        var clusters = machine.resolve("etc/postgresql");
        server.stop();

        var environment = Map.of("PG_CLUSTER_CONF_ROOT", clusters.toString());
        var name = BootServices.clusterName(place);
        assertThat(name).isEqualTo("shop_1_k7q2");
        assertThat(run(pgCtlCluster(name, "start"), environment)).isEqualTo(0);
        production.sql(endpoint(), "SELECT 1");
        assertThat(present(endpoint()))
                .isEqualTo(new AtBoot(Manner.POSTGRESQL_COMMON, "cluster 15/" + name));
        assertThat(run(pgCtlCluster(name, "stop"), environment)).isEqualTo(0);

        boot.forget(place);
        assertThat(files).allSatisfy(file -> assertThat(Path.of(file)).doesNotExist());
    }

    private List<String> pgCtlCluster(String name, String action) {
        return List.of("pg_ctlcluster", "15", name, action);
    }

    private Server promoted() throws Exception {
        var postgres = production.postgres;
        var follower = postgres.follow(production.settings, "belay_follower", place, Meter.SILENT);
        postgres.promote(follower, java.time.Duration.ofSeconds(20));
        postgres.startWork(production.settings, place);
        postgres.open(follower, RUN);
        return Server.found(place);
    }

    private Endpoint endpoint() {
        return production.postgres.endpoint(production.settings, place);
    }

    private Path data() {
        return production.directory().resolve("production/data");
    }

    private AtBoot present() throws Exception {
        return present(production.shop());
    }

    private AtBoot present(Endpoint server) throws Exception {
        return new Connections().alone(server, boot::present);
    }

    private static Owner owner(Path unit) throws IOException {
        return new Owner(
                Integer.parseInt(value(unit, "User")), Integer.parseInt(value(unit, "Group")));
    }

    private static String value(Path unit, String key) throws IOException {
        return Files.readAllLines(unit).stream()
                .filter(line -> line.startsWith(key + "="))
                .findFirst()
                .orElseThrow()
                .substring(key.length() + 1);
    }

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private static List<String> words(Path unit, String key) throws IOException {
        var words = new ArrayList<String>();
        var matcher = WORD.matcher(value(unit, key));
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return words;
    }

    private int run(List<String> command, Map<String, String> environment) throws Exception {
        var output = production.directory().resolve("output");
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        int code = builder.start().waitFor();
        assertThat(code).as(Files.readString(output)).isEqualTo(0);
        return code;
    }
}
