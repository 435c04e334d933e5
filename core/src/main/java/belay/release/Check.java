package belay.release;

/// A test of the pack or the operator: a question and the pattern its answer must match whole.
///
/// @param expect RE2 pattern
public record Check(String name, Question question, String expect) {}
