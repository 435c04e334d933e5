package belay.step;

import belay.outside.Fault;
import java.util.List;
import java.util.concurrent.Callable;

/// What both sides of a comparison answered.
record Sides<T>(T old, T young) {

    /// Asks both at the same time.
    static <T> Sides<T> ask(Callable<T> old, Callable<T> young) throws Fault, InterruptedException {
        var answers = AtOnce.ask(List.of(old, young));
        return new Sides<>(answers.getFirst(), answers.getLast());
    }
}
