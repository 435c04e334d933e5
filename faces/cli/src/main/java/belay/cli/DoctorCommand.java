package belay.cli;

import belay.step.Finding.Verdict;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `belay doctor`.
@Command(
        name = "doctor",
        description = "Looks whether this machine has what Belay needs.",
        footerHeading = "%nExample:%n",
        footer = {"  belay doctor"})
final class DoctorCommand implements Callable<Integer> {

    private final Bench bench;

    DoctorCommand(Bench bench) {
        this.bench = bench;
    }

    @Override
    public Integer call() throws InterruptedException {
        var findings = bench.belay().doctor();
        bench.screen().result(Plans.json(findings), Plans.words(findings));
        return findings.stream().noneMatch(finding -> finding.verdict() == Verdict.REFUSED)
                ? Exit.DONE
                : Exit.FAILED;
    }
}
