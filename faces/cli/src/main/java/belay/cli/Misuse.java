package belay.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// Words that a command understands one by one, and not together.
final class Misuse {

    private Misuse() {}

    /// @param command as picocli gives it to every command
    static ParameterException of(@Nullable CommandSpec command, String why) {
        return new ParameterException(Objects.requireNonNull(command).commandLine(), why);
    }
}
