-- 2.0 to 2.3.
ALTER TABLE product ADD COLUMN weight numeric(8, 3) NOT NULL DEFAULT 0;

CREATE INDEX customer_by_name ON customer (last_name, first_name);

UPDATE setting SET value = lower(value) WHERE key = 'mail.host';

INSERT INTO shop_version (release, installed) VALUES ('2.3', clock_timestamp());
