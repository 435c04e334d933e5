package belay.cli;

import belay.api.Wanted;
import belay.plan.PlanJson;
import belay.plan.Question;
import belay.plan.Wish;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// What a person wants: a release for a system, or a plan that was saved.
final class WantedOptions {

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "SYSTEM",
            description = "The system; system.yaml where none is named.")
    private @Nullable Path system;

    @Mixin private TargetOptions target = new TargetOptions();

    @Option(
            names = "--from",
            paramLabel = "RELEASE",
            description = "Which sign to believe where they name different releases.")
    private List<String> from = List.of();

    @Option(
            names = "--need",
            paramLabel = "FEATURE",
            description = "Go to the lowest release that has this; can be said several times.")
    private Set<String> need = new LinkedHashSet<>();

    @Option(
            names = "--track",
            paramLabel = "TRACK",
            defaultValue = "",
            description = "The line of releases in which the target is looked for.")
    private String track = "";

    @Option(
            names = "--rulebook",
            paramLabel = "NAME",
            defaultValue = "",
            description = "The pack's rules to plan by; its first rulebook where none is named.")
    private String rulebook = "";

    @Option(
            names = "--intermediate",
            paramLabel = "CHOICE",
            defaultValue = "",
            description =
                    "Which release of a stop is taken, latest or plain; what the rules say where"
                            + " nothing is said.")
    private String intermediate = "";

    @Option(
            names = "--downgrade",
            description = "Let the target be older, where the pack has rules for the way down.")
    private boolean downgrade;

    @Option(
            names = "--hotfix",
            paramLabel = "NAME",
            description = "Installed after the last hop; can be said several times.")
    private Set<String> hotfixes = new LinkedHashSet<>();

    @Option(
            names = "--set",
            paramLabel = "FACT=VALUE",
            description =
                    "A fact about what is upgraded that rules ask for, such as hosting=online or"
                            + " database=mysql; can be said several times.")
    private Map<String, String> facts = Map.of();

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "A plan that was saved, instead of the system.")
    private @Nullable Path plan;

    Wanted wanted() {
        return wanted(List.of(), false);
    }

    /// @param whyNot releases of which it is asked why they are left out
    /// @param compare whether other ways are told too
    Wanted wanted(Collection<String> whyNot, boolean compare) {
        if (plan != null) {
            var others = said();
            others.removeAll(Set.of("--plan", "--save", "--graph", "--all"));
            if (!others.isEmpty()) {
                throw wrong(
                        "--plan says all of that already: leave out " + String.join(", ", others));
            }
            return new Wanted.Saved(plan);
        }
        if (from.size() > 1) {
            throw wrong("--from is said several times, but a system has one sign to believe");
        }
        return new Wanted.Release(
                system == null ? Path.of("system.yaml") : system,
                new Wish(
                        from.isEmpty() ? "" : from.getFirst(),
                        target.to,
                        target.without,
                        rulebook,
                        track,
                        List.copyOf(need),
                        target.allow,
                        downgrade,
                        List.copyOf(hotfixes),
                        intermediate,
                        List.copyOf(whyNot),
                        compare,
                        List.of(),
                        facts()));
    }

    /// The same as a question about a product, with the keys of a line of a batch.
    ObjectNode question(String product, Collection<String> whyNot, boolean compare) {
        var others = said();
        others.retainAll(Set.of("--plan", "--save", "SYSTEM"));
        if (!others.isEmpty()) {
            throw wrong(
                    "--product asks without a system: leave out it, or "
                            + String.join(", ", others));
        }
        var question = PlanJson.mapper().createObjectNode().put("product", product);
        put(question, "from", from);
        put(question, "to", target.to);
        put(question, "need", need);
        put(question, "track", track);
        put(question, "rulebook", rulebook);
        put(question, "accept", target.allow);
        put(question, "without", target.without);
        put(question, "intermediate", intermediate);
        put(question, "hotfixes", hotfixes);
        put(question, "why-not", whyNot);
        if (downgrade) {
            question.put("downgrade", true);
        }
        if (compare) {
            question.put("compare", true);
        }
        facts().forEach(question::put);
        return question;
    }

    private static void put(ObjectNode question, String key, String value) {
        if (!value.isEmpty()) {
            question.put(key, value);
        }
    }

    private static void put(ObjectNode question, String key, Collection<String> values) {
        if (values.size() == 1) {
            question.put(key, values.iterator().next());
        } else if (!values.isEmpty()) {
            var list = question.putArray(key);
            values.forEach(list::add);
        }
    }

    /// What has an option of its own is said by it.
    private Map<String, String> facts() {
        var wrong = new ArrayList<String>();
        facts.forEach((name, _) -> {
            if (!name.matches("[A-Za-z][A-Za-z0-9_.-]{0,99}")) {
                wrong.add("--set " + name + ": this is no name of a fact");
            }
            if (Question.isOption(name)) {
                wrong.add("--set " + name + ": this is an option of its own, no fact");
            }
        });
        Misuse.refuse(command, wrong);
        return new TreeMap<>(facts);
    }

    /// The words by which the system and its target were named, as they were typed; empty where all
    /// of them were left out.
    List<String> typed() {
        var words = new ArrayList<String>();
        if (system != null) {
            words.add(system.toString());
        }
        if (command != null) {
            var own = command.commandLine().getParseResult();
            for (var option : own.matchedOptions()) {
                if (option.userObject() instanceof java.lang.reflect.Field field
                        && (field.getDeclaringClass() == WantedOptions.class
                                || field.getDeclaringClass() == TargetOptions.class)) {
                    for (var value : option.originalStringValues()) {
                        words.add(option.longestName());
                        if (option.arity().max() > 0) {
                            words.add(value);
                        }
                    }
                }
            }
        }
        return words;
    }

    /// The options and parameters that were said, by name.
    Set<String> said() {
        var said = new LinkedHashSet<String>();
        if (command != null) {
            var parsed = command.commandLine().getParseResult();
            parsed.matchedOptions().forEach(option -> said.add(option.longestName()));
            parsed.matchedPositionals().forEach(parameter -> said.add(parameter.paramLabel()));
        }
        return said;
    }

    ParameterException wrong(String why) {
        return Misuse.of(command, why);
    }
}
