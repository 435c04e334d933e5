package belay.step;

import static belay.step.UpgradeStep.plan;

import belay.document.Sha256;
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

/// Asks the product what it must still answer the same way afterwards: every fact, whatever the
/// ones before it say.
///
/// @param before name of the step whose answers these must relate to; empty for the first asking
/// @param judged whether a later step decides by what is found here; else what does not hold ends
///   the run at once
public record AskFacts(String name, Stage stage, String before, boolean judged)
        implements UpgradeStep {

    /// What the step found.
    ///
    /// @param answers in the order of the facts
    /// @param problems of facts that do not hold or could not be asked
    public record Told(List<Answered> answers, List<Problem> problems) {

        public Told {
            answers = List.copyOf(answers);
            problems = List.copyOf(problems);
        }
    }

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
        var problems = new ArrayList<Problem>();
        for (var fact : facts(site)) {
            var was = old.getOrDefault(fact.name(), "");
            try {
                var answer = kept(asProduction(site, questions.ask(fact.question())));
                // What could not be asked before has nothing to be compared with.
                boolean first = before.isEmpty() || !old.containsKey(fact.name());
                boolean holds = first || holds(fact, was, answer);
                answers.add(new Answered(fact.name(), answer, was, holds));
                if (!holds) {
                    problems.add(differs(fact.name(), was, answer));
                }
            } catch (Fault.Permanent fault) {
                problems.add(notAsked(fact.name(), fault.problem()));
            }
        }
        if (!judged && !problems.isEmpty()) {
            throw new Fault.Permanent(together(problems));
        }
        return Outcome.of(new Told(answers, problems));
    }

    private static Problem differs(String fact, String was, String answer) {
        return Problem.of("FACT:DIFFERS", "the product no longer answers as before: " + fact)
                .value(answer)
                .expected(was)
                .advice(
                        "Look at what the release changed; if it is right, let the pack say how the"
                                + " fact holds");
    }

    private static Problem notAsked(String fact, Problem problem) {
        return new Problem(
                problem.code(),
                "the fact '" + fact + "' cannot be asked: " + problem.reason(),
                problem.value(),
                problem.expected(),
                problem.advice(),
                problem.place());
    }

    private static Problem together(List<Problem> problems) {
        var first = problems.getFirst();
        return problems.size() == 1
                ? first
                : new Problem(
                        first.code(),
                        problems.size()
                                + " facts do not hold: "
                                + problems.stream()
                                        .map(Problem::reason)
                                        .collect(Collectors.joining("; ")),
                        first.value(),
                        first.expected(),
                        first.advice(),
                        first.place());
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

    /// Long answers are compared by their beginning, their length and their SHA-256.
    static String kept(String answer) {
        return answer.length() <= LONGEST
                ? answer
                : answer.substring(0, LONGEST) + "… " + answer.length() + " " + Sha256.hex(answer);
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

    @Override
    public Undo undo() {
        return CHANGES_NOTHING;
    }
}
