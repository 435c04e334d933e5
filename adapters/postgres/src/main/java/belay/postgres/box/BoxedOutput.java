package belay.postgres.box;

import belay.outside.Fault;
import java.io.FilterInputStream;
import java.io.IOException;

/// What a boxed program writes. Its end is only reached if the program ended well: what is cut is
/// never taken for whole.
final class BoxedOutput extends FilterInputStream {

    /// Called once, when the program has closed its output.
    @FunctionalInterface
    interface Ending {
        void judge() throws Fault, InterruptedException;
    }

    private final Ending ending;
    private final Box box;
    private boolean judged;

    BoxedOutput(java.io.InputStream output, Ending ending, Box box) {
        super(output);
        this.ending = ending;
        this.box = box;
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        if (one < 0) {
            end();
        }
        return one;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int got = super.read(bytes, from, length);
        if (got < 0) {
            end();
        }
        return got;
    }

    private void end() throws IOException {
        if (judged) {
            return;
        }
        try {
            ending.judge();
            judged = true;
        } catch (Fault fault) {
            throw new IOException(fault.problem().reason(), fault);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a program in a box ended", e);
        }
    }

    /// Ends the program, wherever it is, and takes its box away.
    @Override
    public void close() throws IOException {
        try {
            box.remove();
        } catch (Fault fault) {
            throw new IOException(fault.problem().reason(), fault);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a box was removed", e);
        } finally {
            super.close();
        }
    }
}
