/// The machines a product runs on: this one, and others.
@NullMarked
package belay.hosts;

import org.jspecify.annotations.NullMarked;
