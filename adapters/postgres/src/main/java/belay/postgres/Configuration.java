package belay.postgres;

import belay.outside.Endpoint;
import belay.outside.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/// The settings of a running server, written anew for a copy of it.
///
/// Taken from the server's memory, not from its files: wherever a distribution keeps them, this is
/// what holds.
final class Configuration {

    /// What belongs to the one server and not to its copies: places, identity, archive,
    /// replication, jobs.
    private static final String CARRIED =
            """
            SELECT name, setting FROM pg_settings
            WHERE source NOT IN ('default', 'client', 'session', 'database', 'user', 'database user')
              AND context <> 'internal'
              AND name !~ '^(data_directory|config_file|hba_file|ident_file|external_pid_file|port|listen_addresses|unix_socket_.*|bonjour.*|cluster_name|primary_.*|recovery_.*|restore_command|archive_.*|promote_trigger_file|standby_.*|synchronous_standby_names|hot_standby|log_directory|log_filename|logging_collector|log_destination|stats_temp_directory|max_logical_replication_workers|cron\\.launch_active_jobs)$'
            """;

    private final Map<String, String> settings = new TreeMap<>();
    private String listens = "127.0.0.1";
    private String sockets = "";
    private String access = "";
    private String names = "";

    /// What a copy needs of the server behind `session`.
    static Configuration of(Connections.Session session) throws SQLException {
        var configuration = new Configuration();
        for (var row : session.rows(CARRIED)) {
            configuration.settings.put(row.get(0), row.get(1));
        }
        configuration.listens = session.one("SHOW listen_addresses");
        configuration.sockets = session.one("SHOW unix_socket_directories");
        configuration.access = session.one("SELECT pg_read_file(current_setting('hba_file'))");
        configuration.names = session.one("SELECT pg_read_file(current_setting('ident_file'))");
        // A copy must never take its origin's place in somebody else's replication, nor run its
        // jobs.
        configuration.settings.put("max_logical_replication_workers", "0");
        configuration.settings.put("cron.launch_active_jobs", "off");
        configuration.settings.put("hot_standby", "on");
        configuration.settings.put("archive_mode", "off");
        configuration.settings.put("logging_collector", "off");
        return configuration;
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

    /// A rehearsal shares the machine with production: it takes little and listens to this machine
    /// alone.
    Configuration modest() {
        settings.put("shared_buffers", "128MB");
        return with("listen_addresses", "127.0.0.1")
                .with("unix_socket_directories", "")
                .with("ssl", "off");
    }

    /// Whoever found production must find this one, at another port.
    Configuration asProduction() {
        return with(LISTENS, listens).with(SOCKETS, sockets);
    }

    void write(Path data, int port, Owner owner) throws IOException {
        var text =
                new StringBuilder(
                        "# Written by Belay from the settings of the server this is a copy of.\n");
        text.append("port = ").append(port).append('\n');
        settings.forEach((name, value) ->
                text.append(name)
                        .append(" = '")
                        .append(value.replace("'", "''").replace("\\", "\\\\"))
                        .append("'\n"));
        write(data.resolve("postgresql.conf"), text.toString(), owner);
        write(data.resolve("postgresql.auto.conf"), "", owner);
        write(data.resolve("pg_hba.conf"), access, owner);
        write(data.resolve("pg_ident.conf"), names, owner);
    }

    /// How a follower finds its origin; the password stands in a file that only the server's user
    /// reads.
    void follow(Endpoint origin, String slot, String password, Path directory, Owner owner)
            throws IOException, Fault {
        var passfile = directory.resolve("follow.pgpass");
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
        with("primary_slot_name", slot);
        with(
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
        with("wal_receiver_status_interval", "1");
        with("wal_retrieve_retry_interval", "200");
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
