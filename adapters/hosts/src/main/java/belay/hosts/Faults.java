package belay.hosts;

import belay.document.GivenFile;
import belay.outside.Fault;
import belay.problem.Problem;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// Makes the faults of this machine and decides, once, which may pass by themselves.
final class Faults {

    private Faults() {}

    static Fault.Permanent permanent(String code, String reason, String advice) {
        return new Fault.Permanent(Problem.of("HOST:" + code, reason).advice(advice));
    }

    static Fault.Transient passing(String code, String reason, String advice) {
        return new Fault.Transient(Problem.of("HOST:" + code, reason).advice(advice));
    }

    /// The same fault, told with the file that it was found in.
    static Fault.Permanent in(String file, Fault.Permanent fault) {
        return fault.problem().place().isEmpty()
                ? new Fault.Permanent(fault.problem().place(file))
                : fault;
    }

    /// @param doing what was being done, e.g. `copy the file`
    static Fault of(String doing, Path path, IOException cause) {
        return switch (cause) {
            case NoSuchFileException missing ->
                    permanent("MISSING", doing, path, "there is no " + missing.getFile(), cause);
            case NotDirectoryException wrong ->
                    permanent("MISSING", doing, path, wrong.getFile() + " is no directory", cause);
            case FileAlreadyExistsException there ->
                    permanent("EXISTS", doing, path, there.getFile() + " is already there", cause);
            case AccessDeniedException denied ->
                    permanent("DENIED", doing, path, "no right to use " + denied.getFile(), cause);
            case GivenFile.NoFile other ->
                    permanent("NO_FILE", doing, path, "it is " + other.found(), cause);
            default -> other(doing, path, cause);
        };
    }

    /// Whether it is the disk (or an interrupt), not what is read from it, that is wrong.
    static boolean isOfTheDisk(IOException cause) {
        String words = String.valueOf(cause.getMessage());
        return cause instanceof FileSystemException
                || cause instanceof ClosedByInterruptException
                || words.contains("No space left")
                || words.contains("quota exceeded")
                || words.contains("Input/output error");
    }

    private static Fault other(String doing, Path path, IOException cause) {
        String words = String.valueOf(cause.getMessage());
        if (words.contains("No space left") || words.contains("Disk quota exceeded")) {
            return permanent("NO_SPACE", doing, path, "the disk is full", cause);
        }
        if (words.contains("Read-only file system")) {
            return permanent("READ_ONLY", doing, path, "the file system is read-only", cause);
        }
        return new Fault.Transient(
                Problem.of("HOST:IO", "cannot " + doing + ": " + words)
                        .value(path.toString())
                        .advice("See to the disk, the network and the rights"),
                cause);
    }

    private static Fault.Permanent permanent(
            String code, String doing, Path path, String why, IOException cause) {
        return new Fault.Permanent(
                Problem.of("HOST:" + code, "cannot " + doing + ": " + why).value(path.toString()),
                cause);
    }
}
