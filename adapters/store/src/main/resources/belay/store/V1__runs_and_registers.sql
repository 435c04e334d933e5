-- The journal: runs, their steps, and what happened. Times are this server's clock.
CREATE TABLE run (
    id          text PRIMARY KEY,
    system      text NOT NULL,
    purpose     text NOT NULL,
    state       text NOT NULL,
    since       timestamptz NOT NULL,
    created     timestamptz NOT NULL,
    epoch       bigint NOT NULL,
    heading     json NOT NULL,
    committed   boolean NOT NULL,
    anews       integer NOT NULL,
    cancel      boolean NOT NULL,
    halt        boolean NOT NULL,
    picker      json,               -- none before the first pick-up
    events      bigint NOT NULL,    -- number of the last event
    plan        text NOT NULL,      -- text, not json: kept to the letter
    plan_hash   text NOT NULL,
    options     text NOT NULL,
    ordered_by  text NOT NULL,
    pause_limit bigint NOT NULL     -- nanoseconds
);

-- One run for each system at a time, whoever asks, however many ask at once.
CREATE UNIQUE INDEX run_holds_system ON run (system)
    WHERE state IN ('WAITING', 'RUNNING', 'HALTED', 'FAILED');

CREATE INDEX run_by_time ON run (created DESC);
CREATE INDEX run_by_system ON run (system, created DESC);

CREATE TABLE step (
    run         text NOT NULL REFERENCES run,
    ordinal     integer NOT NULL,
    name        text NOT NULL,
    kind        text NOT NULL,
    title       text NOT NULL,
    step        text NOT NULL,
    commits     boolean NOT NULL,
    state       text NOT NULL,
    since       timestamptz,
    until       timestamptz,
    outcome     text,
    problem     json,
    undo        text NOT NULL,
    undo_at     timestamptz,
    undo_words  text,
    undo_problem json,
    done        bigint NOT NULL,
    total       bigint NOT NULL,
    unit        text NOT NULL,
    PRIMARY KEY (run, ordinal),
    UNIQUE (run, name)
);

CREATE INDEX step_by_kind ON step (kind) WHERE state = 'Done';

CREATE TABLE event (
    run         text NOT NULL REFERENCES run,
    number      bigint NOT NULL,
    at          timestamptz NOT NULL,
    progress_of integer,            -- ordinal of the step, for progress only
    what        json NOT NULL,
    PRIMARY KEY (run, number)
);

CREATE INDEX event_of_progress ON event (run, progress_of) WHERE progress_of IS NOT NULL;

-- The registers.
CREATE TABLE backup (
    id          text PRIMARY KEY,
    system      text NOT NULL,
    taken_at    timestamptz NOT NULL,
    backup      json NOT NULL
);

CREATE INDEX backup_by_system ON backup (system, taken_at DESC);

CREATE TABLE rehearsal (
    run         text PRIMARY KEY,
    plan_hash   text NOT NULL,
    at          timestamptz NOT NULL,
    rehearsal   json NOT NULL
);

CREATE INDEX rehearsal_by_plan ON rehearsal (plan_hash, at DESC);

CREATE TABLE waiver (
    system      text NOT NULL,
    code        text NOT NULL,
    until       timestamptz NOT NULL,
    waiver      json NOT NULL,
    PRIMARY KEY (system, code)
);

-- db-scheduler's own table, as its version 16 wants it.
CREATE TABLE scheduled_tasks (
    task_name            text NOT NULL,
    task_instance        text NOT NULL,
    task_data            bytea,
    execution_time       timestamptz NOT NULL,
    picked               boolean NOT NULL,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint NOT NULL,
    priority             smallint,
    PRIMARY KEY (task_name, task_instance)
);

CREATE INDEX scheduled_tasks_by_time ON scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_by_heartbeat ON scheduled_tasks (last_heartbeat);
