package belay.release;

import belay.problem.Answer;
import belay.release.Known.Blocked;
import belay.release.Known.Edge;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Rules by which a vendor takes hops of its graph back: `to` names a release with or without its
/// architecture, `from` is searched in the full name of the release where the hop begins.
final class BlockedRules {

    private static final int LONGEST_PATTERN = 10_000;
    private static final String FORM = "{\"to\": a release, \"from\": a regular expression}";

    private record Rule(Pattern from, Grounds grounds) {}

    private final Map<String, List<Rule>> rules = new HashMap<>();

    private BlockedRules() {}

    static BlockedRules none() {
        return new BlockedRules();
    }

    /// Reads them, refusing a rule that could never block anything of this graph.
    static Answer<BlockedRules> read(JsonFile file, String source, Set<String> releases) {
        if (!file.tree().isArray()) {
            return file.notA("a list of " + FORM);
        }
        var names = new HashSet<String>();
        releases.forEach(release -> {
            names.add(release);
            names.add(bare(release));
        });
        var read = new BlockedRules();
        for (int i = 0; i < file.tree().size(); i++) {
            var rule = file.tree().get(i);
            var at = "/" + i;
            if (!rule.path("to").isString() || !rule.path("from").isString()) {
                return file.wrong("BLOCKED_RULE", "this is no rule for a blocked hop", at, FORM);
            }
            var to = rule.path("to").asString();
            if (!names.contains(to)) {
                return file.wrong(
                        "UNKNOWN_RELEASE",
                        "this rule blocks hops to a release that the graph does not have",
                        at + "/to",
                        "a release of the graph, with or without its architecture");
            }
            switch (pattern(file, at + "/from", rule.path("from").asString())) {
                case Answer.Refused<Pattern>(var problems) -> {
                    return new Answer.Refused<>(problems);
                }
                case Answer.Given<Pattern>(var from) ->
                        read.rules
                                .computeIfAbsent(to, _ -> new ArrayList<>())
                                .add(new Rule(from, grounds(rule, source)));
            }
        }
        return Answer.of(read);
    }

    private static Answer<Pattern> pattern(JsonFile file, String at, String text) {
        if (text.length() > LONGEST_PATTERN || PatternSize.of(text) > PatternSize.LARGEST) {
            return file.wrong(
                    "PATTERN",
                    "this regular expression is too large",
                    at,
                    "one of at most "
                            + PatternSize.LARGEST
                            + " letters with its repetitions written out");
        }
        try {
            return Answer.of(Pattern.compile(text));
        } catch (PatternSyntaxException wrong) {
            return file.wrong(
                    "PATTERN",
                    "this is no regular expression: " + wrong.getDescription(),
                    at,
                    "an RE2 pattern, without back-references and look-arounds");
        }
    }

    private static Grounds grounds(JsonNode rule, String source) {
        var said = rule.path("message").asString("");
        return new Grounds(
                "the vendor blocks hops to "
                        + rule.path("to").asString()
                        + " from releases like "
                        + rule.path("from").asString()
                        + (said.isEmpty() ? "" : ": " + said),
                rule.path("url").asString(source),
                "");
    }

    /// What is left of a graph, and what was taken back.
    record Parted(List<Edge> open, List<Blocked> blocked) {}

    Parted parted(List<Edge> edges) {
        var open = new ArrayList<Edge>();
        var blocked = new ArrayList<Blocked>();
        for (var edge : edges) {
            var to = edge.to().toString();
            var from = edge.from().toString();
            first(to, from)
                    .or(() -> first(bare(to), from))
                    .ifPresentOrElse(
                            grounds -> blocked.add(new Blocked(edge.from(), edge.to(), grounds)),
                            () -> open.add(edge));
        }
        return new Parted(open, blocked);
    }

    private Optional<Grounds> first(String to, String from) {
        for (var rule : rules.getOrDefault(to, List.of())) {
            if (rule.from().matcher(from).find()) {
                return Optional.of(rule.grounds());
            }
        }
        return Optional.empty();
    }

    /// Without its architecture: of `4.7.24+amd64` 4.7.24.
    private static String bare(String release) {
        int architecture = release.indexOf('+');
        return architecture > 0 ? release.substring(0, architecture) : release;
    }
}
