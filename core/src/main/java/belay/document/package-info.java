/// Text files that people write, read with the place of every word, so that each mistake can be
/// pointed at.
@NullMarked
package belay.document;

import org.jspecify.annotations.NullMarked;
