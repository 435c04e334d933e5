package belay.api.evidence;

import belay.api.Evidence;
import belay.outside.Fault;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Puts the evidence of runs into files. A file is there whole or not at all.
public final class EvidenceFiles {

    private final EvidencePage page = new EvidencePage();

    /// Writes `evidence.html` and `evidence.json`; what is there is replaced.
    ///
    /// @return the page
    public Path write(Path directory, Evidence evidence) throws Fault {
        var html = directory.resolve("evidence.html");
        writeJson(directory.resolve("evidence.json"), evidence);
        writeHtml(html, evidence);
        return html;
    }

    public void writeHtml(Path file, Evidence evidence) throws Fault {
        write(file, page.html(evidence));
    }

    public void writeJson(Path file, Evidence evidence) throws Fault {
        write(file, EvidenceJson.json(evidence));
    }

    private static void write(Path file, String text) throws Fault {
        try {
            var directory = file.toAbsolutePath().getParent();
            if (directory == null) {
                throw new IOException("it is a directory");
            }
            Files.createDirectories(directory);
            var half = Files.createTempFile(directory, file.getFileName().toString(), ".half");
            try {
                Files.writeString(half, text);
                Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(half);
            }
        } catch (IOException e) {
            throw new Fault.Permanent(
                    Problem.of("EVIDENCE:NOT_WRITTEN", "the evidence cannot be written: " + e)
                            .value(file.toString())
                            .advice("Name another file, or check rights and space"),
                    e);
        }
    }
}
