/// The ports to the world outside, shaped by what the engine needs of it.
@NullMarked
package belay.outside;

import org.jspecify.annotations.NullMarked;
