package belay.postgres;

import belay.outside.Databases.AtBoot;
import belay.outside.Databases.AtBoot.Manner;
import belay.outside.Databases.Place;
import belay.outside.Fault;
import belay.postgres.Connections.Session;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What starts a server when its machine starts: a unit of systemd, or a cluster of Debian's
/// postgresql-common, whose own generator makes the unit. A new side is started in the manner of
/// the old one.
final class BootServices {

    private static final List<String> UNITS =
            List.of("etc/systemd/system", "usr/lib/systemd/system", "lib/systemd/system");

    private static final String CLUSTERS = "etc/postgresql";

    private final Path root;

    /// @param root of the machine's files
    BootServices(Path root) {
        this.root = root;
    }

    /// How the server behind `session` is started at boot, as far as its machine's files tell.
    AtBoot present(Session session) throws SQLException, Fault {
        var configuration = Path.of(session.one("SHOW config_file"));
        var clusters = root.resolve(CLUSTERS);
        if (configuration.startsWith(clusters)
                && clusters.relativize(configuration).getNameCount() == 3) {
            var cluster = clusters.relativize(configuration);
            return new AtBoot(
                    writable(clusters.resolve(cluster.getName(0)), Manner.POSTGRESQL_COMMON),
                    "cluster " + cluster.getName(0) + "/" + cluster.getName(1));
        }
        var unit = unitOf(Path.of(session.one("SHOW data_directory")));
        return unit.isEmpty()
                ? new AtBoot(Manner.UNKNOWN, "")
                : new AtBoot(
                        writable(root.resolve(UNITS.getFirst()), Manner.SYSTEMD),
                        "unit " + unit.getFirst());
    }

    private static Manner writable(Path directory, Manner manner) {
        return Files.isWritable(directory) ? manner : Manner.FORBIDDEN;
    }

    /// The unit that names the data directory; none or one.
    private List<String> unitOf(Path data) throws Fault {
        try {
            for (var directory : UNITS) {
                if (!Files.isDirectory(root.resolve(directory))) {
                    continue;
                }
                try (var files = Files.newDirectoryStream(root.resolve(directory), "*.service")) {
                    for (var file : files) {
                        if (Files.isRegularFile(file) && names(file, data)) {
                            return List.of(file.getFileName().toString());
                        }
                    }
                }
            }
            return List.of();
        } catch (IOException e) {
            throw failed(root, e);
        }
    }

    private static boolean names(Path unit, Path data) throws IOException {
        return Files.readAllLines(unit).stream()
                .filter(line -> !line.startsWith("#"))
                .flatMap(line -> Arrays.stream(line.split("[\\s=\"']+", -1)))
                .anyMatch(word -> word.equals(data.toString()));
    }

    /// @return the files that start it from now on
    List<String> register(Manner manner, Server server, int major) throws Fault {
        try {
            return switch (manner) {
                case SYSTEMD -> unit(server);
                case POSTGRESQL_COMMON -> cluster(server, major);
                case UNKNOWN, FORBIDDEN -> List.of();
            };
        } catch (IOException e) {
            throw failed(root, e);
        }
    }

    /// Nothing there is fine.
    void forget(Place place) throws Fault {
        try {
            var units = root.resolve(UNITS.getFirst());
            boolean was = Files.deleteIfExists(wanted(units, place));
            was |= Files.deleteIfExists(units.resolve(unitName(place)));
            if (was) {
                readUnits();
            }
            if (Files.isDirectory(root.resolve(CLUSTERS))) {
                try (var versions = Files.newDirectoryStream(root.resolve(CLUSTERS))) {
                    for (var version : versions) {
                        Trees.remove(version.resolve(clusterName(place)));
                    }
                }
            }
        } catch (IOException e) {
            throw failed(root, e);
        }
    }

    // systemd

    static String unitName(Place place) {
        return "belay-"
                + place.directory().getFileName().toString().replaceAll("[^A-Za-z0-9:_.-]", "_")
                + ".service";
    }

    private static Path wanted(Path units, Place place) {
        return units.resolve("multi-user.target.wants").resolve(unitName(place));
    }

    private List<String> unit(Server server) throws IOException, Fault {
        var units = root.resolve(UNITS.getFirst());
        var file = units.resolve(unitName(server.place()));
        var link = wanted(units, server.place());
        Files.createDirectories(units.resolve("multi-user.target.wants"));
        Files.writeString(file, text(server));
        Durable.directory(units);
        if (!Files.isSymbolicLink(link)) {
            Files.createSymbolicLink(link, Path.of("..").resolve(file.getFileName()));
        }
        readUnits();
        return List.of(file.toString(), link.toString());
    }

