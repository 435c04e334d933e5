package belay.postgres;

import belay.outside.Endpoint;
import belay.outside.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The settings of a running server, written anew for a copy of it.
///
/// Taken from the server's memory, not from its files: wherever a distribution keeps them, this is
/// what holds.
final class Configuration {

    /// What belongs to the one server and not to its copies: places, names, and who follows whom.
    /// `synchronous_standby_names` is left out too: nobody follows a new side, and every commit
    /// would wait for it.
    private static final String CARRIED =
            """
            SELECT name, setting FROM pg_settings
            WHERE source NOT IN ('default', 'client', 'session', 'database', 'user', 'database user')
              AND context <> 'internal'
              AND name !~ '^(data_directory|config_file|hba_file|ident_file|external_pid_file|port|listen_addresses|unix_socket_directories|bonjour.*|cluster_name|primary_.*|recovery_.*|restore_command|archive_cleanup_command|promote_trigger_file|standby_.*|synchronous_standby_names|synchronized_standby_slots|sync_replication_slots|hot_standby|stats_temp_directory)$'
            """;

    /// Names with a dot that no loaded library has claimed stand in the files alone.
    private static final String CUSTOM =
            """
            SELECT DISTINCT ON (name) name, setting FROM pg_file_settings
            WHERE name LIKE '%.%' AND error IS NULL AND name NOT IN (SELECT name FROM pg_settings)
            ORDER BY name, seqno DESC
            """;

    private final Map<String, String> settings = new TreeMap<>();
    private final Map<String, String> untilOpen = new TreeMap<>();
    private String listens = "127.0.0.1";
    private String sockets = "";
    private String access = "";
    private String names = "";

    /// The settings of the server behind `session`.
    static Configuration of(Connections.Session session) throws SQLException {
        var configuration = new Configuration();
        for (var row : session.rows(CARRIED)) {
            configuration.settings.put(row.get(0), row.get(1));
        }
        for (var row : session.rows(CUSTOM)) {
            configuration.settings.put(row.get(0), row.get(1));
        }
        configuration.listens = session.one("SHOW listen_addresses");
        configuration.sockets =
                inside(
                        session.one("SHOW unix_socket_directories"),
                        Path.of(session.one("SHOW data_directory")));
        configuration.access = session.one("SELECT pg_read_file(current_setting('hba_file'))");
        configuration.names = session.one("SELECT pg_read_file(current_setting('ident_file'))");
        return configuration;
    }

    /// A socket's folder inside the data directory is named from there, so that each server has its
    /// own.
    private static String inside(String sockets, Path data) {
        return Arrays.stream(sockets.split(",", -1))
                .map(String::strip)
                .map(folder ->
                        folder.startsWith("/") && Path.of(folder).startsWith(data)
                                ? "./" + data.relativize(Path.of(folder))
                                : folder)
                .collect(Collectors.joining(", "));
    }

    private static final String SETTINGS = "production.settings";
    private static final String LISTENS = "listen_addresses";
    private static final String SOCKETS = "unix_socket_directories";
    private static final String ACCESS = "production.hba";
    private static final String NAMES = "production.ident";

    /// Beside a backup, which leaves the server's own files out.
    void keep(Path backup) throws IOException {
        var properties = new Properties();
        properties.putAll(settings);
        properties.put(LISTENS, listens);
        properties.put(SOCKETS, sockets);
        try (var out = Files.newBufferedWriter(backup.resolve(SETTINGS))) {
            properties.store(out, null);
        }
        Files.writeString(backup.resolve(ACCESS), access);
        Files.writeString(backup.resolve(NAMES), names);
    }

    static Configuration kept(Path backup) throws IOException {
        var configuration = new Configuration();
        var properties = new Properties();
        try (var in = Files.newBufferedReader(backup.resolve(SETTINGS))) {
            properties.load(in);
        }
        configuration.listens = properties.getProperty(LISTENS, "127.0.0.1");
        configuration.sockets = properties.getProperty(SOCKETS, "");
        properties.remove(LISTENS);
        properties.remove(SOCKETS);
        properties.forEach((name, value) -> configuration.with(name.toString(), value.toString()));
        configuration.access = Files.readString(backup.resolve(ACCESS));
        configuration.names = Files.readString(backup.resolve(NAMES));
        return configuration;
    }

