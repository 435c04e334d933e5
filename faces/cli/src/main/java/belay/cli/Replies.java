package belay.cli;

import belay.api.Belay;
import belay.api.LeftOut;
import belay.api.Words;
import belay.plan.Hop;
import belay.plan.Reply;
import belay.plan.Task;
import belay.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// An answer of the catalogue as a traveller reads it: the way first, then what it takes. The plan
/// of a system is told in the same sections, by [Journey].
final class Replies {

    private static final double SECONDS_OF_A_MINUTE = 60;
    private static final int MOST_REASONS = 8;

    private final Reply reply;
    private final int columns;
    private final boolean all;

    /// @param columns of the terminal
    /// @param all whether long lists are not cut
    Replies(Reply reply, int columns, boolean all) {
        this.reply = reply;
        this.columns = columns;
        this.all = all;
    }

    List<String> plan() {
        var lines = new ArrayList<String>();
        lines.addAll(way(asked("product")));
        lines.add("");
        lines.addAll(hops());
        for (var section :
                List.of(
                        tasks("To do by hand", _ -> true),
                        mayGoWrong(List.of()),
                        requirements(),
                        noWayBack(),
                        times(),
                        support(),
                        notKnown(),
                        wouldForbid(),
                        gates())) {
            lines.addAll(section.lines(columns, all));
        }
        lines.addAll(beside());
        return lines;
    }

    /// What was asked for beside the way itself.
    List<String> beside() {
        var lines = new ArrayList<>(instead().lines(columns, all));
        lines.addAll(compared());
        lines.addAll(leftOut());
        return lines;
    }

    /// The path in one sentence.
    ///
    /// @param name of what travels
    List<String> way(String name) {
        var releases =
                Stream.concat(
                                Stream.of(asked("from")),
                                reply.hops().stream().map(Reply.Step::release))
                        .toList();
        var way =
                name
                        + " "
                        + String.join(" → ", releases)
                        + " ("
                        + Words.count(reply.hops().size(), "hop")
                        + (reply.rulebook().isEmpty()
                                ? ""
                                : ", by the rulebook " + reply.rulebook())
                        + ")";
        return Wrap.lines(Words.visible(way), columns);
    }

    private String asked(String key) {
        var value = reply.asked().path(key);
        return value.isArray() ? value.path(0).asString("") : value.asString("");
    }

    private List<String> hops() {
        var table = new HopTable("PACKAGE");
        for (var hop : reply.hops()) {
            table.row(hop.release(), hop.kind(), rule(hop), hop.because().source());
        }
        return table.lines(columns);
    }

    /// Without the release, which stands in the same line already.
    private static String rule(Reply.Step hop) {
        return rule(hop.release(), hop.because());
    }

    static String rule(String here, Hop.Because because) {
        var rule = because.rule();
        var release = here + " is ";
        return rule.startsWith(release) ? rule.substring(release.length()) : rule;
    }

    /// What there is to do around the hops, in the order of the way.
    Section tasks(String heading, Predicate<Task> told) {
        var section = new Section(heading);
        for (var hop : reply.hops()) {
            add(section, "before " + hop.release(), hop.before().stream().filter(told));
            add(section, "after " + hop.release(), hop.after().stream().filter(told));
        }
        return section;
    }

    private static void add(Section section, String when, Stream<Task> tasks) {
        tasks.forEach(task -> section.add(when, task.what()));
    }

    /// @param warnings of the whole way
    Section mayGoWrong(List<String> warnings) {
        var section = new Section("What may go wrong");
        warnings.forEach(what -> section.add("on the way", what));
        var warned = new LinkedHashMap<String, List<String>>();
        for (var hop : reply.hops()) {
            for (var what : hop.warnings()) {
                warned.computeIfAbsent(what, _ -> new ArrayList<>()).add(hop.release());
            }
        }
        warned.forEach((what, releases) -> section.add("at " + all(releases), what));
        for (var hit : reply.issues()) {
            section.add(
                    (hit.accepted() ? "accepted, " : hit.applies() + ", ") + hit.release(),
                    hit.id()
                            + ": "
                            + hit.what()
                            + (hit.why().isEmpty() ? "" : "; find out: " + hit.why())
                            + (hit.fixed().isEmpty()
                                    ? ""
                                    : "; fixed in " + String.join(", ", hit.fixed())));
        }
        return section;
    }

    Section requirements() {
        var section = new Section("What has to be there");
        var open = new LinkedHashMap<Lack, List<Reply.Need>>();
        for (var need : reply.requirements()) {
            if (!need.state().equals("met")) {
                open.computeIfAbsent(Lack.of(need), _ -> new ArrayList<>()).add(need);
            }
        }
        open.forEach((lack, needs) ->
                section.add(
                        lack.state(),
                        lack.name() + " for " + where(needs) + lack.install() + lack.because()));
        return section;
    }

    /// The same lack at several hops and nodes is told once.
    private record Lack(String state, String name, String install, String because) {

        static Lack of(Reply.Need need) {
            return new Lack(
                    need.state(),
                    need.name(),
                    (need.install().isEmpty() ? "" : ": " + need.install())
                            + (need.reboot() ? "; restarts the machine" : ""),
                    need.because().isEmpty() ? "" : "; " + need.because());
        }
    }

    private String where(List<Reply.Need> needs) {
        var nodes =
                needs.stream()
                        .map(Reply.Need::node)
                        .filter(node -> !node.isEmpty())
                        .distinct()
                        .toList();
        return all(needs.stream().map(Reply.Need::release).distinct().toList())
                + (nodes.isEmpty() ? "" : " on " + String.join(", ", nodes));
    }

