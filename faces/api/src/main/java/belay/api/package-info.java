/// What a person or a program can ask of Belay, as one interface and its values.
@NullMarked
package belay.api;

import org.jspecify.annotations.NullMarked;
