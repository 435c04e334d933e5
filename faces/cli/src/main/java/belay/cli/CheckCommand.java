package belay.cli;

import belay.outside.Fault;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `belay check`.
@Command(
        name = "check",
        description = "Asks every gate whether an upgrade could begin now. Changes nothing.",
        footerHeading = "%nExample:%n",
        footer = {"  belay check system.yaml --to 2.3"})
final class CheckCommand implements Callable<Integer> {

    private final Bench bench;

    CheckCommand(Bench bench) {
        this.bench = bench;
    }

    @Mixin private WantedOptions wanted = new WantedOptions();

    @Override
    public Integer call() throws Fault, InterruptedException {
        return bench.on(
                bench.belay().check(wanted.wanted()),
                checked -> {
                    var lines = new ArrayList<>(Plans.words(checked.findings()));
                    lines.add("");
                    lines.add(
                            checked.open()
                                    ? "An upgrade may begin."
                                    : "An upgrade would be refused.");
                    bench.screen().result(Plans.json(checked), lines);
                    return checked.open() ? Exit.DONE : Exit.REFUSED;
                });
    }
}
