package belay.cli;

import belay.plan.Wish;
import java.util.Set;
import picocli.CommandLine.Option;

/// Where the way is to lead, and what of it is left to the operator.
final class TargetOptions {

    @Option(
            names = "--to",
            paramLabel = "RELEASE",
            defaultValue = "",
            description = "The release that is wanted; the latest where none is named.")
    String to = "";

    @Option(
            names = "--allow",
            paramLabel = "RISK",
            description =
                    "A known issue or risk that is accepted, by its name; * for all; can be said"
                            + " several times.")
    Set<String> allow = Set.of();

    @Option(
            names = "--without",
            paramLabel = "RELEASE",
            description = "An optional stop to leave out; can be said several times.")
    Set<String> without = Set.of();

    Wish wish(String from) {
        return Wish.to(from, to).without(without).allow(allow);
    }
}
