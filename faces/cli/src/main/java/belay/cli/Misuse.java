package belay.cli;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// Words that a command understands one by one, and not together.
final class Misuse extends ParameterException {

    private static final long serialVersionUID = 1;

    private final transient List<String> reasons;

    private Misuse(CommandSpec command, List<String> reasons) {
        super(command.commandLine(), String.join("; ", reasons));
        this.reasons = List.copyOf(reasons);
    }

    /// Each by itself.
    List<String> reasons() {
        return reasons;
    }

    /// @param command as picocli gives it to every command
    static ParameterException of(@Nullable CommandSpec command, String why) {
        return new Misuse(Objects.requireNonNull(command), List.of(why));
    }

    /// Tells all that is wrong together; does nothing where nothing is.
    static void refuse(@Nullable CommandSpec command, List<String> reasons) {
        if (!reasons.isEmpty()) {
            throw new Misuse(Objects.requireNonNull(command), reasons);
        }
    }
}
