package belay.postgres.load;

import java.sql.SQLException;

/// What is told of a statement that was left out because the server would not have it.
final class Dispensed {

    private Dispensed() {}

    static String words(String code, SQLException e) {
        return switch (code) {
            case "PRIVILEGE" -> privilege(e);
            case "COMMENT" -> "comments on what belongs to the server";
            case "SCHEMA" -> "the making of the schema public, which is there already";
            case "ACCESS_METHOD" ->
                    "a table access method that is not here: its tables lie in heap";
            case "TABLESPACE" -> "a tablespace that is not here: its tables lie in the usual one";
            default -> "the dropping of what is not there";
        };
    }

    /// By role, since a role that is missing has its rights on everything.
    private static String privilege(SQLException e) {
        if (Failures.state(e).equals("42601")) {
            return "rights of a newer release, which this server does not have";
        }
        return Roles.missing(e)
                .map(role ->
                        "rights for the role " + Failures.visible(role, 63) + ", which is not here")
                .orElse("rights on what belongs to the server or is not here");
    }
}
