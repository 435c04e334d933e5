package belay.release;

import belay.document.Keys;
import belay.document.Place;
import belay.document.Problems;
import belay.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads what the vendor says about ways.
final class RuleReader {

    private static final List<String> RULES =
            List.of(
                    "stop",
                    "via",
                    "skip",
                    "refuse",
                    "way",
                    "switch",
                    "downgrade",
                    "released-after",
                    "check",
                    "step",
                    "warn",
                    "one-way",
                    "gate",
                    "background");

    private final Keys pack;
    private final Stated stated;
    private final PartReader parts;
    private final Problems problems;

    RuleReader(Keys pack, Stated stated, PartReader parts, Problems problems) {
        this.pack = pack;
        this.stated = stated;
        this.parts = parts;
        this.problems = problems;
    }

    private record Placed(Clause clause, Place place) {}

    /// @param releases sorted by track and version
    List<Clause> clauses(List<Release> releases) {
        var read =
                pack.mappings("rules").stream()
                        .flatMap(keys ->
                                clause(keys).map(rule -> new Placed(rule, keys.place())).stream())
                        .toList();
        Stream.concat(
                        Stream.of(""),
                        pack.mappings("rulebooks").stream().map(book -> book.text("name")))
                .flatMap(book -> cycles(book, read, releases).stream())
                .distinct()
                .forEach(this::refuseCycle);
        return read.stream().map(Placed::clause).toList();
    }

    private static List<Placed> cycles(String book, List<Placed> read, List<Release> releases) {
        var up =
                read.stream()
                        .filter(placed ->
                                !placed.clause().down() && placed.clause().belongsTo(book))
                        .toList();
        var round =
                RuleCycles.among(
                        releases, up.stream().map(placed -> placed.clause().rule()).toList());
        return up.stream().filter(placed -> round.contains(placed.clause().rule())).toList();
    }

    private void refuseCycle(Placed placed) {
        problems.add(
                placed.place(),
                problem("CYCLE", "over this rule a path comes back to a release that it has left")
                        .value(placed.clause().rule().grounds().because())
                        .expected("a rule that only leads on")
                        .advice("say on: downgrade for a way back"));
    }

    /// Empty where it is no rule; why is among the problems.
    private Optional<Clause> clause(Keys keys) {
        if (!parts.exactlyOne(keys, RULES)) {
            return Optional.empty();
        }
        for (var key : List.of("optional", "take")) {
            if (keys.has(key) && !keys.has("stop")) {
                problems.add(keys.place(key), problem("TOO_MANY", "only a stop can be " + key));
            }
        }
        if (keys.has("once") && !keys.has("step")) {
            problems.add(
                    keys.place("once"),
                    problem("TOO_MANY", "only a step can be done once for all"));
        }
        if (keys.has("towards") && !keys.has("step") && !keys.has("check")) {
            problems.add(
                    keys.place("towards"),
                    problem("TOO_MANY", "only a step or a check can say where the way leads")
                            .advice(
                                    "stop, via, skip and gate say it with from and to; the others"
                                            + " speak of one hop"));
        }
        keys.texts("rulebook").forEach(name -> rulebook(keys, name));
        return rule(keys)
                .map(rule ->
                        new Clause(
                                rule,
                                keys.texts("rulebook"),
                                stated.conditions(keys),
                                keys.text("on").equals("downgrade")));
    }

    private void rulebook(Keys keys, String name) {
        if (pack.mappings("rulebooks").stream().noneMatch(book -> book.text("name").equals(name))) {
            problems.add(
                    keys.place("rulebook"),
                    problem("UNKNOWN_NAME", "no rulebook has this name").value(name));
        }
    }