    private String all(List<String> releases) {
        long hops = reply.hops().stream().filter(hop -> !hop.kind().equals("hotfix")).count();
        return hops > 2 && releases.size() == hops ? "every hop" : String.join(", ", releases);
    }

    Section noWayBack() {
        var section = new Section("Too late to turn back");
        for (var hop : reply.hops()) {
            if (!hop.oneWay().isEmpty()) {
                section.add("from " + hop.release() + " on", hop.oneWay());
            }
        }
        return section;
    }

    Section times() {
        var section = new Section("How long it takes");
        for (var estimate : reply.estimates()) {
            section.add(
                    estimate.of(),
                    minutes(estimate.likely())
                            + " ("
                            + minutes(estimate.low())
                            + " to "
                            + minutes(estimate.high())
                            + "): "
                            + String.join("; ", estimate.factors()));
        }
        return section;
    }

    Section support() {
        var section = new Section("How long the vendor cares for it");
        for (var end : reply.support()) {
            section.add(
                    end.release() + " until " + end.until(),
                    end.phase() + (end.because().isEmpty() ? "" : ": " + end.because()));
        }
        return section;
    }

    private static String minutes(double minutes) {
        return Words.duration(Duration.ofSeconds(Math.round(minutes * SECONDS_OF_A_MINUTE)));
    }

    Section notKnown() {
        return problems(
                "Not known",
                reply.reasons().stream().filter(reason -> !forbidsPerhaps(reason)).toList());
    }

    /// Conditions of which nobody told whether they are so.
    Section wouldForbid() {
        var section = new Section("What would forbid to carry it out");
        reply.reasons().stream()
                .filter(Replies::forbidsPerhaps)
                .forEach(rule -> section.add(rule.value(), rule.reason() + ": " + rule.advice()));
        return section;
    }

    private static boolean forbidsPerhaps(Problem reason) {
        return reason.code().equals("RUN:CONDITION");
    }

    Section gates() {
        return problems("May not be carried out as things stand", reply.run());
    }

    private static Section problems(String heading, List<Problem> problems) {
        var section = new Section(heading);
        for (var problem : problems) {
            section.add(
                    problem.code(),
                    problem.reason()
                            + (problem.value().isEmpty() ? "" : ": " + problem.value())
                            + (problem.advice().isEmpty() ? "" : ". " + problem.advice()));
        }
        return section;
    }

    private Section instead() {
        var section = new Section("Other targets that avoid what made the way longer");
        if (!reply.propose().isEmpty()) {
            section.add("instead", proposed());
        }
        return section;
    }

    private List<String> compared() {
        if (reply.compare().isEmpty()) {
            return List.of();
        }
        var table = Table.of("BEST BY", "HOPS", "ISSUES", "DOWN", "WAY").numbers(1);
        for (var way : reply.compare()) {
            table.row(
                    way.by(),
                    Integer.toString(way.hops().size()),
                    Integer.toString(way.issues()),
                    reply.estimates().isEmpty() ? "unknown" : minutes(way.downtimeMinutes()),
                    String.join(" → ", way.hops()));
        }
        var lines = new ArrayList<String>(List.of("", "Ways compared"));
        table.lines(columns - 2, 4).forEach(line -> lines.add("  " + line));
        return lines;
    }

    // What is not in the path

    private List<String> leftOut() {
        if (reply.leftOut().isEmpty()) {
            return List.of();
        }
        if (!all && !reply.asked().has("why-not")) {
            return Stream.concat(
                            Stream.of(""),
                            Wrap.lines(
                                    Words.count(reply.leftOut().size(), "release")
                                            + " on the way left out: --why-not RELEASE says why,"
                                            + " --all of every one",
                                    columns)
                                    .stream())
                    .toList();
        }
        var section = new Section("Left out");
        for (var group : LeftOut.groups(reply.leftOut())) {
            section.add(
                    group.releases(),
                    group.words() + (group.source().isEmpty() ? "" : " — " + group.source()));
        }
        return section.lines(columns, all);
    }

    // No path

    /// Why there is no plan.
    List<Problem> refusal() {
        if (reply.answer() == Reply.Kind.NOTHING) {
            return List.of(
                    Problem.of(Belay.NOTHING_TO_DO, "what is wanted runs already")
                            .value(asked("product") + " " + asked("from"))
                            .expected("a later release"));
        }
        var reasons = reply.reasons();
        if (all || reasons.size() <= MOST_REASONS) {
            return reasons;
        }
        var shown = new ArrayList<>(reasons.subList(0, MOST_REASONS));
        shown.add(
                Problem.of(
                                "PLAN:MORE",
                                "there are "
                                        + Words.count(reasons.size() - MOST_REASONS, "more reason"))
                        .advice("See them with --all"));
        return shown;
    }

    /// What can be aimed at where there is no way.
    List<String> proposals() {
        return reply.propose().isEmpty()
                ? List.of()
                : Wrap.hanging("  " + Columns.padded("instead", 9), proposed(), columns);
    }

    private String proposed() {
        return "--to "
                + String.join(", or --to ", reply.propose().stream().map(Replies::quoted).toList());
    }

    /// As a shell takes it.
    private static String quoted(String release) {
        var shown = Words.visible(release);
        return shown.matches("[A-Za-z0-9._~+:-]+")
                ? shown
                : "'" + shown.replace("'", "'\\''") + "'";
    }
}
