package belay.cli;

import belay.api.evidence.EvidenceFiles;
import belay.api.evidence.EvidenceJson;
import belay.outside.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `belay evidence`.
@Command(
        name = "evidence",
        description = "Shows what a run leaves behind, as text, as a page or as JSON.",
        footerHeading = "%nExample:%n",
        footer = {"  belay evidence 20261121-0903-k7q2 --html evidence.html"})
final class EvidenceCommand implements Callable<Integer> {

    private final Bench bench;

    EvidenceCommand(Bench bench) {
        this.bench = bench;
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "RUN",
            defaultValue = "",
            description = "The run; the newest where none is named.")
    private String run = "";

    @Spec private @Nullable CommandSpec command;

    @Option(names = "--html", paramLabel = "FILE", description = "Write it as one page.")
    private @Nullable Path html;

    @Option(names = "--json", paramLabel = "FILE", description = "Write it as JSON.")
    private @Nullable Path json;

    @Override
    public Integer call() throws Fault, InterruptedException {
        var wrong = new ArrayList<String>();
        for (var file : new @Nullable Path[] {html, json}) {
            if (file == null) {
                continue;
            }
            var folder = file.toAbsolutePath().getParent();
            if (Files.isDirectory(file)) {
                wrong.add(file + " is a folder; name a file");
            } else if (folder != null && !Files.isDirectory(folder)) {
                wrong.add(
                        "there is no folder "
                                + folder
                                + " for "
                                + file
                                + "; name one that is there");
            }
        }
        Misuse.refuse(command, wrong);
        return bench.on(
                bench.run(run),
                found ->
                        bench.on(
                                bench.belay().evidence(found.id()),
                                evidence -> {
                                    if (html != null) {
                                        new EvidenceFiles().writeHtml(html, evidence);
                                        bench.screen().say("written to " + html);
                                    }
                                    if (json != null) {
                                        new EvidenceFiles().writeJson(json, evidence);
                                        bench.screen().say("written to " + json);
                                    }
                                    bench.screen()
                                            .result(
                                                    EvidenceJson.tree(evidence),
                                                    Runs.conclusion(evidence));
                                    return Exit.DONE;
                                }));
    }
}
