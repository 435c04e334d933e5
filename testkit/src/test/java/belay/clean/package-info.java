/// What clears up after runs, against a world in memory.
@NullMarked
package belay.clean;

import org.jspecify.annotations.NullMarked;
