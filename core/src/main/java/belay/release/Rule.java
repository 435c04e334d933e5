package belay.release;

/// What the vendor says about ways from one release to another.
public sealed interface Rule {

    Grounds grounds();

    /// A path that would pass all of these releases has to stop at one of them.
    ///
    /// @param at the releases; the latest one of them is taken
    /// @param optional whether the operator may leave it out
    /// @param from counts only for paths that begin here
    /// @param to counts only for paths that end here
    record Stop(Range at, boolean optional, Range from, Range to, Grounds grounds)
            implements Rule {}

    /// These releases are never installed.
    ///
    /// @param from counts only for paths that begin here
    /// @param to counts only for paths that end here
    record Skip(Range what, Range from, Range to, Grounds grounds) implements Rule {}

    /// No hop goes from one of these to one of those.
    record Refuse(Range from, Range to, Grounds grounds) implements Rule {}
}
