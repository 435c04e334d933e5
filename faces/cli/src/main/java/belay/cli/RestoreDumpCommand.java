package belay.cli;

import belay.api.Words;
import belay.outside.Fault;
import belay.plan.PlanJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `belay dump restore`.
@Command(
        name = "restore",
        description = "Gives a job's dump back as it was handed in, with the release of its code.",
        footerHeading = "%nExample:%n",
        footer = {"  belay dump restore 20261121-0903-k7q2 --out before.sql.gz"})
final class RestoreDumpCommand implements Callable<Integer> {

    private final Bench bench;

    RestoreDumpCommand(Bench bench) {
        this.bench = bench;
    }

    @Parameters(paramLabel = "JOB", description = "The job that took the dump.")
    private String job = "";

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Where it is written; must not exist.")
    private Path out = Path.of("");

    @Override
    public Integer call() throws Fault, InterruptedException {
        return bench.on(
                bench.run(job),
                run ->
                        bench.on(
                                bench.belay().dumps().restore(run.id(), out),
                                restored -> {
                                    var lines = new ArrayList<String>();
                                    lines.add(
                                            restored.out()
                                                    + ", "
                                                    + Words.bytes(restored.bytes())
                                                    + ", SHA-256 "
                                                    + restored.sha256());
                                    if (!restored.release().isEmpty()) {
                                        lines.add(
                                                "It is of release "
                                                        + restored.release()
                                                        + ": run that release's code with it.");
                                    }
                                    lines.replaceAll(Words::visible);
                                    bench.screen()
                                            .result(PlanJson.mapper().valueToTree(restored), lines);
                                    return Exit.DONE;
                                }));
    }
}
