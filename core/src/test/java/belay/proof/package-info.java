/// Tests of belay.proof.
@NullMarked
package belay.proof;

import org.jspecify.annotations.NullMarked;
