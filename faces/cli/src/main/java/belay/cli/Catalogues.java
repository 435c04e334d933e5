package belay.cli;

import belay.api.Hits;
import belay.api.Words;
import belay.plan.Catalogue;
import belay.plan.Judged;
import belay.plan.PlanJson;
import belay.release.Condition;
import belay.release.Condition.Verdict;
import belay.release.Issue;
import belay.release.Known;
import belay.release.Pack;
import belay.release.Release;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What packs know, in words and as JSON.
final class Catalogues {

    private Catalogues() {}

    // Products

    static List<String> words(List<Pack> packs, int columns) {
        var sources = new Sources();
        var table =
                Table.of(
                        "PRODUCT",
                        "RELEASES",
                        "LATEST",
                        "RULES",
                        "HOPS",
                        "ISSUES",
                        "DATE",
                        "SOURCE");
        for (var pack : packs) {
            table.row(
                    pack.product(),
                    Words.number(pack.releases().size()),
                    latest(pack),
                    Words.number(pack.clauses().size()),
                    pack.known().graph() ? Words.number(pack.known().edges().size()) : "by rule",
                    Words.number(issues(pack)),
                    pack.known().origin().date(),
                    sources.mark(pack.known().origin().source()));
        }
        var lines = new ArrayList<>(table.lines());
        lines.addAll(sources.lines(columns));
        return lines;
    }

    /// An issue that its vendor wrote in several sentences is one.
    private static long issues(Pack pack) {
        return pack.issues().stream().map(Issue::id).distinct().count();
    }

    private static String latest(Pack pack) {
        return pack.latest().map(release -> release.id().text()).orElse("");
    }

    static ObjectNode json(Catalogue catalogue) {
        var tree = JsonNodeFactory.instance.objectNode();
        var products = tree.putArray("products");
        for (var pack : catalogue.packs()) {
            var aliases =
                    products.addObject()
                            .put("product", pack.product())
                            .put("title", pack.title())
                            .put("scheme", pack.scheme().name())
                            .put("releases", pack.releases().size())
                            .put("latest", latest(pack))
                            .put("rules", pack.clauses().size())
                            .put("hops", pack.known().edges().size())
                            .put("blockedHops", pack.known().blocked().size())
                            .put("issues", issues(pack))
                            .put("issuesNotParsed", pack.known().unread().size())
                            .put("date", pack.known().origin().date())
                            .put("source", pack.known().origin().source())
                            .put("directory", pack.directory().toString())
                            .put("hash", pack.hash())
                            .putArray("aliases");
            pack.known().aliases().forEach(aliases::add);
        }
        tree.set("problems", PlanJson.mapper().valueToTree(catalogue.broken()));
        return tree;
    }

    // Releases

    static List<String> releasesWords(Pack pack, List<Release> releases) {
        var table = Table.of("RELEASE", "TRACK", "STATE", "DATE", "SUPPORT ENDS", "BUILDS");
        for (var release : releases) {
            table.row(
                    release.id().text(),
                    release.version().track(),
                    state(release),
                    release.date(),
                    support(pack, release).stream()
                            .map(Known.Support::until)
                            .max(String::compareTo)
                            .orElse(""),
                    String.join(", ", release.builds()));
        }
        return table.withoutEmptyColumns().lines();
    }

    private static String state(Release release) {
        return release.state().name().toLowerCase(Locale.ROOT);
    }

    private static List<Known.Support> support(Pack pack, Release release) {
        return pack.known().support().stream()
                .filter(support -> support.releases().holds(release.version()))
                .toList();
    }

    static ObjectNode releasesJson(Pack pack, List<Release> releases) {
        var tree = JsonNodeFactory.instance.objectNode().put("product", pack.product());
        var list = tree.putArray("releases");
        for (var release : releases) {
            var node =
                    list.addObject()
                            .put("release", release.id().text())
                            .put("track", release.version().track())
                            .put("state", state(release))
                            .put("date", release.date())
                            .put("source", release.source());
            var builds = node.putArray("builds");
            release.builds().forEach(builds::add);
            var ends = node.putArray("support");
            support(pack, release)
                    .forEach(support ->
                            ends.addObject()
                                    .put("phase", support.phase())
                                    .put("until", support.until())
                                    .put("source", support.grounds().cited()));
        }
        return tree;
    }

    // Requirements

