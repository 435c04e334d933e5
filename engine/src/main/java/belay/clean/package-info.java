/// What Belay has made and not removed, why it is kept, and how it goes.
@NullMarked
package belay.clean;

import org.jspecify.annotations.NullMarked;
