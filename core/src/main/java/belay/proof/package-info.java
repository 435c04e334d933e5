/// What must be equal before and after, what may differ, and what was found.
@NullMarked
package belay.proof;

import org.jspecify.annotations.NullMarked;
