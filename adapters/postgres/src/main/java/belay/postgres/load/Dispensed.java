package belay.postgres.load;

import java.sql.SQLException;
import java.util.regex.Pattern;

/// What is told of a statement that was left out because the server would not have it.
final class Dispensed {

    private static final Pattern QUOTED = Pattern.compile("[\"«“„]([^\"»”“]{1,200})[\"»”“]");

    private Dispensed() {}

    static String words(String code, SQLException e) {
        return switch (code) {
            case "PRIVILEGE" -> privilege(e);
            case "COMMENT" -> "comments on what belongs to the server";
            case "SCHEMA" -> "the making of the schema public, which is there already";
            default -> "the dropping of what is not there";
        };
    }

    /// By role, since a role that is missing has its rights on everything.
    private static String privilege(SQLException e) {
        if (Failures.state(e).equals("42601")) {
            return "rights of a newer release, which this server does not have";
        }
        var message = Failures.server(e).map(said -> String.valueOf(said.getMessage())).orElse("");
        var quoted = QUOTED.matcher(message);
        return Failures.routine(e).startsWith("get_role") && quoted.find()
                ? "rights and policies for the role "
                        + Failures.visible(quoted.group(1), 63)
                        + ", which is not here"
                : "rights on what belongs to the server or is not here";
    }
}
