package belay.products;

import java.sql.DriverManager;
import java.sql.SQLException;

/// A database that is asked from outside of Belay.
record Database(int port, String name, String user, String password) {

    void execute(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(address(), user, password);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// The first column of the only row.
    String ask(String query) throws SQLException {
        try (var connection = DriverManager.getConnection(address(), user, password);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            if (!rows.next()) {
                throw new IllegalStateException("no row: " + query);
            }
            return String.valueOf(rows.getString(1));
        }
    }

    private String address() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
    }
}
