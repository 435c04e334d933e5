package belay.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What pg_dumpall writes of a server with the database acme.
final class ServerDump {

    /// Another database with a table; a load of it would fail.
    static final String BILLING =
            database("billing", "CREATE TABLE public.invoice (a int);\nSELECT 1 / 0;");

    private ServerDump() {}

    /// @param acme the dump of that database
    /// @param more databases of the same server
    static Path write(Path file, Path acme, String more) throws IOException {
        return Files.writeString(
                file,
                """
                --
                -- PostgreSQL database cluster dump
                --

                SET client_encoding = 'UTF8';
                CREATE ROLE odoo;
                ALTER ROLE odoo WITH LOGIN PASSWORD 'canary';

                """
                        + database("postgres", "")
                        + more
                        + "-- Database \"acme\" dump\n\n"
                        + Files.readString(acme)
                        + "--\n-- PostgreSQL database cluster dump complete\n--\n");
    }

    private static String database(String name, String script) {
        return """
        --
        -- Database "%s" dump
        --

        --
        -- PostgreSQL database dump
        --

        %s
        --
        -- PostgreSQL database dump complete
        --

        """
                .formatted(name, script);
    }
}
