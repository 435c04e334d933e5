/// What the fakes promise.
@NullMarked
package belay.testkit;

import org.jspecify.annotations.NullMarked;
