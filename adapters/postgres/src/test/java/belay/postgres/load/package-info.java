@NullMarked
package belay.postgres.load;

import org.jspecify.annotations.NullMarked;
