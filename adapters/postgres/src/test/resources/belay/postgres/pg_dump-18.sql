--
-- PostgreSQL database dump
--

\restrict RZoOnC3X6ZLhWlIpXHcv9Wbo324p0JeFsQmBz5Pij4bxajwVdHdN7nwKANCiRBK

-- Dumped from database version 18.1
-- Dumped by pg_dump version 18.6 (Debian 18.6-3)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: target; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.target (
    id integer,
    name text
);


ALTER TABLE public.target OWNER TO postgres;

--
-- Name: merged(integer); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.merged(integer) RETURNS SETOF text
    LANGUAGE sql
    BEGIN ATOMIC
 MERGE INTO public.target
    USING ( SELECT $1 AS id,
                 CASE
                     WHEN ($1 > 1) THEN 'more'::text
                     ELSE NULL::text
                 END AS name) n
    ON (target.id = n.id)
    WHEN MATCHED
     THEN UPDATE SET name =
         CASE n.name
             WHEN 'more'::text THEN 'end'::text
             ELSE n.name
         END
    WHEN NOT MATCHED BY SOURCE
     THEN DELETE
    WHEN NOT MATCHED BY TARGET
     THEN INSERT (id, name)
      VALUES (n.id, n.name)
   RETURNING MERGE_ACTION() AS "merge_action";
 SELECT 'end; of it'::text AS "end";
END;


ALTER FUNCTION public.merged(integer) OWNER TO postgres;

--
-- Name: item; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.item (
    id integer NOT NULL,
    day date NOT NULL,
    name text
)
PARTITION BY RANGE (day);


ALTER TABLE public.item OWNER TO postgres;

--
-- Name: item_2024; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.item_2024 (
    id integer CONSTRAINT item_id_not_null NOT NULL,
    day date CONSTRAINT item_day_not_null NOT NULL,
    name text
);


ALTER TABLE public.item_2024 OWNER TO postgres;

--
-- Name: item_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.item ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.item_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: lax; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.lax (
    id integer NOT NULL,
    a integer
);


ALTER TABLE public.lax OWNER TO postgres;

--
-- Name: made; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.made (
    a integer,
    b integer GENERATED ALWAYS AS ((a * 2)),
    c integer GENERATED ALWAYS AS ((a - 1)) STORED
);


ALTER TABLE public.made OWNER TO postgres;

--
-- Name: meal; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.meal (
    room int4range,
    day daterange
);


ALTER TABLE public.meal OWNER TO postgres;

--
-- Name: stay; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.stay (
    room int4range NOT NULL,
    during daterange NOT NULL
);


ALTER TABLE public.stay OWNER TO postgres;

--
-- Name: strict; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.strict (
    a integer CONSTRAINT "a; must" NOT NULL,
    b integer CONSTRAINT local NOT NULL NO INHERIT,
    c integer
);


ALTER TABLE public.strict OWNER TO postgres;

--
-- Name: CONSTRAINT "a; must" ON strict; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON CONSTRAINT "a; must" ON public.strict IS 'said; of it';


--
-- Name: tabled; Type: VIEW; Schema: public; Owner: postgres
--

CREATE VIEW public.tabled AS
 SELECT n,
    b
   FROM JSON_TABLE(
            '[{"b": "x;"}]'::jsonb, '$[*]' AS json_table_path_0
            COLUMNS (
                n FOR ORDINALITY,
                b text PATH '$."b"'
            )
        ) j;


ALTER VIEW public.tabled OWNER TO postgres;

--
-- Name: item_2024; Type: TABLE ATTACH; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.item ATTACH PARTITION public.item_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');


--
-- Data for Name: item_2024; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.item_2024 (id, day, name) FROM stdin;
1	2024-02-29	leap; day
2	2024-12-31	back\\slash\n
3	2024-06-01	\N
\.


--
-- Data for Name: lax; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.lax (id, a) FROM stdin;
1	-1
\.


--
-- Data for Name: made; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.made (a) FROM stdin;
1
2
3
\.


--
-- Data for Name: meal; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.meal (room, day) FROM stdin;
[1,2)	[2024-01-03,2024-01-07)
\.


--
-- Data for Name: stay; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.stay (room, during) FROM stdin;
[1,2)	[2024-01-01,2024-01-05)
[1,2)	[2024-01-05,2024-01-09)
\.


--
-- Data for Name: strict; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.strict (a, b, c) FROM stdin;
1	2	\N
\.


