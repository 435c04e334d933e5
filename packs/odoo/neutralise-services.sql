-- No credit of the vendor's services is spent. What a release or a set of modules does not have is passed over.
DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name = 'iap_account' AND column_name = 'account_token') THEN
        UPDATE iap_account SET account_token = account_token || '+disabled' WHERE account_token IS NOT NULL;
    END IF;
END
$$;
