package belay.postgres;

import belay.postgres.Connections.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/// A subscription writes without logging in: a fence disables it, and marks which it disabled on
/// the database itself, so that a copy that inherits the mark enables exactly those.
///
/// Where a subscription stands in its publisher's log is part of the data (replication origins), so
/// whoever enables it goes on from there.
final class Subscriptions {

    private static final String SHUT =
            """
            SELECT string_agg(format('ALTER SUBSCRIPTION %I DISABLE', subname), '; ' ORDER BY subname)
              || format('; ALTER DATABASE %I SET belay.subscriptions = %L', current_database(),
                   ?::text || ':' || jsonb_agg(subname ORDER BY subname))
            FROM pg_subscription
            WHERE subenabled AND subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
            """;

    private static final String OPEN =
            """
            SELECT format('ALTER SUBSCRIPTION %I ENABLE', name)
            FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) one,
              LATERAL jsonb_array_elements_text(substr(one, length('belay.subscriptions=' || ?::text || ':') + 1)::jsonb) name
            WHERE s.setrole = 0 AND d.datname = current_database() AND one LIKE 'belay.subscriptions=%'
              AND starts_with(one, 'belay.subscriptions=' || ?::text || ':')
            """;

    private static final String ENABLED =
            """
            SELECT subname FROM pg_subscription
            WHERE subenabled AND subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
            ORDER BY 1
            """;

    private Subscriptions() {}

    static void shut(Session session, String run) throws SQLException {
        var statements = session.one(SHUT, run);
        if (!statements.isEmpty()) {
            session.execute("BEGIN; " + statements + "; COMMIT");
        }
    }

    /// For data that lag behind what their publishers have already let go of.
    ///
    /// @return those that were enabled
    static List<String> disable(Session session) throws SQLException {
        var enabled = session.rows(ENABLED).stream().map(List::getFirst).toList();
        for (var subscription : enabled) {
            session.execute("ALTER SUBSCRIPTION " + Fingerprints.quoted(subscription) + " DISABLE");
        }
        return enabled;
    }

    /// @return statements that enable what was disabled for `run`
    static String open(Session session, String run) throws SQLException {
        var statements = session.rows(OPEN, run, run).stream().map(List::getFirst).toList();
        return statements.isEmpty()
                ? ""
                : statements.stream().collect(Collectors.joining("; "))
                        + "; "
                        + session.one(
                                "SELECT format('ALTER DATABASE %I RESET belay.subscriptions', current_database())");
    }
}
