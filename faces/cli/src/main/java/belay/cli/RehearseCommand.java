package belay.cli;

import belay.api.Belay.Keep;
import belay.api.Checked;
import belay.outside.Fault;
import belay.problem.Answer;
import belay.step.Finding;
import belay.step.Gates;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `belay rehearse`.
@Command(
        name = "rehearse",
        description = "Carries the whole plan out on a copy, tests it and proves the data.",
        footerHeading = "%nExample:%n",
        footer = {"  belay rehearse system.yaml --to 2.3"})
final class RehearseCommand implements Callable<Integer> {

    private final Bench bench;

    RehearseCommand(Bench bench) {
        this.bench = bench;
    }

    @Mixin private WantedOptions wanted = new WantedOptions();

    @Option(
            names = "--backup",
            paramLabel = "BACKUP",
            defaultValue = "",
            description = "Make the copy from this backup; from a fresh one where none is named.")
    private String backup = "";

    @Option(names = "--keep", description = "Keep the copy, to look at it.")
    private boolean keep;

    @Override
    public Integer call() throws Fault, InterruptedException {
        var checked = bench.belay().check(wanted.wanted());
        return bench.on(
                bench.belay().rehearse(wanted.wanted(), backup, keep ? Keep.COPY : Keep.NOTHING),
                run -> {
                    announce(checked);
                    return new Runs(bench).carried(Answer.of(run), wanted.typed());
                });
    }

    /// Whoever waits for a rehearsal wants to know beforehand what will stop the upgrade after it.
    /// Where the rehearsal itself is refused its refusal says it all.
    private void announce(Answer<Checked> answer) {
        if (answer instanceof Answer.Given<Checked>(var checked)) {
            checked.findings().stream()
                    .filter(finding -> finding.verdict() == Finding.Verdict.REFUSED)
                    .filter(finding -> !finding.gate().equals(Gates.REHEARSAL))
                    .flatMap(finding -> finding.problems().stream())
                    .forEach(problem -> bench.screen().say("Blocks production: " + problem));
        }
    }
}
