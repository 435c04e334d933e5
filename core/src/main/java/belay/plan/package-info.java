/// How to get from the release that runs to the one that is wanted, and why this way.
@NullMarked
package belay.plan;

import org.jspecify.annotations.NullMarked;
