package belay.store;

import static belay.store.Sql.instant;

import belay.outside.Fault;
import belay.plan.PlanJson;
import belay.problem.Problem;
import belay.run.Claim;
import belay.run.Event;
import belay.run.Heading;
import belay.run.Journal.Wishes;
import belay.run.Order;
import belay.run.Outcome;
import belay.run.Part;
import belay.run.Picker;
import belay.run.Purpose;
import belay.run.Refusals;
import belay.run.Run;
import belay.run.RunId;
import belay.run.RunState;
import belay.run.StepRecord;
import belay.run.StepState;
import belay.run.UndoState;
import belay.system.SystemName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The journal's rows within one transaction: each statement stands beside the method that runs it.
final class Rows {

    private final Sql sql;

    Rows(Sql sql) {
        this.sql = sql;
    }

    private static final String NOW = "SELECT clock_timestamp() AS now";

    Instant now() throws SQLException {
        return sql.one(NOW, row -> instant(row, "now")).orElseThrow();
    }

    // Claims

    private static final String LOCK = "SELECT 1 FROM belay.run WHERE id = ? FOR UPDATE";

    void lock(RunId run) throws SQLException {
        sql.one(LOCK, row -> row.getInt(1), run.text());
    }

    private static final String HELD =
            """
            SELECT 1 FROM belay.run WHERE id = ? AND epoch = ? AND state = 'RUNNING' FOR UPDATE
            """;

    void held(Claim claim) throws SQLException, Fault.Superseded {
        if (sql.one(HELD, row -> row.getInt(1), claim.run().text(), claim.epoch()).isEmpty()) {
            throw Refusals.superseded(claim);
        }
    }

    private static final String WISHES =
            """
            SELECT cancel, halt FROM belay.run WHERE id = ? AND epoch = ? AND state = 'RUNNING'
            """;

    Wishes wishes(Claim claim) throws SQLException, Fault.Superseded {
        return sql.one(
                        WISHES,
                        row -> new Wishes(row.getBoolean("cancel"), row.getBoolean("halt")),
                        claim.run().text(),
                        claim.epoch())
                .orElseThrow(() -> Refusals.superseded(claim));
    }

    private static final String PICK_UP =
            """
            UPDATE belay.run
            SET epoch = epoch + 1,
                picker = ?::json,
                since = CASE state WHEN 'RUNNING' THEN since ELSE clock_timestamp() END,
                state = 'RUNNING'
            WHERE id = ? AND state IN ('WAITING', 'RUNNING')
            RETURNING epoch
            """;

    Optional<Long> pickUp(RunId run, Picker picker) throws SQLException {
        return sql.one(PICK_UP, row -> row.getLong("epoch"), json(picker), run.text());
    }

    private static final String SCHEDULE =
            """
            INSERT INTO belay.scheduled_tasks AS task
                (task_name, task_instance, execution_time, picked, version)
            VALUES (?, ?, clock_timestamp(), false, 1)
            ON CONFLICT (task_name, task_instance) DO UPDATE
            SET execution_time = excluded.execution_time,
                picked = false,
                picked_by = NULL,
                last_heartbeat = NULL,
                consecutive_failures = 0,
                version = task.version + 1
            """;

    /// Lets a worker pick the run up; whoever has its task in hand has it no longer.
    void schedule(RunId run) throws SQLException {
        sql.change(SCHEDULE, RunWorker.TASK, run.text());
    }

    private static final String PICKED_UP =
            """
            SELECT max(at) AS at FROM belay.event WHERE run = ? AND what ->> 'event' = 'PickedUp'
            """;

    Instant pickedUp(RunId run) throws SQLException {
        return sql.one(PICKED_UP, row -> instant(row, "at"), run.text()).orElseThrow();
    }

    private static final String BEAT =
            """
            SELECT last_heartbeat AS at FROM belay.scheduled_tasks
            WHERE task_name = ? AND task_instance = ? AND picked AND picked_by = ?
              AND last_heartbeat IS NOT NULL
            """;

    Optional<Instant> beat(RunId run, String worker) throws SQLException {
        return sql.one(BEAT, row -> instant(row, "at"), RunWorker.TASK, run.text(), worker);
    }

