package belay.postgres.load;

import belay.outside.Fault;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The roles that a script names and the server does not have: what protects rows for them, or
/// names them within rows, needs them to be there. They are made when the server misses them.
final class Roles {

    /// More than any system has; a stranger may name millions.
    private static final int MOST = 1_000;

    private static final String MISSING_OBJECT = "42704";

    private static final Pattern MISSING =
            Pattern.compile("(?s)^role \"(.{1,63})\" does not exist$");

    /// In the words of other languages.
    private static final Pattern QUOTED = Pattern.compile("[\"«“„]([^\"»”“]{1,63})[\"»”“]");

    private final Keeper keeper;
    private final Remarks remarks;
    private final Set<String> made = new HashSet<>();

    Roles(Keeper keeper, Remarks remarks) {
        this.keeper = keeper;
        this.remarks = remarks;
    }

    /// Which role the server misses, if that is what it says.
    static Optional<String> missing(SQLException e) {
        var routine = Failures.routine(e);
        if (!Failures.state(e).equals(MISSING_OBJECT)
                || !(routine.startsWith("get_role") || routine.equals("regrolein"))) {
            return Optional.empty();
        }
        var message = Failures.server(e).map(said -> String.valueOf(said.getMessage())).orElse("");
        var english = MISSING.matcher(message);
        if (english.find()) {
            return Optional.of(english.group(1));
        }
        var quoted = QUOTED.matcher(message);
        return quoted.find() ? Optional.of(quoted.group(1)) : Optional.empty();
    }

    /// @return whether it makes sense to try again
    boolean make(SQLException e) throws Fault, InterruptedException {
        var missing = missing(e);
        if (missing.isEmpty() || made.size() >= MOST || !made.add(missing.get())) {
            return false;
        }
        if (!keeper.role(missing.get())) {
            return false;
        }
        remarks.mended(
                "ROLE",
                "the role "
                        + Failures.visible(missing.get(), 63)
                        + ", which the dump names and does not bring, was made, without login");
        return true;
    }
}
