/// What a product ships: versions, releases, packages, issues and rules, as its pack tells them.
@NullMarked
package belay.release;

import org.jspecify.annotations.NullMarked;
