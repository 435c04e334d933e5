-- What makes loading hard, in one schema. A section holds for servers since the release that it names.

-- since 9.6
CREATE ROLE shop;
CREATE ROLE reader;
CREATE SCHEMA "odd ""schema"".x";
CREATE SCHEMA parts;
COMMENT ON SCHEMA parts IS E'it''s; DROP TABLE a; \\ "quoted"\nand a second line';

CREATE TYPE mood AS ENUM ('sad', 'so; so', 'it''s "good"');
CREATE TYPE pair AS (a int, b text);
CREATE TYPE span AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE FUNCTION is_code(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $body$
BEGIN
    -- a comment with ; and ' and $$ in it
    RETURN $1 ~ '^[A-Z]{2};?\d+$';
END;
$body$;
CREATE DOMAIN code AS text COLLATE "C" NOT NULL DEFAULT 'AB1' CONSTRAINT good CHECK (public.is_code(VALUE));
COMMENT ON DOMAIN code IS 'checked by a function';
CREATE DOMAIN codes AS text[] CHECK (array_length(VALUE, 1) < 10);

CREATE SEQUENCE alone INCREMENT -3 MINVALUE -1000 MAXVALUE 1000 START 10 CACHE 5 CYCLE;
SELECT setval('alone', 4, false);

-- Foreign keys in a ring, on itself, and not yet valid.
CREATE TABLE a (id serial PRIMARY KEY, b int, mother int REFERENCES a, code code, note text);
CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a DEFERRABLE INITIALLY DEFERRED, x int, y int, UNIQUE (x, y));
ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b ON DELETE SET NULL;
CREATE TABLE c (x int, y int, FOREIGN KEY (x, y) REFERENCES b (x, y) MATCH FULL ON UPDATE CASCADE);
INSERT INTO a SELECT g, NULL, nullif(g / 2, 0), 'XY' || g, repeat('n', g % 50) FROM generate_series(1, 3000) g;
INSERT INTO b SELECT g, g, g, -g FROM generate_series(1, 3000) g;
UPDATE a SET b = id;
INSERT INTO c SELECT g, -g FROM generate_series(1, 100) g UNION ALL SELECT NULL, NULL;
ALTER TABLE c ADD FOREIGN KEY (x) REFERENCES a (id) NOT VALID;
SELECT setval('a_id_seq', 5000);

-- Large enough to be cut, with a gap where a column was.
CREATE TABLE large (id bigint PRIMARY KEY, gone int, text text, n numeric, at timestamptz, EXCLUDE USING gist (span(n::float8, n::float8, '[]') WITH =));
ALTER TABLE large DROP COLUMN gone, DROP CONSTRAINT large_span_excl;
INSERT INTO large SELECT g, repeat(md5(g::text), 4), g / 7.0, 'epoch'::timestamptz + g * interval '1 minute' FROM generate_series(1, 30000) g;
CREATE INDEX ON large (lower(text)) WHERE n > 100;
CREATE UNIQUE INDEX large_day ON large (((at AT TIME ZONE 'UTC')::date), id DESC NULLS LAST);
CREATE INDEX large_code ON large USING brin (id) WITH (pages_per_range = 16);
CREATE INDEX large_is_code ON large (is_code(text));
ALTER TABLE large CLUSTER ON large_day;
ALTER TABLE large ALTER text SET STORAGE external, ALTER n SET STATISTICS 333, ALTER n SET (n_distinct = -0.5);
ALTER TABLE large SET (fillfactor = 77, toast.autovacuum_enabled = false);
ALTER TABLE large REPLICA IDENTITY FULL;
COMMENT ON INDEX large_day IS 'by day';
COMMENT ON COLUMN large.text IS '';
COMMENT ON COLUMN large.n IS 'a number';

CREATE TABLE values_ (
    i int, t text COLLATE "C", b bytea, arr text[], j json, jb jsonb, f float8, d date, iv interval, bits bit varying,
    m mood, p pair, s span, u uuid, ts tsvector, ip inet, box box, k codes, pp pair[]);
