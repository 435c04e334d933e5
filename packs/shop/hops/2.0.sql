-- 1.4 to 2.0. It runs while nobody can write, so it is written to be quick: a table is rewritten once
-- where every row changes (ALTER … TYPE … USING), instead of leaving a dead copy of each row (UPDATE).

-- The first word is the first name, the rest is the last name.
ALTER TABLE customer
    ADD COLUMN first_name text,
    ADD COLUMN last_name text;
ALTER TABLE customer
    ALTER COLUMN first_name TYPE text
        USING split_part(name, ' ', 1),
    ALTER COLUMN last_name TYPE text
        USING ltrim(substr(name, length(split_part(name, ' ', 1)) + 1));

-- A constant default is kept in the catalogue: no row is touched.
ALTER TABLE orders ADD COLUMN currency text NOT NULL DEFAULT 'EUR';

CREATE TABLE invoice (
    order_id bigint NOT NULL,
    number text NOT NULL,
    total numeric(12, 2) NOT NULL,
    issued timestamptz NOT NULL DEFAULT now()
);
INSERT INTO invoice (order_id, number, total)
SELECT id, 'R-' || id, total FROM orders WHERE status = 'paid';
ALTER TABLE invoice ADD PRIMARY KEY (order_id);
ALTER TABLE invoice ADD FOREIGN KEY (order_id) REFERENCES orders (id);

UPDATE setting SET value = rtrim(value, '/') || '/' WHERE key = 'base.url';

INSERT INTO shop_version (release, installed) VALUES ('2.0', clock_timestamp());
