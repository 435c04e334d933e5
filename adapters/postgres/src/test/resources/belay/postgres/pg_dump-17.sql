--
-- PostgreSQL database dump
--

\restrict nKjaLRtqS6uKi0b92Vn2zYRCnAdBbEWWDUqZsBV4TC6wkVPhNtRXW8XqC23rHwk

-- Dumped from database version 17.7
-- Dumped by pg_dump version 17.11 (Debian 17.11-0+deb13u1)

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
    id integer NOT NULL,
    day date NOT NULL,
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
-- Name: item_2024_id_day_key; Type: INDEX ATTACH; Schema: public; Owner: postgres
--

ALTER INDEX public.item_id_day_key ATTACH PARTITION public.item_2024_id_day_key;


--
-- PostgreSQL database dump complete
--

\unrestrict nKjaLRtqS6uKi0b92Vn2zYRCnAdBbEWWDUqZsBV4TC6wkVPhNtRXW8XqC23rHwk

