package belay.run;

/// Turns steps into text and back. `read(write(step))` equals `step`.
public interface StepCodec {

    String write(Step step);

    Step read(String text);
}