    // Runs

    private static final String INSERT_RUN =
            """
            INSERT INTO belay.run (
                id, system, purpose, state, since, created, epoch, heading, committed, anews,
                cancel, halt, events, plan, plan_hash, options, ordered_by, pause_limit)
            VALUES (
                ?, ?, ?, 'WAITING', clock_timestamp(), clock_timestamp(), 0, ?::json, false, 0,
                false, false, 0, ?, ?, ?, ?, ?)
            """;

    private static final String INSERT_STEP =
            """
            INSERT INTO belay.step (
                run, ordinal, name, kind, title, step, commits, state, undo, done, total, unit)
            VALUES (?, ?, ?, ?, ?, ?, ?, 'Waiting', 'Kept', 0, 0, '')
            """;

    void insert(Order order) throws SQLException {
        sql.change(
                INSERT_RUN,
                order.id().text(),
                order.system().text(),
                order.purpose().name(),
                json(new Heading.Forward()),
                order.plan(),
                order.planHash(),
                order.options(),
                order.by(),
                order.pauseLimit().toNanos());
        int ordinal = 0;
        for (var part : order.parts()) {
            sql.change(
                    INSERT_STEP,
                    order.id().text(),
                    ordinal++,
                    part.name(),
                    part.kind(),
                    part.title(),
                    part.step(),
                    part.commits());
        }
    }

    private static final String STATE =
            "UPDATE belay.run SET state = ?, since = clock_timestamp() WHERE id = ?";

    void state(RunId run, RunState state) throws SQLException {
        sql.change(STATE, state.name(), run.text());
    }

    private static final String END =
            """
            UPDATE belay.run SET state = ?, halt = false, since = clock_timestamp() WHERE id = ?
            """;

    void end(RunId run, RunState state) throws SQLException {
        sql.change(END, state.name(), run.text());
    }

    private static final String STANDS =
            "SELECT 1 FROM belay.run WHERE id = ? AND epoch = ? AND state = ?";

    boolean standsAlready(Claim claim, RunState state) throws SQLException {
        return sql.one(
                        STANDS,
                        row -> row.getInt(1),
                        claim.run().text(),
                        claim.epoch(),
                        state.name())
                .isPresent();
    }

    private static final String WISH = "UPDATE belay.run SET cancel = ?, halt = ? WHERE id = ?";

    void wish(RunId run, boolean cancel, boolean halt) throws SQLException {
        sql.change(WISH, cancel, halt, run.text());
    }

    private static final String TURN =
            "UPDATE belay.run SET heading = ?::json WHERE id = ? AND heading::text <> ?";

    /// @return whether that is another direction than before
    boolean turn(RunId run, Heading heading) throws SQLException {
        return sql.change(TURN, json(heading), run.text(), json(heading)) > 0;
    }

    private static final String RUNS =
            """
            SELECT id, system, purpose, state, since, created, epoch, heading, committed, anews,
                   cancel, halt, picker, plan, plan_hash, options, ordered_by, pause_limit
            FROM belay.run
            """;

    private static final String BY_ID = RUNS + "WHERE id = ?";

    private static final String BY_HOLDER =
            RUNS + "WHERE system = ? AND state IN ('WAITING', 'RUNNING', 'HALTED', 'FAILED')";

    private static final String NEWEST = RUNS + "ORDER BY created DESC LIMIT ?";

    private static final String NEWEST_OF = RUNS + "WHERE system = ? ORDER BY created DESC LIMIT ?";

    Optional<Run> find(RunId run) throws SQLException {
        return sql.one(BY_ID, this::run, run.text());
    }

    Optional<Run> holder(SystemName system) throws SQLException {
        return sql.one(BY_HOLDER, this::run, system.text());
    }

    List<Run> history(int limit) throws SQLException {
        return sql.rows(NEWEST, this::run, limit);
    }

    List<Run> history(SystemName system, int limit) throws SQLException {
        return sql.rows(NEWEST_OF, this::run, system.text(), limit);
    }

