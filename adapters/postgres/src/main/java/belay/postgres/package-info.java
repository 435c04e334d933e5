/// PostgreSQL servers and their databases: started, copied, followed, compared.
@NullMarked
package belay.postgres;

import org.jspecify.annotations.NullMarked;
