/// Files in which others lie, made by strangers: every entry is looked at before one is written.
@NullMarked
package belay.archive;

import org.jspecify.annotations.NullMarked;
