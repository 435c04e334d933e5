/// What the operator runs: nodes, pairs, databases, homes.
@NullMarked
package belay.system;

import org.jspecify.annotations.NullMarked;
