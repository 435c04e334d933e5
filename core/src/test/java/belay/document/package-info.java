/// Tests of belay.document.
@NullMarked
package belay.document;

import org.jspecify.annotations.NullMarked;
