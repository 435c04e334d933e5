/// The steps of an upgrade, and the order in which each kind of run takes them.
@NullMarked
package belay.step;

import org.jspecify.annotations.NullMarked;
