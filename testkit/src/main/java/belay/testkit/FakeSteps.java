package belay.testkit;

import belay.run.Part;
import belay.run.Step;
import belay.run.StepCodec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Steps that are read back as the very objects that were written.
public final class FakeSteps implements StepCodec {

    private final Map<String, Step> steps = new LinkedHashMap<>();

    public FakeSteps(Step... steps) {
        for (var step : steps) {
            this.steps.put(write(step), step);
        }
    }

    @Override
    public String write(Step step) {
        return "{\"name\": \"" + step.name() + "\"}";
    }

    @Override
    public Step read(String text) {
        var step = steps.get(text);
        if (step == null) {
            throw new IllegalArgumentException("not one of these steps: " + text);
        }
        return step;
    }

    public List<Part> parts() {
        return steps.values().stream().map(step -> Part.of(step, this)).toList();
    }
}
