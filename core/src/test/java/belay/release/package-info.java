/// Tests of belay.release.
@NullMarked
package belay.release;

import org.jspecify.annotations.NullMarked;
