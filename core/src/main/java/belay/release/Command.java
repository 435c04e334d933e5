package belay.release;

import java.util.List;
import java.util.Map;

/// A program and its words, started without a shell.
///
/// Words, values and the directory may hold placeholders such as `{home}` or `{port.http}`; secrets
/// (`{database.password}`, `{secret.NAME}`) are allowed in the environment alone.
///
/// @param directory where it starts; empty for the home
/// @param user who runs it; empty for whoever runs Belay
public record Command(
        List<String> words, Map<String, String> environment, String directory, String user) {

    public Command {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a command without a program");
        }
    }
}