    /// A server made from nothing.
    static Configuration plain() {
        var configuration = new Configuration();
        configuration.settings.put("shared_buffers", "64MB");
        configuration.settings.put("max_connections", "100");
        configuration.settings.put("password_encryption", "scram-sha-256");
        configuration.settings.put("log_min_messages", "warning");
        configuration.access =
                "host all all 127.0.0.1/32 scram-sha-256\nhost replication all 127.0.0.1/32 scram-sha-256\n";
        return configuration;
    }

    Configuration with(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /// A rehearsal shares the machine with production: it takes little, listens to this machine
    /// alone, and never acts in production's place: it takes nobody's part in replication, archives
    /// nothing and runs no jobs.
    Configuration modest() {
        return with("shared_buffers", "128MB")
                .with(LISTENS, "127.0.0.1")
                .with(SOCKETS, "")
                .with("ssl", "off")
                .with("hot_standby", "on")
                .with("max_logical_replication_workers", "0")
                .with("cron.launch_active_jobs", "off")
                .with("archive_mode", "off")
                .with("logging_collector", "off");
    }

    /// Whoever found production must find this one, at another port. What it does by itself waits
    /// until it is opened to clients ([UntilOpen]): an archive without a command keeps every
    /// segment until there is one (PostgreSQL manual, 20.5.3, archive_command).
    Configuration asProduction() {
        with(LISTENS, listens).with(SOCKETS, sockets).with("hot_standby", "on");
        untilOpen.put("cron.launch_active_jobs", "off");
        if (settings.containsKey("archive_command")) {
            untilOpen.put("archive_command", "");
        }
        if (settings.containsKey("archive_library")) {
            untilOpen.put("archive_library", "");
        }
        if ("always".equals(settings.get("archive_mode"))) {
            untilOpen.put("archive_mode", "on");
        }
        return this;
    }

    void write(Path data, int port, Owner owner) throws IOException {
        var text =
                new StringBuilder(
                        "# Written by Belay from the settings of the server this is a copy of.\n");
        text.append("port = ").append(port).append('\n').append(lines(settings));
        if (!untilOpen.isEmpty()) {
            text.append("include_if_exists = '").append(UntilOpen.FILE).append("'\n");
            write(data.resolve(UntilOpen.FILE), lines(untilOpen), owner);
        }
        write(data.resolve("postgresql.conf"), text.toString(), owner);
        write(data.resolve("postgresql.auto.conf"), "", owner);
        write(data.resolve("pg_hba.conf"), access, owner);
        write(data.resolve("pg_ident.conf"), names, owner);
    }

    /// Changes the port in what `write` has written, whole or not at all.
    static void port(Path data, int port, Owner owner) throws IOException {
        var file = data.resolve("postgresql.conf");
        var changed = data.resolve("postgresql.conf.belay");
        var text = Files.readString(file);
        write(changed, text.replaceFirst("(?m)^port = [0-9]+$", "port = " + port), owner);
        Files.move(changed, file, StandardCopyOption.ATOMIC_MOVE);
        Durable.directory(data);
    }

    private static String lines(Map<String, String> settings) {
        var lines = new StringBuilder();
        settings.forEach((name, value) ->
                lines.append(name)
                        .append(" = '")
                        .append(value.replace("'", "''").replace("\\", "\\\\"))
                        .append("'\n"));
        return lines.toString();
    }

    /// How a follower finds its origin; the password stands in a file that only the server's user
    /// reads.
    void follow(Endpoint origin, String slot, String password, Path directory, Owner owner)
            throws IOException, Fault {
        var passfile = directory.resolve(UntilOpen.PASSWORD);
        write(
                passfile,
                String.join(
                                ":",
                                List.of(
                                        escaped(origin.host()),
                                        Integer.toString(origin.port()),
                                        "*",
                                        escaped(origin.user()),
                                        escaped(password)))
                        + "\n",
                owner);
        untilOpen.put("primary_slot_name", slot);
        untilOpen.put(
                "primary_conninfo",
                "host="
                        + quoted(origin.host())
                        + " port="
                        + origin.port()
                        + " user="
                        + quoted(origin.user())
                        + " passfile="
                        + quoted(passfile.toString())
                        + " application_name="
                        + quoted(slot));
        untilOpen.put("wal_receiver_status_interval", "1");
        untilOpen.put("wal_retrieve_retry_interval", "200");
    }

    private static String escaped(String field) {
        return field.replace("\\", "\\\\").replace(":", "\\:");
    }

    private static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static void write(Path file, String text, Owner owner) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
        owner.own(file);
    }
}
