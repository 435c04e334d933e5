-- Who watches over a run from outside the process that carries it out.
CREATE TABLE watch (
    run         text PRIMARY KEY REFERENCES run,
    watchdog    json NOT NULL,
    since       timestamptz NOT NULL,
    beat        timestamptz NOT NULL
);
