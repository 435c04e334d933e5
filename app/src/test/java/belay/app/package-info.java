/// Tests of settings and wiring.
@NullMarked
package belay.app;

import org.jspecify.annotations.NullMarked;
