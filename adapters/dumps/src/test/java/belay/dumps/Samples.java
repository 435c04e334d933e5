package belay.dumps;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import belay.outside.DumpFiles.Bounds;
import belay.outside.DumpHead;
import belay.outside.DumpHead.Form;
import belay.outside.Fault;
import belay.outside.Meter;
import belay.problem.Answer;
import belay.problem.Problem;
import belay.testkit.Packed;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Small dumps of every form, and what the reader says of one.
final class Samples {

    static final String SCRIPT =
            """
            --
            -- PostgreSQL database dump
            --

            -- Dumped from database version 13.4 (Debian)
            -- Dumped by pg_dump version 15.4

            SET client_encoding = 'UTF8';
            CREATE TABLE public.t (a integer, b text);
            COPY public.t (a, b) FROM stdin;
            1\tone
            2\tzwölf
            \\.
            --
            -- PostgreSQL database dump complete
            --

            """;

    private static final int CUSTOM = 1;
    private static final int FILES = 3;

    private Samples() {}

    static byte[] script() {
        return SCRIPT.getBytes(UTF_8);
    }

    static byte[] zstd(byte[] content) {
        return Zstd.compress(content);
    }

    static Path zip(Path file) throws IOException {
        return Packed.zip(
                file,
                zip -> {
                    Packed.put(zip, "dump.sql", SCRIPT, 0100644);
                    Packed.put(zip, "manifest.json", "{\"version\": \"16.0\"}", 0100644);
                });
    }

    /// A table with two rows in custom format, as pg_dump 15 lays it out.
    static byte[] archive() {
        return archive(CUSTOM);
    }

    /// A table of contents as it lies in a folder, in a tar.
    static byte[] directory() throws IOException {
        return Packed.tar(tar -> {
            Packed.put(tar, "dump/toc.dat", new String(archive(FILES), ISO_8859_1));
            Packed.put(tar, "dump/7.dat", "1\n2\n\\.\n");
        });
    }

    private static byte[] archive(int form) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes("PGDMP".getBytes(UTF_8));
        bytes.writeBytes(new byte[] {1, 14, 0, 4, 8, (byte) form});
        for (int number : List.of(-1, 1, 2, 3, 4, 5, 120, 0)) {
            number(bytes, number);
        }
        List.of("shop", "13.4", "15.4").forEach(text -> text(bytes, text));
        number(bytes, 1);
        number(bytes, 7);
        number(bytes, 1);
        List.of("1259", "16384", "t", "TABLE DATA").forEach(text -> text(bytes, text));
        number(bytes, 3);
        List.of("", "", "COPY public.t (a) FROM stdin;\n", "public", "", "", "belay", "false")
                .forEach(text -> text(bytes, text));
        number(bytes, -1);
        if (form == FILES) {
            text(bytes, "7.dat");
            return bytes.toByteArray();
        }
        bytes.write(2);
        bytes.writeBytes(new byte[8]);
        bytes.write(1);
        number(bytes, 7);
        number(bytes, 4);
        bytes.writeBytes(new byte[] {'1', '\n', '2', '\n'});
        number(bytes, 0);
        return bytes.toByteArray();
    }

    private static void number(ByteArrayOutputStream bytes, int number) {
        bytes.write(number < 0 ? 1 : 0);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            bytes.write(Math.abs(number) >> shift);
        }
    }

    private static void text(ByteArrayOutputStream bytes, String text) {
        number(bytes, text.length());
        bytes.writeBytes(text.getBytes(UTF_8));
    }

    /// Reads a file to its end in whatever way its form asks for.
    ///
    /// @return why it was refused, if it was
    static Optional<Problem> refusal(Path file, Path unwrapped) throws Fault {
        var files = new StrangersFiles();
        try {
            switch (files.look(file)) {
                case Answer.Refused<DumpHead>(var problems) -> {
                    return Optional.of(problems.getFirst());
                }
                case Answer.Given<DumpHead>(var head) when head.form() == Form.SCRIPT ->
                        Heard.of(file);
                case Answer.Given<DumpHead> _ ->
                        files.unwrap(file, unwrapped, Bounds.USUAL, Meter.SILENT);
            }
            return Optional.empty();
        } catch (Fault.Permanent refused) {
            return Optional.of(refused.problem());
        }
    }
}
