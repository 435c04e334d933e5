package belay.postgres;

import belay.outside.Fault;
import java.nio.file.Path;

/// Brings a file that is known by its Maven coordinates, from this machine or from the net.
@FunctionalInterface
public interface Supply {

    /// Gives the file; already fetched is fine.
    ///
    /// @param coordinates `group:artifact:version:type`
    /// @param sha256 that it must have, lower-case hex
    /// @throws Fault if there is none, nobody answers, or it is another file
    Path fetch(String coordinates, String sha256) throws Fault;
}
