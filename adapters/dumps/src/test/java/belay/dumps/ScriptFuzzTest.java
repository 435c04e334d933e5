package belay.dumps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.DumpFiles.Bounds;
import belay.outside.Fault;
import belay.outside.Meter;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Whatever a script holds: it is read to its end or refused; it does not matter in which pieces it
/// comes; nothing but white space and comments is left out; and it takes little memory.
@Execution(ExecutionMode.CONCURRENT)
class ScriptFuzzTest {

    private static final String NASTY =
            """
            SET standard_conforming_strings = on;
            CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $_$ BEGIN RETURN ';'; END $_$;
            CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; END;
            /* ; /* ' */ */ SELECT E'\\';', 'a''b', U&"d\\0061t", $$;$$, (1; 2); -- ;
            COPY public.t (a, b) FROM stdin;
            1\ta\\\\.b
            \\\\.\t\\N
            \\.
            COPY t FROM stdin;
            \\.
            -- PostgreSQL database dump complete
            """;

    private static final List<String> WORDS =
            List.of(
                    "'",
                    "''",
                    "\"",
                    "$$",
                    "$a$",
                    "E'",
                    "U&'",
                    "\\",
                    "\\\\",
                    "\\.",
                    "\n\\.\n",
                    "\n",
                    "\r\n",
                    ";",
                    "--",
                    "/*",
                    "*/",
                    "(",
                    ")",
                    "\0",
                    "\u00c3\u00a4",
                    "\u00ff",
                    "\ufeff",
                    " BEGIN ATOMIC ",
                    " END ",
                    "CASE ",
                    "COPY t FROM stdin;\n",
                    "SET standard_conforming_strings = off;",
                    "\n\\restrict a\n",
                    "\n\\unrestrict a\n",
                    "\n\\connect t\n",
                    "CREATE DATABASE t;",
                    "\t",
                    "1e",
                    "AS ",
                    "\n-- PostgreSQL database dump complete\n",
                    "SET client_encoding = 'LATIN1';");

    private static final long MOST_MEMORY = 24L << 20;

    private final ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void anyScriptIsReadOrRefused() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(Samples.script());
        seeds.add(NASTY.getBytes(UTF_8));
        seeds.addAll(hostile());

        new Mutations(seeds, WORDS).run(this::check);
    }

    private static List<byte[]> hostile() throws IOException {
        Path scripts =
                Path.of(System.getProperty("belay.shared", "../../../shared"), "hostile", "pg");
        List<byte[]> all = new ArrayList<>();
        if (Files.isDirectory(scripts)) {
            for (Path one : Folder.files(scripts)) {
                if (Files.size(one) < 4096) {
                    all.add(Files.readAllBytes(one));
                }
            }
        }
        return all;
    }

    private void check(byte[] input, SplittableRandom random) throws Fault {
        long before = memory.getCurrentThreadAllocatedBytes();
        Optional<Heard> whole = read(input, 1 << 16, 1 << 16);
        assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_MEMORY);
        Optional<Heard> pieces = read(input, random.nextInt(1, 40), random.nextInt(1, 40));
        // Which of two flaws in a line is told first may depend on the pieces.
        if (!pieces.equals(whole)) {
            assertThat(pieces).isEqualTo(whole);
        }
        String text = new String(input, UTF_8);
        boolean bare = !text.toLowerCase(Locale.ROOT).matches("(?s).*(encoding|names).*");
        if (bare && whole.isPresent()) {
            Rebuilt.requireWhole(text, whole.get());
        }
    }

    /// @param chunk bytes that come at once
    /// @param rows bytes of rows that are asked for at once
    /// @return empty if it was refused
    private static Optional<Heard> read(byte[] input, int chunk, int rows) throws Fault {
        var source =
                new ByteArrayInputStream(input) {
                    @Override
                    public int read(byte[] buffer, int offset, int length) {
                        return super.read(buffer, offset, Math.min(chunk, length));
                    }
                };
        try {
            var script = new StrangersFiles().open(source, Bounds.USUAL, Meter.SILENT);
            return Optional.of(Heard.of(script, rows));
        } catch (Fault.Permanent refused) {
            assertThat(refused.problem().code()).startsWith("DUMP:");
            return Optional.empty();
        }
    }
}
