/// Tests of belay.plan.
@NullMarked
package belay.plan;

import org.jspecify.annotations.NullMarked;
