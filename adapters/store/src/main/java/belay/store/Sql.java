package belay.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The statements of one transaction.
final class Sql {

    private final Connection connection;

    Sql(Connection connection) {
        this.connection = connection;
    }

    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T> List<T> rows(String query, Row<T> row, Object... values) throws SQLException {
        try (var statement = statement(query, values);
                var result = statement.executeQuery()) {
            var rows = new ArrayList<T>();
            while (result.next()) {
                rows.add(row.read(result));
            }
            return List.copyOf(rows);
        }
    }

    <T> Optional<T> one(String query, Row<T> row, Object... values) throws SQLException {
        return rows(query, row, values).stream().findFirst();
    }

    /// @return how many rows it touched
    int change(String command, Object... values) throws SQLException {
        try (var statement = statement(command, values)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement statement(String text, Object... values) throws SQLException {
        var statement = connection.prepareStatement(text);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, parameter(values[i]));
        }
        return statement;
    }

    private static Object parameter(Object value) {
        return value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value;
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
