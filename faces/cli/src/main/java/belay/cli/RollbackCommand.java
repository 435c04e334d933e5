package belay.cli;

import belay.api.Belay.Consent;
import belay.api.Loss;
import belay.api.Standing;
import belay.outside.Fault;
import belay.problem.Answer;
import belay.run.RunId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `belay rollback`.
@Command(
        name = "rollback",
        description = "Rolls production back to the old side of its newest upgrade or restore.",
        footerHeading = "%nExample:%n",
        footer = {"  belay rollback 20261121-0903-k7q2"})
final class RollbackCommand implements Callable<Integer> {

    private final Bench bench;

    RollbackCommand(Bench bench) {
        this.bench = bench;
    }

    @Parameters(
            paramLabel = "RUN",
            description = "The upgrade or restore to roll back: the newest that stands.")
    private String run = "";

    @Option(names = "--accept-loss", description = "Accept the loss that is told beforehand.")
    private boolean acceptLoss;

    @Override
    public Integer call() throws Fault, InterruptedException {
        return bench.on(
                bench.run(run),
                found ->
                        bench.on(
                                bench.belay().lossOfRollback(found.id()),
                                loss -> {
                                    if (acceptLoss || loss.nothing()) {
                                        told(found.id(), loss);
                                    }
                                    return new Runs(bench)
                                            .carried(
                                                    bench.belay()
                                                            .rollback(
                                                                    found.id(),
                                                                    acceptLoss
                                                                            ? Consent.GIVEN
                                                                            : Consent.NOT_GIVEN));
                                }));
    }

    /// What consent is given to. Without it a loss is refused, and the refusal says the same.
    private void told(RunId run, Loss loss) throws Fault, InterruptedException {
        if (bench.belay().standing(run) instanceof Answer.Given<Standing>(var standing)) {
            bench.screen().say(standing.clients().sentence());
        }
        bench.screen().say("Rolling back now would lose " + loss.words() + ".");
        if (acceptLoss) {
            bench.screen()
                    .say(
                            "Clients go on writing until they are kept out; what they write by then"
                                    + " is lost too.");
        }
    }
}
