package belay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import belay.api.Belay;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.function.Supplier;

/// A terminal on which a test types, and reads what Belay has said since.
final class TestTerminal {

    private static Workers nobody() {
        throw new IllegalStateException("no process of its own is wanted here");
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private InputStream in = InputStream.nullInputStream();
    int columns = 80;
    boolean unicode = true;

    /// What stands on standard input.
    void in(String text) {
        in = new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    int type(Supplier<Belay> belay, Supplier<TryOut> tryOut, String... words) {
        var terminal =
                new Terminal(in, stream(out), stream(err), false, false, unicode, () -> columns);
        var now = InstantSource.fixed(Sample.START.plusSeconds(60));
        return new Cli(belay, tryOut, TestTerminal::nobody, terminal, now, "0.1.0").run(words);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, UTF_8);
    }

    /// Nothing that was said counts any more.
    void clear() {
        out.reset();
        err.reset();
    }

    String out() {
        return out.toString(UTF_8);
    }

    String err() {
        return err.toString(UTF_8);
    }
}