--
-- Data for Name: target; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.target (id, name) FROM stdin;
1	one
\.


--
-- Name: item_id_seq; Type: SEQUENCE SET; Schema: public; Owner: postgres
--

SELECT pg_catalog.setval('public.item_id_seq', 3, true);


--
-- Name: 4711..4712; Type: BLOB METADATA; Schema: -; Owner: postgres
--

SELECT pg_catalog.lo_create('4711');
SELECT pg_catalog.lo_create('4712');

ALTER LARGE OBJECT 4711 OWNER TO postgres;
ALTER LARGE OBJECT 4712 OWNER TO postgres;

--
-- Name: LARGE OBJECT 4712; Type: COMMENT; Schema: -; Owner: postgres
--

COMMENT ON LARGE OBJECT 4712 IS 'small';


--
-- Data for Name: 4711..4712; Type: BLOBS; Schema: -; Owner: postgres
--

BEGIN;

SELECT pg_catalog.lo_open('4711', 131072);
SELECT pg_catalog.lowrite(0, '\x00ff5c0a');
SELECT pg_catalog.lo_close(0);

SELECT pg_catalog.lo_open('4712', 131072);
SELECT pg_catalog.lowrite(0, '\x01');
SELECT pg_catalog.lo_close(0);

COMMIT;

--
-- Statistics for Name: item; Type: STATISTICS DATA; Schema: public; Owner: -
--

SELECT * FROM pg_catalog.pg_restore_relation_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'item',
	'relpages', '-1'::integer,
	'reltuples', '3'::real,
	'relallvisible', '0'::integer,
	'relallfrozen', '0'::integer
);
SELECT * FROM pg_catalog.pg_restore_attribute_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'item',
	'attname', 'day',
	'inherited', 't'::boolean,
	'null_frac', '0'::real,
	'avg_width', '4'::integer,
	'n_distinct', '-1'::real,
	'histogram_bounds', '{2024-02-29,2024-06-01,2024-12-31}'::text,
	'correlation', '0.5'::real
);
SELECT * FROM pg_catalog.pg_restore_attribute_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'item',
	'attname', 'id',
	'inherited', 't'::boolean,
	'null_frac', '0'::real,
	'avg_width', '4'::integer,
	'n_distinct', '-1'::real,
	'histogram_bounds', '{1,2,3}'::text,
	'correlation', '1'::real
);
SELECT * FROM pg_catalog.pg_restore_attribute_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'item',
	'attname', 'name',
	'inherited', 't'::boolean,
	'null_frac', '0.33333334'::real,
	'avg_width', '11'::integer,
	'n_distinct', '-0.6666666'::real,
	'histogram_bounds', '{"back\\slash
","leap; day"}'::text,
	'correlation', '-1'::real
);


--
-- Statistics for Name: item_2024; Type: STATISTICS DATA; Schema: public; Owner: -
--

SELECT * FROM pg_catalog.pg_restore_relation_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'item_2024',
	'relpages', '1'::integer,
	'reltuples', '3'::real,
	'relallvisible', '0'::integer,
	'relallfrozen', '0'::integer
);
SELECT * FROM pg_catalog.pg_restore_attribute_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'item_2024',
	'attname', 'day',
	'inherited', 'f'::boolean,
	'null_frac', '0'::real,
	'avg_width', '4'::integer,
	'n_distinct', '-1'::real,
	'histogram_bounds', '{2024-02-29,2024-06-01,2024-12-31}'::text,
	'correlation', '0.5'::real
);
SELECT * FROM pg_catalog.pg_restore_attribute_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'item_2024',
	'attname', 'id',
	'inherited', 'f'::boolean,
	'null_frac', '0'::real,
	'avg_width', '4'::integer,
	'n_distinct', '-1'::real,
	'histogram_bounds', '{1,2,3}'::text,
	'correlation', '1'::real
);
SELECT * FROM pg_catalog.pg_restore_attribute_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'item_2024',
	'attname', 'name',
	'inherited', 'f'::boolean,
	'null_frac', '0.33333334'::real,
	'avg_width', '11'::integer,
	'n_distinct', '-0.6666666'::real,
	'histogram_bounds', '{"back\\slash
","leap; day"}'::text,
	'correlation', '-1'::real
);


--
-- Statistics for Name: lax; Type: STATISTICS DATA; Schema: public; Owner: -
--

