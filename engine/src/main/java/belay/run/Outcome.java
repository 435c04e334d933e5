package belay.run;

import belay.plan.PlanJson;

/// What a step found or made, as a small JSON object that later steps and the evidence read; never
/// a secret.
///
/// A step keeps its facts in a record of its own: `Outcome.of(new Fenced(position))` and
/// `outcome.as(Fenced.class)`.
public record Outcome(String json) {

    public static final int LARGEST_LENGTH = 1_048_576;

    public static final Outcome NOTHING = new Outcome("{}");

    public Outcome {
        if (json.length() > LARGEST_LENGTH || !json.startsWith("{")) {
            throw new IllegalArgumentException("not a small JSON object: " + json.length());
        }
    }

    public static Outcome of(Record facts) {
        return new Outcome(PlanJson.mapper().writeValueAsString(facts));
    }

    public <T extends Record> T as(Class<T> type) {
        return PlanJson.mapper().readValue(json, type);
    }
}
