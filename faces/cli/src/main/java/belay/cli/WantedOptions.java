package belay.cli;

import belay.api.Wanted;
import belay.plan.Wish;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What a person wants: a release for a system, or a plan that was saved.
final class WantedOptions {

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "SYSTEM",
            description = "The system; system.yaml where none is named.")
    private @Nullable Path system;

    @Option(
            names = "--to",
            paramLabel = "RELEASE",
            defaultValue = "",
            description = "The release that is wanted; the latest where none is named.")
    private String to = "";

    @Option(
            names = "--from",
            paramLabel = "RELEASE",
            defaultValue = "",
            description = "Which sign to believe where they name different releases.")
    private String from = "";

    @Option(
            names = "--without",
            paramLabel = "RELEASE",
            description = "An optional stop to leave out; can be said several times.")
    private Set<String> without = Set.of();

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "A plan that was saved, instead of the system.")
    private @Nullable Path plan;

    Wanted wanted() {
        if (plan == null) {
            return new Wanted.Release(
                    system == null ? Path.of("system.yaml") : system,
                    Wish.to(from, to).without(without));
        }
        if (command != null
                && (system != null || !to.isEmpty() || !from.isEmpty() || !without.isEmpty())) {
            throw new ParameterException(
                    command.commandLine(), "--plan says all of that already: name nothing else");
        }
        return new Wanted.Saved(plan);
    }
}
