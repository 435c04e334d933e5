package belay.archive;

import java.io.IOException;

/// An archive holds what no honest one does. Its message says what, and in which entry.
public final class DangerousArchive extends IOException {

    private static final long serialVersionUID = 1;

    DangerousArchive(String what) {
        super(what);
    }
}
