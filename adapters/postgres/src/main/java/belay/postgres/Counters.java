package belay.postgres;

import belay.outside.Changes;
import belay.outside.Databases.WriteMark;
import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.postgres.Connections.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/// What the server itself counts of a database (PostgreSQL manual, 27.2, "The Cumulative Statistics
/// System"): read in the same time whatever the tables hold.
///
/// @param resets when the counters were last set to nothing, by a person or after a crash
record Counters(
        long inserted,
        long updated,
        long deleted,
        long definitions,
        long largeObjects,
        long sequenceValues,
        String resets) {

    private static final String KIND = "postgresql/1";

    /// Before 15 a reader sees what a collector wrote to a file at most half a second ago.
    private static final Duration LONGEST_STALE = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(20);

    /// How long sessions of Belay's own may take to end.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// What ANALYZE writes is nobody's loss; what several databases share is not this one's.
    private static final String READ =
            """
            WITH counted AS (
              SELECT CASE WHEN n.nspname <> 'pg_catalog' THEN 'rows'
                  WHEN c.relname IN ('pg_largeobject', 'pg_largeobject_metadata') THEN 'objects'
                  ELSE 'definitions' END AS kind,
                pg_stat_get_tuples_inserted(c.oid) AS ins, pg_stat_get_tuples_updated(c.oid) AS upd,
                pg_stat_get_tuples_deleted(c.oid) AS del
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE c.relkind IN ('r', 'm') AND NOT c.relisshared AND c.relpersistence <> 't'
                AND n.nspname NOT IN ('information_schema', 'pg_toast')
                AND NOT (n.nspname = 'pg_catalog' AND c.relname IN ('pg_statistic', 'pg_statistic_ext_data')))
            SELECT coalesce(sum(ins) FILTER (WHERE kind = 'rows'), 0),
              coalesce(sum(upd) FILTER (WHERE kind = 'rows'), 0),
              coalesce(sum(del) FILTER (WHERE kind = 'rows'), 0),
              coalesce(sum(ins + upd + del) FILTER (WHERE kind = 'definitions'), 0),
              coalesce(sum(ins + upd + del) FILTER (WHERE kind = 'objects'), 0),
              (SELECT coalesce(sum(trunc((last_value::numeric - start_value) / increment_by) + 1), 0)
                FROM pg_sequences WHERE last_value IS NOT NULL),
              concat((SELECT extract(epoch FROM stats_reset) FROM pg_stat_bgwriter), '/',
                (SELECT extract(epoch FROM stats_reset) FROM pg_stat_database WHERE datname = current_database()))
            FROM counted
            """;

    static Counters read(Session session) throws SQLException, InterruptedException {
        awaitCollector(session);
        var row = session.rows(READ).getFirst();
        var numbers = row.subList(0, 6).stream().mapToLong(Long::parseLong).toArray();
        return of(numbers, row.get(6));
    }

    private static Counters of(long[] numbers, String resets) {
        return new Counters(
                numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], resets);
    }

    /// Waits until what ended sessions have counted can be read.
    private static void awaitCollector(Session session) throws SQLException, InterruptedException {
        if (takesOver(session)) {
            return;
        }
        var now = session.one("SELECT clock_timestamp()");
        long end = System.nanoTime() + LONGEST_STALE.toNanos();
        while (!session.yes("SELECT pg_stat_get_snapshot_timestamp() > ?::timestamptz", now)
                && System.nanoTime() < end) {
            Thread.sleep(POLL);
        }
    }

    /// Whatever Belay's own idle sessions have counted is told to the server: they are asked to,
    /// or, where a server cannot be asked, ended.
    static void handIn(Connections connections, Endpoint database) throws Fault {
        if (connections.ask(database, Counters::takesOver)) {
            connections.inIdle(
                    database, session -> session.rows("SELECT pg_stat_force_next_flush()"));
        } else {
            connections.endIdle(database);
        }
    }

    private static boolean takesOver(Session session) throws SQLException {
        return session.number("SHOW server_version_num") >= 150000;
    }

    /// A session hands in what it counted before it is gone from the list; one that is idle may
    /// keep it for seconds. Whoever stays longer than `PATIENCE` can only make a later loss look
    /// greater.
    ///
    /// @param own processes of Belay's own sessions, which have handed in theirs
    static void awaitOthers(Session session, Set<Integer> own)
            throws SQLException, InterruptedException {
        var known = OpenSessions.listed(own);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!session.yes(ALONE, known) && System.nanoTime() < end) {
            Thread.sleep(Duration.ofMillis(2));
        }
    }

    private static final String ALONE =
            """
            SELECT count(*) = 0 FROM pg_stat_activity
            WHERE datname = current_database() AND backend_type = 'client backend' AND %s
            """
                    .formatted(OpenSessions.OTHERS);

    long rows() {
        return inserted + updated + deleted;
    }

    WriteMark mark() {
        var numbers =
                new long[] {inserted, updated, deleted, definitions, largeObjects, sequenceValues};
        return new WriteMark(
                KIND
                        + " "
                        + Arrays.stream(numbers)
                                .mapToObj(Long::toString)
                                .collect(Collectors.joining(" "))
                        + " "
                        + resets);
    }

    private static Counters of(WriteMark mark) {
        var words = mark.text().split(" ", -1);
        if (words.length != 8 || !words[0].equals(KIND)) {
            throw new IllegalArgumentException("not a mark of PostgreSQL: " + mark.text());
        }
        return of(Arrays.stream(words, 1, 7).mapToLong(Long::parseLong).toArray(), words[7]);
    }

    Changes since(WriteMark mark) {
        var then = of(mark);
        if (!then.resets.equals(resets)) {
            return new Changes.Unknown(
                    "the server's counters were reset since, by a person or a crash");
        }
        var counted =
                new Changes.Counted(
                        inserted - then.inserted,
                        updated - then.updated,
                        deleted - then.deleted,
                        definitions - then.definitions,
                        largeObjects - then.largeObjects,
                        sequenceValues - then.sequenceValues);
        boolean backwards =
                counted.inserted() < 0 || counted.updated() < 0 || counted.deleted() < 0;
        return backwards
                ? new Changes.Unknown("tables were dropped since, and what was counted of them")
                : counted;
    }
}
