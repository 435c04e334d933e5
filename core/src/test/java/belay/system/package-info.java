/// Tests of belay.system.
@NullMarked
package belay.system;

import org.jspecify.annotations.NullMarked;
