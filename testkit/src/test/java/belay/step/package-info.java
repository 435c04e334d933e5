/// The engine's tests; they live here because they need the testkit, which needs the engine.
@NullMarked
package belay.step;

import org.jspecify.annotations.NullMarked;