    private Run run(ResultSet row) throws SQLException {
        var id = new RunId(row.getString("id"));
        var steps = sql.rows(STEPS, Rows::stepRecord, id.text());
        var order =
                new Order(
                        id,
                        new SystemName(row.getString("system")),
                        Purpose.valueOf(row.getString("purpose")),
                        row.getString("plan"),
                        row.getString("plan_hash"),
                        row.getString("options"),
                        row.getString("ordered_by"),
                        Duration.ofNanos(row.getLong("pause_limit")),
                        steps.stream().map(StepRecord::part).toList());
        var pickers = new ArrayList<Picker>();
        var picker = row.getString("picker");
        if (picker != null) {
            pickers.add(PlanJson.mapper().readValue(picker, Picker.class));
        }
        return new Run(
                order,
                RunState.valueOf(row.getString("state")),
                row.getLong("epoch"),
                PlanJson.mapper().readValue(row.getString("heading"), Heading.class),
                row.getBoolean("committed"),
                row.getInt("anews"),
                row.getBoolean("cancel"),
                row.getBoolean("halt"),
                pickers,
                instant(row, "created"),
                instant(row, "since"),
                steps);
    }

    // Steps

    private static final String STEPS =
            """
            SELECT ordinal, name, kind, title, step, commits, state, since, until, outcome, problem,
                   undo, undo_at, undo_words, undo_problem, done, total, unit
            FROM belay.step WHERE run = ? ORDER BY ordinal
            """;

    private static StepRecord stepRecord(ResultSet row) throws SQLException {
        return new StepRecord(
                row.getInt("ordinal"),
                new Part(
                        row.getString("name"),
                        row.getString("kind"),
                        row.getString("title"),
                        row.getString("step"),
                        row.getBoolean("commits")),
                stepState(row),
                undoState(row),
                row.getLong("done"),
                row.getLong("total"),
                row.getString("unit"));
    }

    private static StepState stepState(ResultSet row) throws SQLException {
        return switch (row.getString("state")) {
            case "Waiting" -> new StepState.Waiting();
            case "Acting" -> new StepState.Acting(instant(row, "since"));
            case "Done" ->
                    new StepState.Done(
                            instant(row, "since"),
                            instant(row, "until"),
                            new Outcome(row.getString("outcome")));
            case "Failed" ->
                    new StepState.Failed(
                            instant(row, "since"),
                            instant(row, "until"),
                            problem(row.getString("problem")));
            case String other -> throw new IllegalStateException("not a step's state: " + other);
        };
    }

    private static UndoState undoState(ResultSet row) throws SQLException {
        return switch (row.getString("undo")) {
            case "Kept" -> new UndoState.Kept();
            case "Undone" ->
                    new UndoState.Undone(instant(row, "undo_at"), row.getString("undo_words"));
            case "Stuck" ->
                    new UndoState.Stuck(
                            instant(row, "undo_at"), problem(row.getString("undo_problem")));
            case String other -> throw new IllegalStateException("not an undo state: " + other);
        };
    }

    StepRecord step(RunId run, int ordinal) throws SQLException {
        return sql.rows(STEPS, Rows::stepRecord, run.text()).get(ordinal);
    }

    private static final String START =
            """
            UPDATE belay.step
            SET state = 'Acting', since = coalesce(since, clock_timestamp()), until = NULL,
                problem = NULL
            WHERE run = ? AND ordinal = ?
            """;

    private static final String COMMIT =
            """
            UPDATE belay.run SET committed = true
            WHERE id = ? AND (SELECT commits FROM belay.step WHERE run = ? AND ordinal = ?)
            """;

    /// Lets this transaction's commit not wait for the disk. If the machine loses power the last
    /// such records may be gone, and their steps are carried out once more; the next commit that
    /// does wait, such as the start of a step that has an undo, carries them with it.
    void hurry() throws SQLException {
        sql.change("SET LOCAL synchronous_commit TO off");
    }

    void start(RunId run, int ordinal) throws SQLException {
        sql.change(START, run.text(), ordinal);
        sql.change(COMMIT, run.text(), run.text(), ordinal);
    }

    private static final String FINISH =
            """
            UPDATE belay.step SET state = 'Done', until = clock_timestamp(), outcome = ?
            WHERE run = ? AND ordinal = ?
            """;

