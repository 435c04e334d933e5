package belay.postgres;

import java.nio.file.Path;

/// `pg_dump` and `pg_restore` of one release.
///
/// @param home holds `bin` with both, and what they find beside it
record ClientTools(Path home, int major) {

    Path bin() {
        return home.resolve("bin");
    }
}
