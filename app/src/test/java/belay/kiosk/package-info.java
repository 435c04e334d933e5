/// A small product with processes, for tests: two nodes on this machine, a home, a start that takes
/// a second, that migrates and that can be made to fail; releases 1.0, 2.0 and 3.0.
@NullMarked
package belay.kiosk;

import org.jspecify.annotations.NullMarked;