    private static final String KEEP_LAST_PROGRESS =
            """
            DELETE FROM belay.event AS event
            WHERE run = ? AND progress_of = ? AND number < (
                SELECT max(number) FROM belay.event
                WHERE run = event.run AND progress_of = event.progress_of)
            """;

    void finish(RunId run, int ordinal, Outcome outcome) throws SQLException {
        sql.change(FINISH, outcome.json(), run.text(), ordinal);
        sql.change(KEEP_LAST_PROGRESS, run.text(), ordinal);
    }

    private static final String FAIL =
            """
            UPDATE belay.step SET state = 'Failed', until = clock_timestamp(), problem = ?::json
            WHERE run = ? AND ordinal = ?
            """;

    void fail(RunId run, int ordinal, Problem problem) throws SQLException {
        sql.change(FAIL, json(problem), run.text(), ordinal);
    }

    private static final String UNDONE =
            """
            UPDATE belay.step
            SET undo = 'Undone', undo_at = clock_timestamp(), undo_words = ?, undo_problem = NULL
            WHERE run = ? AND ordinal = ? RETURNING name
            """;

    /// @return the step's name
    String undone(RunId run, int ordinal, String words) throws SQLException {
        return sql.one(UNDONE, row -> row.getString("name"), words, run.text(), ordinal)
                .orElseThrow();
    }

    private static final String STUCK =
            """
            UPDATE belay.step
            SET undo = 'Stuck', undo_at = clock_timestamp(), undo_words = NULL, undo_problem = ?::json
            WHERE run = ? AND ordinal = ? RETURNING name
            """;

    /// @return the step's name
    String stuck(RunId run, int ordinal, Problem problem) throws SQLException {
        return sql.one(STUCK, row -> row.getString("name"), json(problem), run.text(), ordinal)
                .orElseThrow();
    }

    private static final String FORGET =
            """
            UPDATE belay.step
            SET state = 'Waiting', since = NULL, until = NULL, outcome = NULL, problem = NULL,
                undo = 'Kept', undo_at = NULL, undo_words = NULL, undo_problem = NULL,
                done = 0, total = 0, unit = ''
            WHERE run = ? AND ordinal >= ?
            """;

    private static final String COUNT_ANEW = "UPDATE belay.run SET anews = anews + 1 WHERE id = ?";

    void forget(RunId run, int ordinal) throws SQLException {
        sql.change(FORGET, run.text(), ordinal);
        sql.change(COUNT_ANEW, run.text());
    }

    private static final String PROGRESS =
            "UPDATE belay.step SET done = ?, total = ?, unit = ? WHERE run = ? AND ordinal = ?";

    void progress(RunId run, int ordinal, long done, long total, String unit) throws SQLException {
        sql.change(PROGRESS, done, total, unit, run.text(), ordinal);
    }

    // Events

    private static final String TELL =
            """
            WITH last AS (UPDATE belay.run SET events = events + 1 WHERE id = ? RETURNING events)
            INSERT INTO belay.event (run, number, at, progress_of, what)
            SELECT ?, events, clock_timestamp(), nullif(?, -1), ?::json FROM last
            """;

    void tell(RunId run, Event.What what) throws SQLException {
        int progressOf = what instanceof Event.Progress(int ordinal, _, _, _) ? ordinal : -1;
        sql.change(TELL, run.text(), run.text(), progressOf, json(what));
    }

    private static final String EVENTS =
            """
            SELECT number, at, what FROM belay.event
            WHERE run = ? AND number > ? ORDER BY number LIMIT ?
            """;

    List<Event> events(RunId run, long after, int limit) throws SQLException {
        return sql.rows(
                EVENTS,
                row ->
                        new Event(
                                row.getLong("number"),
                                instant(row, "at"),
                                PlanJson.mapper()
                                        .readValue(row.getString("what"), Event.What.class)),
                run.text(),
                after,
                limit);
    }

    // JSON

    private static Problem problem(String json) {
        return PlanJson.mapper().readValue(json, Problem.class);
    }

    private static String json(Object value) {
        return PlanJson.mapper().writeValueAsString(value);
    }
}
