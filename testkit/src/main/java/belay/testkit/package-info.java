/// Fakes, and the contracts that a fake and the real thing both keep.
@NullMarked
package belay.testkit;

import org.jspecify.annotations.NullMarked;
