package belay.step;

import belay.outside.Databases.Place;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// Which database a step works on.
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "copy")
public sealed interface Copy {

    /// A server of its own on this machine.
    record Server(Place place) implements Copy {}

    /// Production itself.
    record None() implements Copy {}

    /// The database of a dump, in a sandbox.
    ///
    /// @param sandbox its name
    record Boxed(String sandbox) implements Copy {}

    /// Another database on production's server.
    record Named(String database) implements Copy {}
}