INSERT INTO values_ VALUES
    (1, E'tab\t newline\n return\r backslash\\ end', '\x00ff5c0a', ARRAY['a,b', NULL, '"q"', '\'], '{"a" :  1, "a": 2}', '{"b": "\u00fc\\"}',
     'NaN', 'infinity', '-1 mons +3 days -04:05:06.789', B'10110', 'it''s "good"', ROW(1, E'x"\\,)'), '[1,2.5)',
     'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'fat:2A & cat', '::1/64', '((1,2),(3,4))', ARRAY['AA1','BB;2']::codes, ARRAY[ROW(1,'a')::pair, NULL]),
    (2, '\.', '', '{}', 'null', '[]', '-Infinity', '4713-01-01 BC', '0', B'', 'so; so', ROW(NULL, ''), 'empty', NULL, '', '10.1.2.3', NULL, NULL, '{}'),
    (3, '\N', NULL, '{{1,2},{3,4}}', NULL, NULL, 1e-307, '9999-12-31', '178000000 years', NULL, NULL, NULL, '(,)', NULL, NULL, NULL, NULL, NULL, NULL),
    (4, 'grüße 日本 😀 ' || chr(127) || chr(1), NULL, NULL, NULL, NULL, 0.1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO values_ (i) VALUES (NULL);
CREATE TABLE "odd ""schema"".x"."select; \ -- ""T"" $$" ("order" int, "a b" text, "ü.""" text DEFAULT 'x''y', "new
line" int);
INSERT INTO "odd ""schema"".x"."select; \ -- ""T"" $$" VALUES (1, '', 'z', 2), (NULL, NULL, NULL, NULL);
COMMENT ON TABLE "odd ""schema"".x"."select; \ -- ""T"" $$" IS '/* not a comment; */ -- nor this';
CREATE TABLE nothing ();
INSERT INTO nothing DEFAULT VALUES;
INSERT INTO nothing DEFAULT VALUES;
CREATE UNLOGGED TABLE quick (id int PRIMARY KEY USING INDEX TABLESPACE pg_default);
INSERT INTO quick VALUES (1);

CREATE TABLE parent (id int NOT NULL, kind text DEFAULT 'parent' CHECK (kind <> ''), CHECK (id > 0) NO INHERIT);
CREATE TABLE child (more int) INHERITS (parent);
CREATE TABLE other (id int, kind text, extra text);
ALTER TABLE other ALTER id SET NOT NULL, ADD CONSTRAINT parent_kind_check CHECK (kind <> '');
ALTER TABLE other INHERIT parent;
CREATE TABLE grandchild () INHERITS (child, other);
ALTER TABLE grandchild ALTER kind SET DEFAULT 'grand';
INSERT INTO parent VALUES (1);
INSERT INTO child VALUES (-2, 'c', 3);
INSERT INTO other VALUES (3, 'o', 'e');
INSERT INTO grandchild VALUES (4);
CREATE INDEX ON parent (kind);
CREATE INDEX ON grandchild (id, more);

CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $_$
BEGIN
    NEW.note := upper(NEW.note) || $q$;$q$;
    RETURN NEW;
END $_$;
COMMENT ON FUNCTION shout() IS 'makes loud; what is loaded must not be';
CREATE TRIGGER loud BEFORE INSERT OR UPDATE OF note ON a FOR EACH ROW WHEN (NEW.note IS NOT NULL) EXECUTE PROCEDURE shout();
CREATE TRIGGER off AFTER DELETE ON a FOR EACH STATEMENT EXECUTE PROCEDURE shout('x''y', '');
ALTER TABLE a DISABLE TRIGGER off;
ALTER TABLE a ENABLE ALWAYS TRIGGER loud;
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON b DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE PROCEDURE shout();
COMMENT ON TRIGGER loud ON a IS 'loud';

CREATE VIEW seen WITH (security_barrier) AS SELECT id, note FROM a WHERE id > 5 WITH LOCAL CHECK OPTION;
COMMENT ON VIEW seen IS 'a part';
CREATE TRIGGER instead INSTEAD OF INSERT ON seen FOR EACH ROW EXECUTE PROCEDURE shout();
CREATE RULE keep AS ON DELETE TO b WHERE OLD.id < 10 DO INSTEAD NOTHING;
CREATE MATERIALIZED VIEW sums AS SELECT n::int / 1000 AS k, count(*) AS many FROM large GROUP BY 1;
CREATE UNIQUE INDEX ON sums (k);
CREATE MATERIALIZED VIEW sums_of_sums AS SELECT sum(many) AS all_ FROM sums;
CREATE MATERIALIZED VIEW never AS SELECT 1 AS one WITH NO DATA;
-- Two that need each other: a view by its table's key, and the key's view.
CREATE VIEW grouped AS SELECT b.id, b.x, count(*) FROM b JOIN c USING (x) GROUP BY b.id;
CREATE VIEW counted AS SELECT count(*) FROM grouped;

CREATE FUNCTION total(VARIADIC numeric[] DEFAULT '{}') RETURNS numeric LANGUAGE sql STABLE STRICT AS 'SELECT sum(v) FROM unnest($1) v';
CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE AGGREGATE summed(int) (SFUNC = plus, STYPE = int, INITCOND = '0');
CREATE CAST (pair AS mood) WITH INOUT AS ASSIGNMENT;
CREATE TEXT SEARCH DICTIONARY short (TEMPLATE = simple, stopwords = english);
CREATE TEXT SEARCH CONFIGURATION words (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION words ALTER MAPPING FOR asciiword WITH short, simple;
CREATE INDEX ON values_ USING gin (to_tsvector('public.words'::regconfig, t));

CREATE TABLE hidden (who text, words text);
ALTER TABLE hidden ENABLE ROW LEVEL SECURITY;
ALTER TABLE hidden FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON hidden USING (who = current_user) WITH CHECK (false);
COMMENT ON POLICY own ON hidden IS 'each his own';
INSERT INTO hidden VALUES ('nobody', 'seen by nobody'), ('shop', 'seen by the shop');

SELECT lo_from_bytea(4711, decode(repeat('00ff5c27', 5000), 'hex'));
SELECT lo_create(4712);
COMMENT ON LARGE OBJECT 4711 IS 'a picture; of nothing';

ALTER TABLE a OWNER TO shop;
ALTER FUNCTION shout() OWNER TO shop;
ALTER SCHEMA parts OWNER TO shop;
GRANT SELECT, INSERT ON a TO reader WITH GRANT OPTION;
GRANT SELECT (note) ON a TO PUBLIC;
GRANT USAGE ON SCHEMA parts TO reader;
REVOKE ALL ON FUNCTION shout() FROM PUBLIC;
GRANT SELECT ON LARGE OBJECT 4711 TO reader;
ALTER DEFAULT PRIVILEGES FOR ROLE shop IN SCHEMA parts GRANT SELECT ON TABLES TO reader;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON FUNCTIONS FROM PUBLIC;
ALTER ROLE reader SET work_mem = '8MB';
ALTER DATABASE postgres SET search_path = parts, public;

-- since 10
-- A client of 10 and later writes a collation in a way that 9.6 does not know.
CREATE COLLATION plain (lc_collate = 'C', lc_ctype = 'C');
CREATE TABLE collated (t text COLLATE plain, PRIMARY KEY (t));
INSERT INTO collated VALUES ('b'), ('A'), ('a');
CREATE TABLE numbered (id int GENERATED ALWAYS AS IDENTITY (START 7 INCREMENT 3) PRIMARY KEY, other bigint GENERATED BY DEFAULT AS IDENTITY, t text);
INSERT INTO numbered (t) SELECT 't' || g FROM generate_series(1, 50) g;
CREATE TABLE parts.whole (day date NOT NULL, region text, amount numeric CHECK (amount >= 0)) PARTITION BY RANGE (day);
CREATE TABLE parts.y2024 PARTITION OF parts.whole FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY LIST (region);
CREATE TABLE parts.y2024_eu PARTITION OF parts.y2024 FOR VALUES IN ('eu', NULL);
CREATE TABLE parts.y2024_us PARTITION OF parts.y2024 (amount DEFAULT 3) FOR VALUES IN ('us');
CREATE TABLE parts.later (amount numeric, day date NOT NULL, region text, CHECK (amount >= 0), CONSTRAINT whole_amount_check CHECK (amount >= 0));
ALTER TABLE parts.later DROP CONSTRAINT later_amount_check;
ALTER TABLE parts.whole ATTACH PARTITION parts.later FOR VALUES FROM ('2025-01-01') TO (MAXVALUE);
INSERT INTO parts.whole SELECT '2024-01-01'::date + g % 600, CASE g % 3 WHEN 0 THEN 'eu' WHEN 1 THEN 'us' END, g FROM generate_series(1, 5000) g;
CREATE STATISTICS parts.together (dependencies, ndistinct) ON day, region FROM parts.later;
CREATE SEQUENCE small AS smallint;
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE PUBLICATION two FOR TABLE a, b;

-- since 11
CREATE OPERATOR @#@ (PROCEDURE = plus, LEFTARG = int, RIGHTARG = int, COMMUTATOR = @#@);
COMMENT ON OPERATOR @#@ (int, int) IS 'more plus';
CREATE TABLE parts.hashed (id int PRIMARY KEY, t text) PARTITION BY HASH (id);
CREATE TABLE parts.hashed_0 PARTITION OF parts.hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE parts.hashed_1 PARTITION OF parts.hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE INDEX hashed_t ON parts.hashed (t);
CREATE UNIQUE INDEX hashed_both ON parts.hashed (id, t);
INSERT INTO parts.hashed SELECT g, 'h' || g FROM generate_series(1, 2000) g;
CREATE TABLE parts.rest PARTITION OF parts.whole DEFAULT;
INSERT INTO parts.whole VALUES ('1999-12-31', 'xx', 1);
CREATE PROCEDURE tidy(INOUT n int) LANGUAGE plpgsql AS $$ BEGIN n := n + 1; COMMIT; END $$;
CREATE INDEX covering ON b (x) INCLUDE (y);
ALTER TABLE b ADD COLUMN filled int DEFAULT 42;

-- since 12
CREATE TABLE made (a int, b int GENERATED ALWAYS AS (a * 2) STORED, c text, d text GENERATED ALWAYS AS (upper(c) || is_code(c)::text) STORED);
INSERT INTO made (a, c) SELECT g, 'AB' || g FROM generate_series(1, 100) g;
CREATE INDEX ON made (b);
ALTER TABLE parts.hashed ADD COLUMN up int;
CREATE TABLE of_hashed (id int REFERENCES parts.hashed, t text);
INSERT INTO of_hashed SELECT g, 'o' FROM generate_series(1, 2000) g;

-- since 13
CREATE EXTENSION citext SCHEMA parts;
CREATE EXTENSION pg_trgm;
CREATE TABLE folded (name parts.citext PRIMARY KEY);
INSERT INTO folded VALUES ('Name'), ('other');
CREATE INDEX folded_like ON folded USING gin ((name::text) gin_trgm_ops);

-- since 14
CREATE FUNCTION atomic(int) RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM a WHERE id < $1; SELECT CASE WHEN $1 > 1 THEN 2 END; END;
CREATE PROCEDURE twice(int) LANGUAGE sql BEGIN ATOMIC INSERT INTO quick VALUES ($1 + 100); DELETE FROM quick WHERE id = $1; END;
CREATE TABLE packed (t text COMPRESSION pglz, m int4multirange);
INSERT INTO packed VALUES (repeat('x', 10000), '{[1,3),[5,7)}');
CREATE STATISTICS by_expression ON (t || 'x'), m FROM packed;

-- since 15
CREATE TABLE same (a int, b int, UNIQUE NULLS NOT DISTINCT (a, b));
INSERT INTO same VALUES (NULL, 1), (1, NULL);
CREATE VIEW asker WITH (security_invoker) AS SELECT * FROM same;

-- since 16
CREATE VIEW judged AS SELECT t, t IS JSON OBJECT AS object, JSON_ARRAY(t, 1 ABSENT ON NULL) AS both FROM values_;
CREATE FUNCTION any_note(int) RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT any_value(note) FROM a WHERE id > 0x_ff AND id < $1; END;

-- since 17
CREATE TABLE parts.counted (id int GENERATED ALWAYS AS IDENTITY (START 100), day date NOT NULL, t text) PARTITION BY RANGE (day);
CREATE TABLE parts.counted_2024 PARTITION OF parts.counted FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE parts.counted_rest (t text, day date NOT NULL, id int NOT NULL);
ALTER TABLE parts.counted ATTACH PARTITION parts.counted_rest DEFAULT;
INSERT INTO parts.counted (day, t) SELECT '2024-06-01'::date + g * 7, 'c' || g FROM generate_series(1, 60) g;
INSERT INTO parts.counted_2024 (day, t) VALUES ('2024-02-29', 'straight in');
CREATE FUNCTION merged(int) RETURNS SETOF text LANGUAGE sql BEGIN ATOMIC
    MERGE INTO c USING (SELECT $1 AS x, CASE WHEN $1 > 1 THEN 2 END AS y) AS n ON c.x = n.x
        WHEN MATCHED AND c.y IS NULL THEN DELETE
        WHEN MATCHED THEN UPDATE SET y = CASE n.y WHEN 1 THEN 2 ELSE n.y END
        WHEN NOT MATCHED BY SOURCE AND c.x < 0 THEN DO NOTHING
        WHEN NOT MATCHED BY TARGET THEN INSERT (x, y) VALUES (n.x, n.y)
        RETURNING merge_action();
    SELECT 'end; of it' AS "end";
END;
-- Large objects of the same rights stand together.
GRANT SELECT ON LARGE OBJECT 4712 TO reader;
CREATE VIEW tabled AS SELECT j.* FROM values_, JSON_TABLE(jb, '$[*]' COLUMNS (n FOR ORDINALITY, b text PATH '$.b' DEFAULT 'none; ''x''' ON EMPTY)) j;
CREATE COLLATION builtin (provider = builtin, locale = 'C.UTF-8');
CREATE TABLE booked (room int, during int4range, EXCLUDE USING gist (during WITH &&, int4range(room, room, '[]') WITH =));
GRANT MAINTAIN ON b TO reader;

-- since 18
CREATE EXTENSION btree_gist SCHEMA parts;
CREATE TABLE virtual (a int, b int GENERATED ALWAYS AS (a * 2), c int GENERATED ALWAYS AS (a + 1) VIRTUAL, d int GENERATED ALWAYS AS (a - 1) STORED, t text);
INSERT INTO virtual (a, t) SELECT g, 'v' || g FROM generate_series(1, 100) g;
CREATE TABLE strict (a int CONSTRAINT "a; must" NOT NULL, b int CONSTRAINT strict_b NOT NULL NO INHERIT, c int, d text DEFAULT casefold('STRASSE'), id uuid DEFAULT uuidv7());
INSERT INTO strict SELECT g, g, nullif(g, 7), 'd', NULL FROM generate_series(1, 20) g;
ALTER TABLE strict ADD CONSTRAINT later NOT NULL c NOT VALID;
COMMENT ON CONSTRAINT "a; must" ON strict IS 'said; of it';
COMMENT ON CONSTRAINT later ON strict IS 'not yet';
CREATE TABLE stricter (b int CONSTRAINT of_child NOT NULL, e int NOT NULL) INHERITS (strict);
INSERT INTO stricter (a, b, c, e) VALUES (1, 2, 3, 4);
CREATE TABLE stay (room int, during daterange, guest text, CONSTRAINT stay_key PRIMARY KEY (room, during WITHOUT OVERLAPS), UNIQUE (guest, during WITHOUT OVERLAPS));
CREATE TABLE meal (room int, day daterange, FOREIGN KEY (room, PERIOD day) REFERENCES stay (room, PERIOD during));
INSERT INTO stay SELECT g % 5, daterange('2024-01-01'::date + g, '2024-01-02'::date + g), 'guest ' || g FROM generate_series(1, 200) g;
INSERT INTO meal SELECT room, during FROM stay;
CREATE TABLE lax (id int PRIMARY KEY, a int CONSTRAINT positive CHECK (a > 0) NOT ENFORCED, b int, CONSTRAINT to_b FOREIGN KEY (b) REFERENCES b NOT ENFORCED);
INSERT INTO lax VALUES (1, -1, -99);
CREATE FUNCTION changed(int) RETURNS SETOF text LANGUAGE sql BEGIN ATOMIC UPDATE b SET x = $1 WHERE id = $1 RETURNING WITH (OLD AS o, NEW AS "end") o.x || ' ' || "end".x; END;
ALTER DEFAULT PRIVILEGES FOR ROLE shop GRANT SELECT ON LARGE OBJECTS TO reader;
ANALYZE;
