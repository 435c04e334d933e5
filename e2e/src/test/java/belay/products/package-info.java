/// Real products, upgraded for real through the command line. `./mvnw verify -Pproducts` runs them.
@NullMarked
package belay.products;

import org.jspecify.annotations.NullMarked;
