package belay.store;

import belay.outside.Fault;
import belay.plan.PlanJson;
import belay.run.Backups;
import belay.system.SystemName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The register of backups in the store.
final class StoredBackups implements Backups {

    private final Transactions transactions;

    StoredBackups(Transactions transactions) {
        this.transactions = transactions;
    }

    private static final String PUT =
            """
            INSERT INTO belay.backup (id, system, taken_at, backup) VALUES (?, ?, ?, ?::json)
            ON CONFLICT (id) DO UPDATE
            SET system = excluded.system, taken_at = excluded.taken_at, backup = excluded.backup
            """;

    @Override
    public void put(Backup backup) throws Fault {
        transactions.run(
                "register backup " + backup.id(),
                sql ->
                        sql.change(
                                PUT,
                                backup.id(),
                                backup.system().text(),
                                backup.takenAt(),
                                PlanJson.mapper().writeValueAsString(backup)));
    }

    private static final String FIND = "SELECT backup FROM belay.backup WHERE id = ?";

    @Override
    public Optional<Backup> find(String id) throws Fault {
        return transactions.run(
                "find backup " + id, sql -> sql.one(FIND, StoredBackups::backup, id));
    }

    private static final String OF =
            "SELECT backup FROM belay.backup WHERE system = ? ORDER BY taken_at DESC";

    @Override
    public List<Backup> of(SystemName system) throws Fault {
        return transactions.run(
                "list the backups of " + system,
                sql -> sql.rows(OF, StoredBackups::backup, system.text()));
    }

    private static final String REMOVE = "DELETE FROM belay.backup WHERE id = ?";

    @Override
    public void remove(String id) throws Fault {
        transactions.run("strike backup " + id, sql -> sql.change(REMOVE, id));
    }

    private static Backup backup(ResultSet row) throws SQLException {
        return PlanJson.mapper().readValue(row.getString("backup"), Backup.class);
    }
}
