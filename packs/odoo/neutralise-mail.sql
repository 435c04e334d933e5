-- No mail leaves, none is fetched. What a release or a set of modules does not have is passed over.
DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name = 'ir_mail_server' AND column_name = 'active') THEN
        UPDATE ir_mail_server SET active = false WHERE active;
    END IF;
    IF EXISTS (SELECT 1 FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name = 'fetchmail_server' AND column_name = 'active') THEN
        UPDATE fetchmail_server SET active = false WHERE active;
    END IF;
END
$$;
