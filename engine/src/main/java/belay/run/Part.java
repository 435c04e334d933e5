package belay.run;

/// One step as the journal keeps it: what is shown and asked for, and the step itself as opaque
/// text.
///
/// @param name unique in its run; names what the step creates
/// @param kind the step's type, e.g. `CopyDatabase`; timings are learned by it
/// @param title for people
/// @param step the step as JSON, which only a [StepCodec] reads
/// @param commits whether there is no way back once it is started
public record Part(String name, String kind, String title, String step, boolean commits) {

    static final int LONGEST_NAME = 100;

    public Part {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("not a step name: " + name);
        }
    }

    public static Part of(Step step, StepCodec codec) {
        return new Part(step.name(), step.kind(), step.title(), codec.write(step), step.commits());
    }
}
