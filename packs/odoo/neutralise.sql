-- A copy must do nothing to the world. The statements hold for every release: what a release does not have is passed over.

-- The database is another one: a serial of its own, no subscription, no address that the world knows.
UPDATE ir_config_parameter SET value = md5(random()::text || clock_timestamp()::text)::uuid::text WHERE key = 'database.uuid';
DELETE FROM ir_config_parameter
 WHERE key IN ('database.enterprise_code', 'database.expiration_date', 'database.expiration_reason',
               'web.base.url.freeze', 'report.url', 'iap_extract_endpoint', 'publisher_warranty_url');
UPDATE ir_config_parameter SET value = 'http://localhost:8069' WHERE key = 'web.base.url';

-- The sign by which the product itself knows such a copy, and shows a banner.
DELETE FROM ir_config_parameter WHERE key = 'database.is_neutralized';
INSERT INTO ir_config_parameter (key, value) VALUES ('database.is_neutralized', 'true');

-- Nothing runs by the clock, neither mail nor money leaves, nothing is fetched.
DO $$
DECLARE
    change record;
BEGIN
    FOR change IN
        SELECT *
          FROM (VALUES ('ir_cron', 'active', 'false', 'active'),
                       ('ir_mail_server', 'active', 'false', 'active'),
                       ('fetchmail_server', 'active', 'false', 'active'),
                       ('mail_ice_server', 'active', 'false', 'active'),
                       ('payment_provider', 'state', '''test''', 'state NOT IN (''test'', ''disabled'')'),
                       ('payment_acquirer', 'state', '''test''', 'state NOT IN (''test'', ''disabled'')'),
                       ('payment_acquirer', 'environment', '''test''', 'environment <> ''test'''),
                       ('delivery_carrier', 'prod_environment', 'false', 'prod_environment'),
                       ('iap_account', 'account_token', 'account_token || ''+disabled''', 'account_token IS NOT NULL'),
                       ('base_automation', 'active', 'false', 'active'),
                       ('webhook_webhook', 'active', 'false', 'active'))
               AS known(in_table, in_column, becomes, concerns)
         WHERE EXISTS (SELECT 1
                         FROM information_schema.columns
                        WHERE table_schema = 'public' AND table_name = in_table AND column_name = in_column)
    LOOP
        EXECUTE format('UPDATE public.%I SET %I = %s WHERE %s',
                       change.in_table, change.in_column, change.becomes, change.concerns);
    END LOOP;
END
$$;
