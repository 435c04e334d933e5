package belay.dumps;

import static java.nio.charset.StandardCharsets.UTF_8;

import belay.outside.DumpFiles.Bounds;
import belay.outside.DumpScript;
import belay.outside.DumpScript.Piece;
import belay.outside.Fault;
import belay.outside.Meter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A script that was read to its end.
///
/// @param pieces all of them but the end
record Heard(List<Part> pieces) {

    /// @param rows empty if none can follow, empty text if none do
    record Part(String statement, Optional<String> rows, long line) {

        Part(String statement, long line) {
            this(statement, Optional.empty(), line);
        }

        Part(String statement, String rows, long line) {
            this(statement, Optional.of(rows), line);
        }
    }

    static Heard of(String script) throws Fault {
        return of(script.getBytes(UTF_8));
    }

    static Heard of(byte[] script) throws Fault {
        return of(
                new StrangersFiles()
                        .open(new ByteArrayInputStream(script), Bounds.USUAL, Meter.SILENT),
                1 << 16);
    }

    static Heard of(Path file) throws Fault {
        return of(new StrangersFiles().open(file, Bounds.USUAL, Meter.SILENT), 1 << 16);
    }

    /// @param chunk bytes of rows that are asked for at once
    static Heard of(DumpScript script, int chunk) throws Fault {
        List<Part> parts = new ArrayList<>();
        try (script) {
            while (true) {
                switch (script.next()) {
                    case Piece.Statement(var text, var line) -> parts.add(new Part(text, line));
                    case Piece.Rows(var text, var data, var line) -> {
                        var rows = new ByteArrayOutputStream();
                        byte[] buffer = new byte[chunk];
                        for (int read = data.readLines(buffer);
                                read >= 0;
                                read = data.readLines(buffer)) {
                            rows.write(buffer, 0, read);
                        }
                        parts.add(new Part(text, rows.toString(UTF_8), line));
                    }
                    case Piece.End _ -> {
                        return new Heard(parts);
                    }
                }
            }
        }
    }

    List<String> statements() {
        return pieces.stream().map(Part::statement).toList();
    }
}
