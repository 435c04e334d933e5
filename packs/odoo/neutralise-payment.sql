-- Providers were called acquirers up to 15.0, and had an environment up to 12.0. What a release or a set of modules does not have is passed over.
DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name = 'payment_provider' AND column_name = 'state') THEN
        UPDATE payment_provider SET state = 'test' WHERE state NOT IN ('test', 'disabled');
    END IF;
    IF EXISTS (SELECT 1 FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name = 'payment_acquirer' AND column_name = 'state') THEN
        UPDATE payment_acquirer SET state = 'test' WHERE state NOT IN ('test', 'disabled');
    END IF;
    IF EXISTS (SELECT 1 FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name = 'payment_acquirer' AND column_name = 'environment') THEN
        UPDATE payment_acquirer SET environment = 'test' WHERE environment <> 'test';
    END IF;
END
$$;
