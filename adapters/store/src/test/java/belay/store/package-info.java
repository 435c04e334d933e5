/// The store on a real PostgreSQL server.
@NullMarked
package belay.store;

import org.jspecify.annotations.NullMarked;
