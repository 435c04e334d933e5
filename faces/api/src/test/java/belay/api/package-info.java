/// Tests of the use cases.
@NullMarked
package belay.api;

import org.jspecify.annotations.NullMarked;
