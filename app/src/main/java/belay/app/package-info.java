/// Settings, wiring and start; nothing else.
@NullMarked
package belay.app;

import org.jspecify.annotations.NullMarked;
