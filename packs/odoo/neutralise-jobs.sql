-- Nothing runs by the clock. What a release or a set of modules does not have is passed over.
DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name = 'ir_cron' AND column_name = 'active') THEN
        UPDATE ir_cron SET active = false WHERE active;
    END IF;
    IF EXISTS (SELECT 1 FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name = 'base_automation' AND column_name = 'active') THEN
        UPDATE base_automation SET active = false WHERE active;
    END IF;
END
$$;
