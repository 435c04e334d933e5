/// Steps as data, the journal of a run, and the driver that carries a run out and takes it back.
@NullMarked
package belay.run;

import org.jspecify.annotations.NullMarked;
