/// The engine's tests; they live here because they need the testkit, which needs the engine.
@NullMarked
package belay.run;

import org.jspecify.annotations.NullMarked;