    static List<String> requirementsWords(List<Known.Requirement> needed, int columns) {
        if (needed.isEmpty()) {
            return List.of("the pack names no requirement");
        }
        var sources = new Sources();
        var section = new Section("Has to be there");
        for (var need : needed) {
            var when = when(need);
            section.add(
                    name(need),
                    "for "
                            + need.releases()
                            + (when.isEmpty() ? "" : ", only if " + when)
                            + ": "
                            + need.install()
                            + (need.reboot() ? "; restarts the machine" : "")
                            + " "
                            + sources.mark(need.grounds().cited()));
        }
        // at the beginning no empty line is needed before a section
        return Stream.concat(
                        section.lines(columns, true).stream().skip(1),
                        sources.lines(columns).stream())
                .toList();
    }

    private static String name(Known.Requirement need) {
        var newer = need.newerServes() ? " or newer" : "";
        return need.version().isEmpty() ? need.name() : need.name() + " " + need.version() + newer;
    }

    private static String when(Known.Requirement need) {
        return Condition.inWords(need.when());
    }

    static ObjectNode requirementsJson(Pack pack, List<Known.Requirement> needed) {
        var tree = JsonNodeFactory.instance.objectNode().put("product", pack.product());
        var list = tree.putArray("requirements");
        for (var need : needed) {
            list.addObject()
                    .put("name", need.name())
                    .put("version", need.version())
                    .put("newerServes", need.newerServes())
                    .put("for", need.releases().toString())
                    .put("install", need.install())
                    .put("reboot", need.reboot())
                    .put("when", when(need))
                    .put("because", need.grounds().because())
                    .put("source", need.grounds().cited());
        }
        return tree;
    }

    // Issues

    /// @param all whether those that do not hit are shown
    static List<String> issuesWords(Pack pack, List<Judged> issues, boolean all, int columns) {
        if (issues.isEmpty() && pack.known().unread().isEmpty()) {
            return List.of(
                    "the pack of "
                            + pack.product()
                            + " names no known issue; bring its vendor's"
                            + " list in with belay catalogue import issues");
        }
        var lines = new ArrayList<String>();
        lines.add(
                count(issues, Verdict.APPLIES)
                        + " hit, "
                        + count(issues, Verdict.CANNOT_TELL)
                        + " cannot be told and count as hitting, "
                        + count(issues, Verdict.DOES_NOT)
                        + " do not");
        var sources = new Sources();
        lines.addAll(section("Hit", issues, Verdict.APPLIES, sources).lines(columns, true));
        lines.addAll(
                section("Cannot be told", issues, Verdict.CANNOT_TELL, sources)
                        .lines(columns, true));
        if (all) {
            lines.addAll(
                    section("Do not hit", issues, Verdict.DOES_NOT, sources).lines(columns, true));
        }
        var unread = new Section("In the vendor's list, but it cannot be read whom they hit");
        pack.known()
                .unread()
                .forEach(row -> unread.add(row.id(), row.why() + " " + sources.mark(row.source())));
        lines.addAll(unread.lines(columns, true));
        lines.addAll(sources.lines(columns));
        return lines;
    }

    private static Section section(
            String heading, List<Judged> issues, Verdict verdict, Sources sources) {
        var section = new Section(heading);
        issues.stream()
                .filter(issue -> issue.verdict() == verdict)
                .forEach(issue ->
                        section.add(issue.id(), words(issue) + " " + sources.mark(issue.source())));
        return section;
    }

    private static String words(Judged issue) {
        var words = new ArrayList<String>();
        if (!issue.what().equals(issue.id().replace('_', ' '))) {
            words.add(issue.what());
        }
        if (!issue.at().isEmpty()) {
            words.add("at " + String.join(", ", issue.at()));
        }
        words.add(
                issue.fixed().isEmpty()
                        ? "no fix known"
                        : "fixed in " + String.join(", ", issue.fixed()));
        words.add(issue.why());
        return String.join("; ", words);
    }

    private static String count(List<Judged> issues, Verdict verdict) {
        return Words.number(issues.stream().filter(issue -> issue.verdict() == verdict).count());
    }

    static ObjectNode issuesJson(Hits hits) {
        var tree = hits.question().asked().deepCopy();
        tree.remove("accept");
        var list = tree.putArray("issues");
        for (var issue : hits.issues()) {
            var node =
                    list.addObject()
                            .put("id", issue.id())
                            .put(
                                    "verdict",
                                    issue.verdict()
                                            .name()
                                            .toLowerCase(Locale.ROOT)
                                            .replace('_', ' '))
                            .put("why", issue.why())
                            .put("affects", issue.affects())
                            .put("because", issue.what())
                            .put("source", issue.source());
            node.set("unknown", PlanJson.mapper().valueToTree(issue.unknown()));
            node.set("at", PlanJson.mapper().valueToTree(issue.at()));
            node.set("fixed", PlanJson.mapper().valueToTree(issue.fixed()));
        }
        tree.set("notParsed", PlanJson.mapper().valueToTree(hits.pack().known().unread()));
        return tree;
    }
}
