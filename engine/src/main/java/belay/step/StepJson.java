package belay.step;

import belay.plan.PlanJson;
import belay.run.Step;
import belay.run.StepCodec;

/// Steps as JSON: the record's components and its kind.
public final class StepJson implements StepCodec {

    @Override
    public String write(Step step) {
        return PlanJson.mapper().writerFor(UpgradeStep.class).writeValueAsString(step);
    }

    @Override
    public Step read(String text) {
        return PlanJson.mapper().readValue(text, UpgradeStep.class);
    }
}
