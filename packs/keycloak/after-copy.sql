-- The nodes of production's cluster, from 26.1 on. There is no such table before.
DO $$
BEGIN
    IF to_regclass('jgroups_ping') IS NOT NULL THEN
        DELETE FROM jgroups_ping;
    END IF;
END
$$;