SELECT * FROM pg_catalog.pg_restore_relation_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'lax',
	'relpages', '1'::integer,
	'reltuples', '1'::real,
	'relallvisible', '0'::integer,
	'relallfrozen', '0'::integer
);
SELECT * FROM pg_catalog.pg_restore_attribute_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'lax',
	'attname', 'a',
	'inherited', 'f'::boolean,
	'null_frac', '0'::real,
	'avg_width', '4'::integer,
	'n_distinct', '-1'::real
);
SELECT * FROM pg_catalog.pg_restore_attribute_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'lax',
	'attname', 'id',
	'inherited', 'f'::boolean,
	'null_frac', '0'::real,
	'avg_width', '4'::integer,
	'n_distinct', '-1'::real
);


--
-- Statistics for Name: made; Type: STATISTICS DATA; Schema: public; Owner: -
--

SELECT * FROM pg_catalog.pg_restore_relation_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'made',
	'relpages', '1'::integer,
	'reltuples', '3'::real,
	'relallvisible', '0'::integer,
	'relallfrozen', '0'::integer
);
SELECT * FROM pg_catalog.pg_restore_attribute_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'made',
	'attname', 'a',
	'inherited', 'f'::boolean,
	'null_frac', '0'::real,
	'avg_width', '4'::integer,
	'n_distinct', '-1'::real,
	'histogram_bounds', '{1,2,3}'::text,
	'correlation', '1'::real
);
SELECT * FROM pg_catalog.pg_restore_attribute_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'made',
	'attname', 'c',
	'inherited', 'f'::boolean,
	'null_frac', '0'::real,
	'avg_width', '4'::integer,
	'n_distinct', '-1'::real,
	'histogram_bounds', '{0,1,2}'::text,
	'correlation', '1'::real
);


--
-- Statistics for Name: meal; Type: STATISTICS DATA; Schema: public; Owner: -
--

SELECT * FROM pg_catalog.pg_restore_relation_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'meal',
	'relpages', '1'::integer,
	'reltuples', '1'::real,
	'relallvisible', '0'::integer,
	'relallfrozen', '0'::integer
);
SELECT * FROM pg_catalog.pg_restore_attribute_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'meal',
	'attname', 'day',
	'inherited', 'f'::boolean,
	'null_frac', '0'::real,
	'avg_width', '14'::integer,
	'n_distinct', '-1'::real,
	'range_empty_frac', '0'::real
);
SELECT * FROM pg_catalog.pg_restore_attribute_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'meal',
	'attname', 'room',
	'inherited', 'f'::boolean,
	'null_frac', '0'::real,
	'avg_width', '14'::integer,
	'n_distinct', '-1'::real,
	'range_empty_frac', '0'::real
);


--
-- Statistics for Name: stay; Type: STATISTICS DATA; Schema: public; Owner: -
--

SELECT * FROM pg_catalog.pg_restore_relation_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'stay',
	'relpages', '1'::integer,
	'reltuples', '2'::real,
	'relallvisible', '0'::integer,
	'relallfrozen', '0'::integer
);
SELECT * FROM pg_catalog.pg_restore_attribute_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'stay',
	'attname', 'during',
	'inherited', 'f'::boolean,
	'null_frac', '0'::real,
	'avg_width', '14'::integer,
	'n_distinct', '-1'::real,
	'range_length_histogram', '{4,4}'::text,
	'range_empty_frac', '0'::real,
	'range_bounds_histogram', '{"[2024-01-01,2024-01-05)","[2024-01-05,2024-01-09)"}'::text
);
SELECT * FROM pg_catalog.pg_restore_attribute_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'stay',
	'attname', 'room',
	'inherited', 'f'::boolean,
	'null_frac', '0'::real,
	'avg_width', '14'::integer,
	'n_distinct', '-1'::real,
	'range_length_histogram', '{1,1}'::text,
	'range_empty_frac', '0'::real,
	'range_bounds_histogram', '{"[1,2)","[1,2)"}'::text
);


--
-- Statistics for Name: strict; Type: STATISTICS DATA; Schema: public; Owner: -
--

