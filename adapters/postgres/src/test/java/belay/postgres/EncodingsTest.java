package belay.postgres;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import belay.dumps.StrangersFiles;
import belay.outside.DumpFiles.Bounds;
import belay.outside.DumpScript.Piece;
import belay.outside.Meter;
import belay.testkit.TestPostgres;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What bytes of a script mean to us, they mean to the server: every letter of every encoding of
/// which Java and the server may think otherwise.
class EncodingsTest {

    private static TestPostgres server;

    @BeforeAll
    static void startServer() {
        server = TestPostgres.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    /// @param hex its bytes
    private record Letter(String hex, String text) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SJIS", "EUC_JP", "EUC_CN", "EUC_KR", "EUC_TW", "GBK", "UHC", "JOHAB", "LATIN6",
                "LATIN8"
            })
    void everyLetterIsTheServers(String encoding) throws Exception {
        var letters = letters(encoding);
        var script = new ByteArrayOutputStream();
        script.write(
                ("SET client_encoding = '" + encoding + "';\nCOPY t FROM stdin;\n")
                        .getBytes(US_ASCII));
        for (var letter : letters) {
            script.write(HexFormat.of().parseHex(letter.hex()));
            script.write('\n');
        }
        script.write("\\.\n\n-- PostgreSQL database dump complete\n".getBytes(US_ASCII));

        var read = rows(script.toByteArray()).split("\n", -1);

        assertThat(letters).hasSizeGreaterThan(90);
        for (int i = 0; i < letters.size(); i++) {
            assertThat(read[i]).as(letters.get(i).hex()).isEqualTo(letters.get(i).text());
        }
    }

    private static String rows(byte[] script) throws Exception {
        try (var opened =
                new StrangersFiles()
                        .open(new ByteArrayInputStream(script), Bounds.USUAL, Meter.SILENT)) {
            return new String(((Piece.Rows) opened.next()).data().readAllBytes(), UTF_8);
        }
    }

    /// Java and the server know some letters each that the other does not: these are refused.
    private static final List<String> UNKNOWN_TO_JAVA = List.of("JOHAB d9e8", "UHC a2e8");

    private static List<Letter> letters(String encoding) throws Exception {
        var letters = new ArrayList<Letter>();
        try (var connection =
                        DriverManager.getConnection(
                                "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres",
                                TestPostgres.USER,
                                "");
                var statement = connection.createStatement()) {
            statement.execute(
                    """
                    CREATE OR REPLACE FUNCTION pg_temp.tried(b bytea, e name) RETURNS text LANGUAGE plpgsql AS
                    'BEGIN RETURN convert_from(b, e); EXCEPTION WHEN OTHERS THEN RETURN NULL; END'
                    """);
            var asked =
                    connection.prepareStatement(
                            """
                            SELECT b, t FROM (
                              SELECT b, pg_temp.tried(b, ?::name) AS t FROM (
                                SELECT set_byte('\\x00'::bytea, 0, x) AS b FROM generate_series(128, 255) x
                                UNION ALL SELECT set_byte(set_byte('\\x0000'::bytea, 0, x), 1, y)
                                FROM generate_series(128, 255) x, generate_series(48, 255) y
                                UNION ALL SELECT set_byte(set_byte('\\x8f0000'::bytea, 1, x), 2, y)
                                FROM generate_series(161, 255) x, generate_series(161, 255) y
                                WHERE ? = 'EUC_JP') bytes) letters
                            WHERE t IS NOT NULL
                            """);
            try (asked) {
                asked.setString(1, encoding);
                asked.setString(2, encoding);
                try (var found = asked.executeQuery()) {
                    while (found.next()) {
                        letters.add(
                                new Letter(
                                        HexFormat.of().formatHex(found.getBytes(1)),
                                        found.getString(2)));
                    }
                }
            }
        }
        letters.removeIf(letter -> UNKNOWN_TO_JAVA.contains(encoding + " " + letter.hex()));
        return letters;
    }
}
