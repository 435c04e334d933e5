package belay.step;

import static belay.step.UpgradeStep.plan;

import belay.outside.Fault;
import belay.problem.Problem;
import belay.release.Fact;
import belay.run.Outcome;
import belay.run.Site;
import belay.run.Undo;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Asks the product what it must still answer the same way afterwards.
///
/// @param before name of the step whose answers these must relate to; empty for the first asking
public record AskFacts(String name, Stage stage, String before) implements UpgradeStep {

    /// What the step found.
    ///
    /// @param answers in the order of the facts
    public record Told(List<Answered> answers) {}

    /// What the step found.
    ///
    /// @param answer shortened where it is long
    /// @param was the answer before; empty in the first asking
    public record Answered(String fact, String answer, String was, boolean holds) {}

    private static final int LONGEST = 200;

    @Override
    public String title() {
        return before.isEmpty()
                ? "Ask the product what it holds"
                : "Ask the product again and compare";
    }

    @Override
    public Outcome act(Site site) throws Fault, InterruptedException {
        var questions = new Questions(site, stage);
        var old = earlier(site);
        var answers = new ArrayList<Answered>();
        for (var fact : facts(site)) {
            var answer = kept(asProduction(site, questions.ask(fact.question())));
            var was = old.getOrDefault(fact.name(), "");
            answers.add(
                    new Answered(
                            fact.name(),
                            answer,
                            was,
                            before.isEmpty() || holds(fact, was, answer)));
        }
        var told = new Told(answers);
        refuseDifferences(told);
        return Outcome.of(told);
    }

    /// As the release that runs here is asked; what no release before was asked has nothing to be
    /// compared with.
    private List<Fact> facts(Site site) {
        var plan = plan(site);
        if (stage.hop() == Stage.CURRENT) {
            return plan.facts().stream().filter(fact -> stage.canAnswer(fact.question())).toList();
        }
        var known = plan.facts().stream().map(Fact::name).collect(Collectors.toSet());
        return plan.hops().get(stage.hop()).facts().stream()
                .filter(fact -> known.contains(fact.name()) && stage.canAnswer(fact.question()))
                .toList();
    }

    /// A product may name its own address, and a trial has other ports than production: they are
    /// told by production's.
    private String asProduction(Site site, String answer) {
        var text = answer;
        for (var node : plan(site).system().nodes()) {
            if (node.name().equals(stage.node())) {
                for (var port : stage.ports().entrySet()) {
                    text =
                            text.replaceAll(
                                    ":" + port.getValue() + "(?![0-9])",
                                    ":"
                                            + node.ports()
                                                    .getOrDefault(port.getKey(), port.getValue()));
                }
            }
        }
        return text;
    }

    private Map<String, String> earlier(Site site) {
        var answers = new HashMap<String, String>();
        if (!before.isEmpty()) {
            site.fact(before, Told.class)
                    .answers()
                    .forEach(answered -> answers.put(answered.fact(), answered.answer()));
        }
        return answers;
    }

    /// Long answers are compared by their sum.
    private static String kept(String answer) {
        return answer.length() <= LONGEST
                ? answer
                : answer.substring(0, LONGEST)
                        + "… "
                        + answer.length()
                        + " "
                        + Integer.toHexString(answer.hashCode());
    }

    private static boolean holds(Fact fact, String was, String is) {
        return switch (fact.holds()) {
            case EQUAL -> is.equals(was);
            case AT_LEAST -> number(is).compareTo(number(was)) >= 0;
            case ANSWERED -> !is.isEmpty();
        };
    }

    private static BigDecimal number(String text) {
        try {
            return new BigDecimal(text.strip());
        } catch (NumberFormatException e) {
            return BigDecimal.ZERO;
        }
    }

    private static void refuseDifferences(Told told) throws Fault {
        var wrong = told.answers().stream().filter(answered -> !answered.holds()).toList();
        if (!wrong.isEmpty()) {
            throw new Fault.Permanent(
                    Problem.of(
                                    "FACT:DIFFERS",
                                    "the product no longer answers as before: "
                                            + wrong.getFirst().fact())
                            .value(wrong.getFirst().answer())
                            .expected(wrong.getFirst().was())
                            .advice(
                                    "Look at what the release changed; if it is right, let the pack say how the fact holds"));
        }
    }

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
