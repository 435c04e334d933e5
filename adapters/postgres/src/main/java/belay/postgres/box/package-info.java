/// Boxes: processes that reach nothing but what is put in with them.
@NullMarked
package belay.postgres.box;

import org.jspecify.annotations.NullMarked;
