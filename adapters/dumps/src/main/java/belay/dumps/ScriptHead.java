package belay.dumps;

import belay.outside.DumpHead.Form;
import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the first lines of a script say of it.
final class ScriptHead {

    private static final int LONGEST_FACT = 200;

    private record Fact(String name, String form, Pattern line) {

        Fact(String name, String form, String line) {
            this(name, form, Pattern.compile("(?m)^" + line + "\\s*$"));
        }
    }

    private static final List<Fact> FACTS =
            List.of(
                    new Fact("producer", "pg_dump ", "-- Dumped by pg_dump version (\\S+).*"),
                    new Fact("server", "", "-- Dumped from database version (\\S+).*"),
                    new Fact("encoding", "", "SET client_encoding = '([^'\\n]*)';"),
                    new Fact("database", "", "-- Name: (.+); Type: DATABASE;.*"));

    private record Other(String what, Pattern sign) {

        Other(String what, String sign) {
            this(what, Pattern.compile(sign));
        }
    }

    private static final List<Other> OTHERS =
            List.of(
                    new Other(
                            "a dump of MariaDB",
                            "(?m)^(-- MariaDB dump|/\\*M?!999999\\\\- enable the sandbox mode"
                                    + "|-- mariadb-dump)"),
                    new Other(
                            "a dump of MySQL",
                            "(?m)^(-- MySQL dump|-- phpMyAdmin SQL Dump|/\\*!40\\d{3} SET |-- mysqldump"
                                    + "|CREATE TABLE (IF NOT EXISTS )?`)"),
                    new Other(
                            "a script of SQLite",
                            "(?m)\\A\\s*PRAGMA foreign_keys\\s*=\\s*OFF;\\s*BEGIN TRANSACTION;"),
                    new Other(
                            "a script of H2",
                            "\\A(-- H2 |;\\s+CREATE USER IF NOT EXISTS|CREATE USER IF NOT EXISTS )"),
                    new Other(
                            "a script of Oracle",
                            "(?m)(\\A\\s*REM |^SET DEFINE OFF;?\\s*$|^WHENEVER SQLERROR |"
                                    + "\\bNUMBER\\(\\d+,\\s*\\d+\\).*\\bVARCHAR2\\b|\\bVARCHAR2\\()"),
                    new Other(
                            "a script of SQL Server",
                            "(?m)^(USE \\[|SET ANSI_NULLS ON\\s*$|SET QUOTED_IDENTIFIER ON\\s*$)"));

    private static final Pattern DUMP =
            Pattern.compile("(?m)^-- PostgreSQL database (cluster )?dump\\s*$");
    private static final Pattern PAGE = Pattern.compile("(?i)\\A\\s*<(!doctype|html|\\?xml|head)");
    private static final Pattern STATEMENT =
            Pattern.compile(
                    "(?i)\\A(--|/\\*|\\\\restrict |(SET|SELECT|CREATE|COPY|INSERT|BEGIN|START|ALTER|DROP"
                            + "|DO|COMMENT|GRANT|REVOKE|WITH|UPDATE|DELETE|TRUNCATE|RESET)\\b)");

    private ScriptHead() {}

    /// What pg_dumpall writes of the server stands before the first of its databases.
    static Form form(byte[] head) {
        var line = DUMP.matcher(new String(head, StandardCharsets.ISO_8859_1));
        return line.find() && line.group(1) != null ? Form.CLUSTER : Form.SCRIPT;
    }

    /// @param head the first bytes, all of them text
    /// @return of a whole server none: each of its databases has its own
    /// @throws Refused if it is not a script of PostgreSQL
    static Map<String, String> facts(byte[] head) throws Refused {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (text.startsWith("\u00ef\u00bb\u00bf")) {
            text = text.substring(3);
        }
        if (text.isBlank()) {
            throw Refused.of(
                    "EMPTY", "the file holds nothing but white space", "make the dump anew");
        }
        boolean ours = DUMP.matcher(text).find();
        if (ours) {
            requireNoNoise(text);
        } else {
            requirePostgres(text);
        }
        if (form(head) == Form.CLUSTER) {
            return Map.of();
        }
        Map<String, String> facts = facts(text);
        requireKnown(facts.getOrDefault("encoding", "UTF8"));
        return facts;
    }

    /// @param text of lines that pg_dump begins with
    static Map<String, String> facts(String text) {
        Map<String, String> facts = new LinkedHashMap<>();
        for (Fact fact : FACTS) {
            var line = fact.line.matcher(text);
            if (line.find()) {
                facts.put(fact.name, fact.form + shortened(line.group(1)));
            }
        }
        return facts;
    }

    private static void requireKnown(String encoding) throws Refused {
        if (!Encoding.isKnown(encoding)) {
            throw Encoding.unknown(encoding);
        }
    }

    /// What was said by the program that ran pg_dump stands in the file before what that wrote.
    private static void requireNoNoise(String text) throws Refused {
        String begun = text.stripLeading();
        if (!STATEMENT.matcher(begun).find()) {
            String blank = text.substring(0, text.length() - begun.length());
            throw Refused.of(
                            "NOT_SQL",
                            "the first line of the file is no SQL, and the dump comes behind it",
                            "take away what stands before the dump; a warning of the program that"
                                    + " made it belongs to its standard error (2>)")
                    .value(begun.lines().findFirst().orElse(""))
                    .line(1 + blank.chars().filter(letter -> letter == '\n').count());
        }
    }

    private static void requirePostgres(String text) throws Refused {
        if (PAGE.matcher(text).find()) {
            throw Refused.of(
                    "NOT_A_DUMP",
                    "the file is a web page, such as a server sends instead of a file when it was"
                            + " not logged in to",
                    "fetch the dump again and look at it before handing it in");
        }
        for (Other other : OTHERS) {
            if (other.sign.matcher(text).find()) {
                throw Refused.of(
                        "OTHER_DATABASE",
                        "the file is " + other.what + ", not of PostgreSQL",
                        "hand in what pg_dump wrote of the product's database");
            }
        }
        if (!STATEMENT.matcher(text.stripLeading()).find()) {
            throw Magic.notADump("the file is text, but does not begin as SQL does");
        }
    }

    private static String shortened(String fact) {
        return fact.length() > LONGEST_FACT ? fact.substring(0, LONGEST_FACT) : fact;
    }
}
