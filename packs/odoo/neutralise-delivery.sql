-- Carriers are asked in their test environment. What a release or a set of modules does not have is passed over.
DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name = 'delivery_carrier' AND column_name = 'prod_environment') THEN
        UPDATE delivery_carrier SET prod_environment = false WHERE prod_environment;
    END IF;
END
$$;
