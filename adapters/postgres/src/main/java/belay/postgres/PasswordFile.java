package belay.postgres;

import belay.document.TextFile;
import belay.outside.Fault;
import belay.problem.Problem;
import java.nio.file.Path;

/// Reads the passwords that an operator keeps in files.
final class PasswordFile {

    private PasswordFile() {}

    /// @param file absolute; empty where the server asks for none
    static String read(String file) throws Fault {
        if (file.isEmpty()) {
            return "";
        }
        return switch (TextFile.secret(Path.of(file))) {
            case TextFile.Text(var password) -> password;
            case TextFile.Unfit(var found) ->
                    throw new Fault.Permanent(
                            Problem.of(
                                            "DATABASE:PASSWORD_FILE",
                                            "no password can be read from the password file")
                                    .value(file + ": " + found)
                                    .expected("a file that holds the password in one line")
                                    .advice(
                                            "Write the password into it, with mode 600 and owned by"
                                                    + " Belay's user, or correct its path in"
                                                    + " system.yaml"));
        };
    }
}
