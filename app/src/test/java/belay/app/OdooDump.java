package belay.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/// A dump of a small Odoo 15, and the code that takes its data to 16.0 and 17.0.
final class OdooDump {

    static final String UUID = "5b1f7e0c-1111-2222-3333-444455556666";

    private static final String ORDERS = "{orders}";

    private OdooDump() {}

    /// @param orders rows of the largest table
    static Path write(Path file, int orders) throws IOException {
        try (InputStream sample =
                        Objects.requireNonNull(OdooDump.class.getResourceAsStream("odoo-15.sql"));
                var writer = Files.newBufferedWriter(file)) {
            var text = new String(sample.readAllBytes(), StandardCharsets.UTF_8);
            int at = text.indexOf(ORDERS);
            writer.write(text, 0, at);
            for (int i = 1; i <= orders; i++) {
                writer.write(i + "\tS" + i + "\t" + (1 + i % 2) + "\t" + i * 3L + ".50\n");
            }
            writer.write(text.substring(at + ORDERS.length()));
        }
        return file;
    }

    /// @param first what the command of the hop to 16.0 does before anything else, in shell
    static Path code(Path folder, String first) throws IOException {
        upgrade(
                folder.resolve("16.0"),
                first,
                """
                ALTER TABLE payment_acquirer RENAME TO payment_provider;
                ALTER TABLE sale_order ADD COLUMN currency_rate numeric;
                UPDATE ir_module_module SET latest_version = replace(latest_version, '15.0', '16.0');
                """);
        upgrade(
                folder.resolve("17.0"),
                "",
                """
                CREATE TABLE sale_tag (id integer PRIMARY KEY, name varchar);
                UPDATE ir_module_module SET latest_version = replace(latest_version, '16.0', '17.0');
                """);
        return folder;
    }

    private static void upgrade(Path release, String first, String sql) throws IOException {
        Files.createDirectories(release);
        var script =
                Files.writeString(
                        release.resolve("upgrade"),
                        "#!/bin/sh\nset -eu\n"
                                + first
                                + "\npsql -qX -1 -v ON_ERROR_STOP=1 <<'SQL'\n"
                                + sql
                                + "SQL\necho \"upgraded to $1\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
