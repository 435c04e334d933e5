package belay.cli;

import belay.api.Belay;
import belay.api.LeftOut;
import belay.api.Words;
import belay.plan.Reply;
import belay.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/// An answer of the catalogue as a traveller reads it: the way first, then what it takes.
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
        lines.addAll(Wrap.lines(Words.visible(way()), columns));
        lines.add("");
        lines.addAll(hops());
        for (var section :
                List.of(
                        byHand(),
                        mayGoWrong(),
                        requirements(),
                        noWayBack(),
                        times(),
                        support(),
                        problems("Not known", reply.reasons()),
                        problems("May not be carried out as things stand", reply.run()))) {
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

    /// The path in one line.
    private String way() {
        var releases =
                Stream.concat(
                                Stream.of(asked("from")),
                                reply.hops().stream().map(Reply.Step::release))
                        .toList();
        return asked("product")
                + " "
                + String.join(" → ", releases)
                + " ("
                + Words.count(reply.hops().size(), "hop")
                + (reply.rulebook().isEmpty() ? "" : ", by the rulebook " + reply.rulebook())
                + ")";
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
        var rule = hop.because().rule();
        var release = hop.release() + " is ";
        return rule.startsWith(release) ? rule.substring(release.length()) : rule;
    }

    private Section byHand() {
        var section = new Section("To do by hand");
        for (var hop : reply.hops()) {
            hop.before().forEach(task -> section.add("before " + hop.release(), task.what()));
            hop.after().forEach(task -> section.add("after " + hop.release(), task.what()));
        }
        return section;
    }

    private Section mayGoWrong() {
        var section = new Section("What may go wrong");
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

    private Section requirements() {
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

    private Section noWayBack() {
        var section = new Section("Too late to turn back");
        for (var hop : reply.hops()) {
            if (!hop.oneWay().isEmpty()) {
                section.add("from " + hop.release() + " on", hop.oneWay());
            }
        }
        return section;
    }

    private Section times() {
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

    private Section support() {
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
                            .value(asked("product") + " " + asked("from")));
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
                                + Words.count(reasons.size() - MOST_REASONS, "more reason")
                                + "; --all shows them"));
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
