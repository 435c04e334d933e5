package belay.postgres;

import belay.outside.Sandboxes.Needs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// The settings of a server that lives as long as one job and is lost with it.
///
/// They lie where the server cannot write. Whoever becomes superuser inside may overrule them; what
/// must hold then is held by the box.
final class SandboxSettings {

    static final int PORT = 5432;

    private static final long MEBIBYTE = 1 << 20;

    private SandboxSettings() {}

    static String text(Needs needs, double major) {
        var settings = new LinkedHashMap<String, String>();
        reach(settings);
        memory(settings, needs.memory());
        disk(settings, needs);
        throwAway(settings, major);
        quiet(settings);
        return settings.entrySet().stream()
                .map(entry -> entry.getKey() + " = '" + entry.getValue() + "'\n")
                .collect(Collectors.joining());
    }

    private static void reach(Map<String, String> settings) {
        settings.put("listen_addresses", "");
        settings.put("port", Integer.toString(PORT));
        settings.put("unix_socket_directories", "/socket");
        settings.put("unix_socket_permissions", "0777");
        settings.put("hba_file", "/settings/pg_hba.conf");
        settings.put("ident_file", "/settings/pg_ident.conf");
        settings.put("shared_preload_libraries", "");
        settings.put("max_connections", "40");
        settings.put("superuser_reserved_connections", "5");
    }

    private static void memory(Map<String, String> settings, long bytes) {
        settings.put("shared_buffers", megabytes(bytes / 5, 16, 2048));
        settings.put("maintenance_work_mem", megabytes(bytes / 10, 16, 1024));
        settings.put("work_mem", megabytes(bytes / 64, 4, 64));
        settings.put("effective_cache_size", megabytes(bytes / 2, 16, 1 << 20));
    }

    /// The log takes memory too, as pages that the kernel keeps, and is never read.
    private static void disk(Map<String, String> settings, Needs needs) {
        settings.put("temp_file_limit", megabytes(needs.disk() / 4, 16, 1 << 20));
        settings.put(
                "max_wal_size",
                megabytes(Math.min(needs.disk() / 8, needs.memory() / 4), 64, 4096));
        settings.put("min_wal_size", "32MB");
    }

    /// Nothing survives the server, so nothing is written to survive. A dump of many tables holds a
    /// lock on each.
    private static void throwAway(Map<String, String> settings, double major) {
        settings.put("fsync", "off");
        settings.put("synchronous_commit", "off");
        settings.put("full_page_writes", "off");
        settings.put("wal_level", "minimal");
        settings.put("max_wal_senders", "0");
        settings.put("max_replication_slots", "0");
        settings.put("max_prepared_transactions", "0");
        settings.put("max_locks_per_transaction", "1024");
        settings.put("checkpoint_timeout", "1h");
        settings.put("autovacuum", "off");
        if (major >= 10) {
            settings.put("max_logical_replication_workers", "0");
        }
        if (major >= 11) {
            settings.put("jit", "off");
        }
        if (major >= 12) {
            settings.put("wal_init_zero", "off");
        }
    }

    /// Only what ends the server is written down: neither a flood of notices nor a statement with a
    /// secret in it.
    private static void quiet(Map<String, String> settings) {
        settings.put("logging_collector", "off");
        settings.put("log_min_messages", "fatal");
        settings.put("log_min_error_statement", "panic");
        settings.put("log_statement", "none");
    }

    private static String megabytes(long bytes, long least, long most) {
        return Math.clamp(bytes / MEBIBYTE, least, most) + "MB";
    }
}
