/// What Belay remembers, in PostgreSQL: the journal of every run, and the queue of work.
@NullMarked
package belay.store;

import org.jspecify.annotations.NullMarked;