    private Optional<Rule> rule(Keys keys) {
        var kind = RULES.stream().filter(keys::has).findFirst().orElseThrow();
        var hop = keys.keys(kind);
        var from = stated.range(keys, "from");
        var to = stated.range(keys, "to");
        var grounds = stated.grounds(keys);
        return switch (kind) {
            case "stop" ->
                    Optional.of(
                            new Rule.Stop(
                                    stated.range(keys, "stop"),
                                    keys.flag("optional"),
                                    keys.text("take").equals("first")
                                            ? Rule.Take.FIRST
                                            : Rule.Take.LATEST,
                                    preferred(keys),
                                    from,
                                    to,
                                    grounds));
            case "via" ->
                    Optional.of(
                            new Rule.Stop(
                                    stated.range(keys, "via"),
                                    false,
                                    Rule.Take.LATEST,
                                    List.of(),
                                    from,
                                    to,
                                    grounds));
            case "skip" ->
                    Optional.of(new Rule.Skip(stated.range(keys, "skip"), from, to, grounds));
            case "refuse" ->
                    Optional.of(
                            new Rule.Refuse(
                                    stated.range(hop, "from"), stated.range(hop, "to"), grounds));
            case "way" ->
                    Optional.of(
                            new Rule.Way(
                                    stated.range(hop, "from"), stated.range(hop, "to"), grounds));
            case "switch" ->
                    Optional.of(
                            new Rule.Switch(
                                    stated.range(hop, "from"), stated.range(hop, "to"), grounds));
            case "downgrade" ->
                    Optional.of(
                            new Rule.Downgrade(
                                    stated.range(hop, "from"), stated.range(hop, "to"), grounds));
            case "released-after" ->
                    Optional.of(
                            new Rule.ReleasedAfter(
                                    stated.range(hop, "from"), stated.range(hop, "to"), grounds));
            case "check" ->
                    Optional.of(
                            new Rule.CheckFirst(
                                    keys.text(kind),
                                    asked(keys, keys.text(kind)),
                                    from,
                                    to,
                                    stated.range(keys, "towards"),
                                    grounds));
            case "step" ->
                    Optional.of(
                            new Rule.StepAfter(
                                    keys.text(kind),
                                    keys.flag("once"),
                                    from,
                                    to,
                                    stated.range(keys, "towards"),
                                    grounds));
            case "warn" ->
                    Optional.of(
                            new Rule.Warn(
                                    stated.range(hop, "from"), stated.range(hop, "to"), grounds));
            case "one-way" ->
                    Optional.of(
                            new Rule.OneWay(
                                    stated.range(hop, "from"), stated.range(hop, "to"), grounds));
            case "gate" -> Optional.of(new Rule.Gate(keys.text(kind), from, to, grounds));
            default -> background(hop, grounds);
        };
    }

    private Optional<Rule> background(Keys keys, Grounds grounds) {
        var introduced = stated.version(keys, "introduced");
        var deprecated = stated.version(keys, "deprecated");
        if (introduced.isPresent()
                && deprecated.isPresent()
                && introduced.get().against(deprecated.get()) != Version.Order.BEFORE) {
            problems.add(
                    keys.place("deprecated"),
                    problem("EMPTY_RANGE", "this migration ends before it begins")
                            .value(deprecated.get().toString())
                            .expected("a release after " + introduced.get()));
        }
        return introduced.isEmpty() || deprecated.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Rule.Background(
                                keys.text("name"),
                                introduced.get(),
                                deprecated.get(),
                                asked(keys, keys.text("name")),
                                grounds));
    }

    /// How Belay finds out by itself that what the rule asks for is so.
    private List<Check> asked(Keys keys, String name) {
        return keys.has("ask") ? List.of(parts.check(keys.keys("ask"), name)) : List.of();
    }

    private List<Range> preferred(Keys keys) {
        var take = keys.text("take", "latest");
        return take.equals("latest") || take.equals("first")
                ? List.of()
                : List.of(stated.range(keys, "take"));
    }

    private static Problem problem(String kind, String reason) {
        return Problem.of("PACK:" + kind, reason);
    }
}
