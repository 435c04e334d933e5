/// Tests of the evidence.
@NullMarked
package belay.api.evidence;

import org.jspecify.annotations.NullMarked;
