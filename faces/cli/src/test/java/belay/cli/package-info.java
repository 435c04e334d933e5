/// Tests of the command line.
@NullMarked
package belay.cli;

import org.jspecify.annotations.NullMarked;
