/// What a run leaves behind, as a page for people and as JSON for programs.
@NullMarked
package belay.api.evidence;

import org.jspecify.annotations.NullMarked;
