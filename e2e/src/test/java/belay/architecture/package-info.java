/// The arrows between the rooms, held.
@NullMarked
package belay.architecture;

import org.jspecify.annotations.NullMarked;
