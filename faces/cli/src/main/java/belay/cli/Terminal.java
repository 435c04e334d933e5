package belay.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/// Where Belay speaks: results go to `out`, everything else to `err`.
///
/// @param in where questions come from when a file is named `-`
/// @param live whether `err` is a screen on which lines can be drawn over
/// @param colour whether `err` may be coloured
/// @param unicode whether the reader sees more than ASCII
/// @param columns how wide `err` is just now
public record Terminal(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean live,
        boolean colour,
        boolean unicode,
        IntSupplier columns) {

    private static final int USUAL_COLUMNS = 80;
    private static final int FEWEST_COLUMNS = 40;

    /// One that nobody types on.
    public Terminal(
            PrintStream out,
            PrintStream err,
            boolean live,
            boolean colour,
            boolean unicode,
            IntSupplier columns) {
        this(InputStream.nullInputStream(), out, err, live, colour, unicode, columns);
    }

    /// The terminal of this process.
    public static Terminal of(Map<String, String> environment) {
        boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
        boolean live = !dumb && screen();
        boolean unicode = unicode(environment);
        return new Terminal(
                new FileInputStream(FileDescriptor.in),
                stream(FileDescriptor.out, unicode),
                stream(FileDescriptor.err, unicode),
                live,
                live && environment.getOrDefault("NO_COLOR", "").isEmpty(),
                unicode,
                new Width(environment));
    }

    private static PrintStream stream(FileDescriptor descriptor, boolean unicode) {
        Charset charset = unicode ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
        return new PrintStream(new FileOutputStream(descriptor), true, charset);
    }

    /// locale(7): the first of these that is set counts.
    static boolean unicode(Map<String, String> environment) {
        for (var name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            var value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                var upper = value.toUpperCase(Locale.ROOT);
                return upper.contains("UTF-8") || upper.contains("UTF8");
            }
        }
        return false;
    }

    /// Java tells only whether all of stdin and stdout are a terminal; proc(5) tells of stderr
    /// alone.
    private static boolean screen() {
        try {
            var target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/")
                    || target.startsWith("/dev/tty")
                    || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException elsewhere) {
            return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        }
    }

    String arrow() {
        return unicode ? "→" : "->";
    }

    String ellipsis() {
        return unicode ? "…" : "...";
    }

    String dash() {
        return unicode ? "·" : "-";
    }

    /// Asks the terminal at most once a second, since people change its size.
    private static final class Width implements IntSupplier {

        private static final long SECOND = 1_000_000_000;

        private final Map<String, String> environment;
        private int known;
        private long asked;

        Width(Map<String, String> environment) {
            this.environment = environment;
        }

        @Override
        public synchronized int getAsInt() {
            if (known == 0 || System.nanoTime() - asked > SECOND) {
                known = Math.max(FEWEST_COLUMNS, ask());
                asked = System.nanoTime();
            }
            return known;
        }

        private int ask() {
            var said = environment.getOrDefault("COLUMNS", "");
            if (said.matches("[0-9]{1,4}")) {
                return Integer.parseInt(said);
            }
            try {
                var process =
                        new ProcessBuilder("stty", "size")
                                .redirectInput(Path.of("/dev/tty").toFile())
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start();
                try (var reader = process.inputReader()) {
                    var line = reader.readLine();
                    if (process.waitFor(1, TimeUnit.SECONDS)
                            && line != null
                            && line.matches("[0-9]+ [1-9][0-9]{0,3}")) {
                        return Integer.parseInt(line.substring(line.indexOf(' ') + 1));
                    }
                }
            } catch (IOException none) {
                return USUAL_COLUMNS;
            } catch (InterruptedException leaving) {
                Thread.currentThread().interrupt();
            }
            return USUAL_COLUMNS;
        }
    }
}