SELECT * FROM pg_catalog.pg_restore_relation_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'strict',
	'relpages', '1'::integer,
	'reltuples', '1'::real,
	'relallvisible', '0'::integer,
	'relallfrozen', '0'::integer
);
SELECT * FROM pg_catalog.pg_restore_attribute_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'strict',
	'attname', 'a',
	'inherited', 'f'::boolean,
	'null_frac', '0'::real,
	'avg_width', '4'::integer,
	'n_distinct', '-1'::real
);
SELECT * FROM pg_catalog.pg_restore_attribute_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'strict',
	'attname', 'b',
	'inherited', 'f'::boolean,
	'null_frac', '0'::real,
	'avg_width', '4'::integer,
	'n_distinct', '-1'::real
);
SELECT * FROM pg_catalog.pg_restore_attribute_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'strict',
	'attname', 'c',
	'inherited', 'f'::boolean,
	'null_frac', '1'::real,
	'avg_width', '4'::integer,
	'n_distinct', '0'::real
);


--
-- Statistics for Name: target; Type: STATISTICS DATA; Schema: public; Owner: -
--

SELECT * FROM pg_catalog.pg_restore_relation_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'target',
	'relpages', '1'::integer,
	'reltuples', '1'::real,
	'relallvisible', '0'::integer,
	'relallfrozen', '0'::integer
);
SELECT * FROM pg_catalog.pg_restore_attribute_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'target',
	'attname', 'id',
	'inherited', 'f'::boolean,
	'null_frac', '0'::real,
	'avg_width', '4'::integer,
	'n_distinct', '-1'::real
);
SELECT * FROM pg_catalog.pg_restore_attribute_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'target',
	'attname', 'name',
	'inherited', 'f'::boolean,
	'null_frac', '0'::real,
	'avg_width', '4'::integer,
	'n_distinct', '-1'::real
);


--
-- Name: item item_id_day_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_id_day_key UNIQUE NULLS NOT DISTINCT (id, day);


--
-- Name: item_2024 item_2024_id_day_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.item_2024
    ADD CONSTRAINT item_2024_id_day_key UNIQUE NULLS NOT DISTINCT (id, day);


--
-- Name: lax lax_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.lax
    ADD CONSTRAINT lax_pkey PRIMARY KEY (id);


--
-- Name: stay stay_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.stay
    ADD CONSTRAINT stay_key PRIMARY KEY (room, during WITHOUT OVERLAPS);


--
-- Name: strict later; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE public.strict
    ADD CONSTRAINT later NOT NULL c NOT VALID;


--
-- Name: lax positive; Type: CHECK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE public.lax
    ADD CONSTRAINT positive CHECK ((a > 0)) NOT ENFORCED;


--
-- Name: item_2024_id_day_key; Type: INDEX ATTACH; Schema: public; Owner: postgres
--

ALTER INDEX public.item_id_day_key ATTACH PARTITION public.item_2024_id_day_key;


--
-- Name: meal meal_room_day_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.meal
    ADD CONSTRAINT meal_room_day_fkey FOREIGN KEY (room, PERIOD day) REFERENCES public.stay(room, PERIOD during);


--
-- Statistics for Name: item_2024_id_day_key; Type: STATISTICS DATA; Schema: public; Owner: -
--

SELECT * FROM pg_catalog.pg_restore_relation_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'item_2024_id_day_key',
	'relpages', '2'::integer,
	'reltuples', '3'::real,
	'relallvisible', '0'::integer,
	'relallfrozen', '0'::integer
);


--
-- Statistics for Name: item_id_day_key; Type: STATISTICS DATA; Schema: public; Owner: -
--

SELECT * FROM pg_catalog.pg_restore_relation_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'item_id_day_key',
	'relpages', '0'::integer,
	'reltuples', '0'::real,
	'relallvisible', '0'::integer,
	'relallfrozen', '0'::integer
);


--
-- Statistics for Name: lax_pkey; Type: STATISTICS DATA; Schema: public; Owner: -
--

SELECT * FROM pg_catalog.pg_restore_relation_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'lax_pkey',
	'relpages', '2'::integer,
	'reltuples', '1'::real,
	'relallvisible', '0'::integer,
	'relallfrozen', '0'::integer
);


--
-- Statistics for Name: stay_key; Type: STATISTICS DATA; Schema: public; Owner: -
--

SELECT * FROM pg_catalog.pg_restore_relation_stats(
	'version', '180001'::integer,
	'schemaname', 'public',
	'relname', 'stay_key',
	'relpages', '1'::integer,
	'reltuples', '2'::real,
	'relallvisible', '0'::integer,
	'relallfrozen', '0'::integer
);


--
-- PostgreSQL database dump complete
--

\unrestrict RZoOnC3X6ZLhWlIpXHcv9Wbo324p0JeFsQmBz5Pij4bxajwVdHdN7nwKANCiRBK

