package belay.run;

import belay.outside.Fault;

/// How a watched piece of work came to its end.
sealed interface Ended<T> {

    record Well<T>(T value) implements Ended<T> {}

    record Faulted<T>(Fault fault) implements Ended<T> {}

    record Broken<T>(Throwable bug) implements Ended<T> {}

    record Stopped<T>(Heading.Back back) implements Ended<T> {}
}
