package belay.cli;

import belay.api.HomeFound;
import belay.api.Words;
import belay.plan.PlanJson;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Whose home a folder is, in words and as JSON.
final class FoundHome {

    private FoundHome() {}

    static List<String> words(HomeFound found) {
        var lines = new ArrayList<String>();
        lines.add(
                found.home()
                        + found.certain()
                                .map(sign ->
                                        " is the home of " + sign.product() + " " + sign.release())
                                .orElse(" is a home of which the signs name different releases"));
        lines.add("");
        var table = Table.of("SIGN", "PRODUCT", "RELEASE");
        found.signs()
                .forEach(sign ->
                        table.row(
                                "file " + sign.file(), sign.product(), sign.release().toString()));
        lines.addAll(table.lines());
        lines.replaceAll(Words::visible);
        return lines;
    }

    static ObjectNode json(HomeFound found) {
        var tree = PlanJson.mapper().<ObjectNode>valueToTree(found);
        found.certain()
                .ifPresent(sign ->
                        tree.put("product", sign.product())
                                .put("release", sign.release().toString()));
        return tree;
    }
}
