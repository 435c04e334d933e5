/// The main job on a production of our own making, under load: what `belay try` does.
@NullMarked
package belay.tryout;

import org.jspecify.annotations.NullMarked;
