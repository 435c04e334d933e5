/// Belay on the command line: results on stdout, progress on stderr.
@NullMarked
package belay.cli;

import org.jspecify.annotations.NullMarked;
