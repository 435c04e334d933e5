/// What was wrong, with which value, what was expected and what to do: the one shape of every
/// refusal.
@NullMarked
package belay.problem;

import org.jspecify.annotations.NullMarked;
