package belay.hosts;

import belay.outside.Fault;
import com.google.re2j.Pattern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A user of this machine, as `getent passwd` knows it (passwd(5)), so that LDAP users are found
/// too.
record Account(String name, int user, int group, String home) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");
    private static final int PATIENCE_SECONDS = 20;

    static Account of(String name) throws Fault {
        if (!NAME.matches(name)) {
            throw missing(name);
        }
        List<String> fields = List.of(entry(name).split(":", -1));
        if (fields.size() < 7) {
            throw missing(name);
        }
        return new Account(
                name,
                Integer.parseInt(fields.get(2)),
                Integer.parseInt(fields.get(3)),
                fields.get(5));
    }

    private static String entry(String name) throws Fault {
        try {
            Process asked =
                    new ProcessBuilder(Tools.find("getent").toString(), "passwd", name)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String answer =
                    new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!asked.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                asked.destroyForcibly();
                throw Faults.passing("NO_ANSWER", "getent does not answer for " + name, "");
            }
            return answer.strip();
        } catch (IOException failed) {
            throw Faults.of("look up the user " + name, Tools.find("getent"), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Faults.passing("INTERRUPTED", "interrupted while looking up " + name, "");
        }
    }

    private static Fault missing(String name) {
        return Faults.permanent(
                "NO_USER",
                "there is no user " + name + " on this machine",
                "create it, or name another");
    }
}
