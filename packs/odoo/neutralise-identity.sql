-- The database is another one: a serial of its own, no subscription, no address that the world knows.
UPDATE ir_config_parameter
   SET value = md5(random()::text || clock_timestamp()::text)::uuid::text
 WHERE key = 'database.uuid';
DELETE FROM ir_config_parameter
 WHERE key IN ('database.enterprise_code', 'database.expiration_date', 'database.expiration_reason',
               'web.base.url.freeze', 'report.url');
UPDATE ir_config_parameter SET value = 'http://localhost:8069' WHERE key = 'web.base.url';

-- The sign by which the product itself knows such a copy, and shows a banner.
DELETE FROM ir_config_parameter WHERE key = 'database.is_neutralized';
INSERT INTO ir_config_parameter (key, value) VALUES ('database.is_neutralized', 'true');
