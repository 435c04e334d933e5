package belay.cli;

import belay.api.DumpFound;
import belay.api.Words;
import belay.plan.PlanJson;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// What a dump is, in words and as JSON.
final class FoundDump {

    private FoundDump() {}

    static List<String> words(DumpFound found) {
        var lines = new ArrayList<String>();
        lines.add(
                found.file()
                        + " is "
                        + DumpFound.form(found.head())
                        + ", "
                        + Words.bytes(found.head().bytes())
                        + found.product()
                                .map(one -> ", of " + one.product() + " " + one.release())
                                .orElse(""));
        lines.add("");
        new TreeMap<>(found.head().facts())
                .forEach((name, value) -> lines.add(Columns.padded(name, 10) + " " + value));
        if (found.products().isEmpty()) {
            lines.add(
                    Columns.padded("product", 10)
                            + " no pack recognizes it: name both with `belay dump upgrade --product PRODUCT --from RELEASE`");
            if (!found.unasked().isEmpty()) {
                lines.add(Columns.padded("", 10) + " " + found.unasked());
            }
        }
        for (var one : found.products()) {
            lines.add(
                    Columns.padded("product", 10)
                            + " "
                            + one.product()
                            + " "
                            + one.release()
                            + ", by "
                            + String.join(" and ", one.sources()));
        }
        lines.add(
                Columns.padded("sandbox", 10)
                        + (found.major().isEmpty()
                                ? " none: there are no programs of PostgreSQL here"
                                : " PostgreSQL "
                                        + found.major()
                                        + ", up to "
                                        + Words.bytes(found.disk())
                                        + (found.serverIsOlder()
                                                ? "; the dump is of "
                                                        + found.madeFor()
                                                        + ": --server "
                                                        + found.madeFor()
                                                        + " brings its own"
                                                : "")));
        lines.replaceAll(Words::visible);
        return lines;
    }

    static ObjectNode json(DumpFound found) {
        var tree = PlanJson.mapper().<ObjectNode>valueToTree(found);
        return tree.put("form", DumpFound.form(found.head()));
    }
}
