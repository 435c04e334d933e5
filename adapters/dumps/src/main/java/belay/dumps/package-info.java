/// Dump files of strangers: what they are, and what lies in them, without carrying any of it out.
@NullMarked
package belay.dumps;

import org.jspecify.annotations.NullMarked;
