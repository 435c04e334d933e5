--
-- PostgreSQL database dump
--

-- Dumped from database version 15.4
-- Dumped by pg_dump version 15.4

SET statement_timeout = 0;
SET lock_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET row_security = off;

CREATE TABLE public.ir_module_module (
    id serial PRIMARY KEY, name varchar NOT NULL UNIQUE, state varchar, latest_version varchar);
CREATE TABLE public.ir_config_parameter (id serial PRIMARY KEY, key varchar NOT NULL UNIQUE, value text);
CREATE TABLE public.ir_cron (id serial PRIMARY KEY, active boolean, cron_name varchar);
CREATE TABLE public.ir_mail_server (
    id serial PRIMARY KEY, name varchar, smtp_host varchar, smtp_pass varchar, active boolean);
CREATE TABLE public.fetchmail_server (id serial PRIMARY KEY, name varchar, active boolean);
CREATE TABLE public.payment_acquirer (id serial PRIMARY KEY, name varchar, provider varchar, state varchar);
CREATE TABLE public.res_partner (id serial PRIMARY KEY, name varchar NOT NULL);
CREATE TABLE public.res_users (id serial PRIMARY KEY, login varchar UNIQUE, partner_id integer);
CREATE TABLE public.sale_order (id serial PRIMARY KEY, name varchar, partner_id integer, amount numeric);

COPY public.ir_module_module (id, name, state, latest_version) FROM stdin;
1	base	installed	15.0.1.3
2	mail	installed	15.0.1.5
3	crm	uninstalled	\N
\.

COPY public.ir_config_parameter (id, key, value) FROM stdin;
1	database.uuid	5b1f7e0c-1111-2222-3333-444455556666
2	web.base.url	https://acme.example
3	database.enterprise_code	M2101-ACME
\.

COPY public.ir_cron (id, active, cron_name) FROM stdin;
1	t	Mail: Fetchmail
2	t	Auto vacuum
3	f	old
\.

COPY public.ir_mail_server (id, name, smtp_host, smtp_pass, active) FROM stdin;
1	out	smtp.acme.example	hunter2	t
\.

COPY public.fetchmail_server (id, name, active) FROM stdin;
1	in	t
\.

COPY public.payment_acquirer (id, name, provider, state) FROM stdin;
1	Stripe	stripe	enabled
2	Test	test	test
\.

COPY public.res_partner (id, name) FROM stdin;
1	Azure Interior
2	Łódź & Söhne
\.

COPY public.res_users (id, login, partner_id) FROM stdin;
1	admin	1
2	demo	2
\.

COPY public.sale_order (id, name, partner_id, amount) FROM stdin;
{orders}\.

SELECT pg_catalog.setval('public.ir_module_module_id_seq', 3, true);
SELECT pg_catalog.setval('public.ir_config_parameter_id_seq', 3, true);
SELECT pg_catalog.setval('public.ir_cron_id_seq', 3, true);
SELECT pg_catalog.setval('public.ir_mail_server_id_seq', 1, true);
SELECT pg_catalog.setval('public.fetchmail_server_id_seq', 1, true);
SELECT pg_catalog.setval('public.payment_acquirer_id_seq', 2, true);
SELECT pg_catalog.setval('public.res_partner_id_seq', 2, true);
SELECT pg_catalog.setval('public.res_users_id_seq', 2, true);

CREATE INDEX sale_order_partner_id ON public.sale_order USING btree (partner_id);

ALTER TABLE ONLY public.sale_order
    ADD CONSTRAINT sale_order_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES public.res_partner(id);

--
-- PostgreSQL database dump complete
--