    private static String text(Server server) throws Fault {
        var control = quoted(server.binaries().program("pg_ctl")) + " -D " + quoted(server.data());
        return """
        [Unit]
        Description=PostgreSQL at %s
        Documentation=https://www.postgresql.org/docs/current/server-start.html
        After=network-online.target
        Wants=network-online.target

        [Service]
        Type=forking
        User=%d
        Group=%d
        ExecStart=%s -w -t 3600 -s -l %s start
        ExecReload=%s -s reload
        ExecStop=%s -w -t 3600 -s -m fast stop
        KillMode=mixed
        KillSignal=SIGINT
        TimeoutSec=infinity
        OOMScoreAdjust=-900
        Environment=PG_OOM_ADJUST_FILE=/proc/self/oom_score_adj PG_OOM_ADJUST_VALUE=0

        [Install]
        WantedBy=multi-user.target
        """
                .formatted(
                        server.place().directory().toString().replace("%", "%%"),
                        server.owner().uid(),
                        server.owner().gid(),
                        control,
                        quoted(server.log()),
                        control,
                        control);
    }

    /// systemd.service(5), "COMMAND LINES".
    private static String quoted(Path path) {
        return '"'
                + path.toString()
                        .replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("%", "%%")
                        .replace("$", "$$")
                + '"';
    }

    /// Where systemd runs, it must hear of a unit that came or went.
    private void readUnits() throws IOException, Fault {
        if (!root.equals(Path.of("/")) || !Files.isDirectory(Path.of("/run/systemd/system"))) {
            return;
        }
        try {
            var process =
                    new ProcessBuilder("systemctl", "daemon-reload")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("systemctl daemon-reload failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault.Transient(
                    Problem.of("BOOT:INTERRUPTED", "interrupted while systemd read its units")
                            .advice("It is done again when the run goes on"),
                    e);
        }
    }

    // postgresql-common

    /// A dash would part the name of the unit that is made of it.
    static String clusterName(Place place) {
        return place.directory().getFileName().toString().replaceAll("[^A-Za-z0-9_]", "_");
    }

    /// The settings stay with the data; Debian's folder only leads to them.
    private List<String> cluster(Server server, int major) throws IOException {
        var directory =
                root.resolve(CLUSTERS)
                        .resolve(Integer.toString(major))
                        .resolve(clusterName(server.place()));
        Files.createDirectories(directory);
        var written = new ArrayList<String>();
        var data = server.data();
        written.add(
                write(
                        directory.resolve("postgresql.conf"),
                        List.of(
                                "# Written by Belay: the settings lie with the data.",
                                "data_directory = " + setting(data),
                                "hba_file = " + setting(data.resolve("pg_hba.conf")),
                                "ident_file = " + setting(data.resolve("pg_ident.conf")),
                                "include " + setting(data.resolve("postgresql.conf"))),
                        server.owner()));
        written.add(write(directory.resolve("start.conf"), List.of("auto"), server.owner()));
        written.add(
                write(
                        directory.resolve("pg_ctl.conf"),
                        List.of("pg_ctl_options = ''"),
                        server.owner()));
        written.add(write(directory.resolve("environment"), List.of(), server.owner()));
        written.add(log(directory, server));
        server.owner().own(directory);
        Durable.directory(directory);
        return written;
    }

    /// Where this link leads, `pg_ctlcluster` writes the server's log. Without it that is a file in
    /// a directory of the account postgres, which the server's owner need not be.
    private static String log(Path directory, Server server) throws IOException {
        var link = directory.resolve("log");
        Files.deleteIfExists(link);
        return Files.createSymbolicLink(link, server.log()).toString();
    }

    private static String setting(Path path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }

    private static String write(Path file, List<String> lines, Owner owner) throws IOException {
        Files.write(file, lines);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        owner.own(file);
        return file.toString();
    }

    private static Fault failed(Path root, IOException e) {
        return new Fault.Permanent(
                Problem.of(
                                "BOOT:FILES",
                                "what starts servers at boot cannot be read or written: " + e)
                        .value(root.toString())
                        .advice("Check rights and space, then run `belay resume`"),
                e);
    }
}
