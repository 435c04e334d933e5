/// Loads a stranger's script into a sandbox: rows in parallel while they are read, then what is
/// built on them.
@NullMarked
package belay.postgres.load;

import org.jspecify.annotations.NullMarked;
