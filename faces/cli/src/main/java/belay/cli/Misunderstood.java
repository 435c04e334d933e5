package belay.cli;

import belay.api.Words;
import belay.problem.Problem;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// What of a command line was not understood, and what would have been.
///
/// @param command the one that was asked, or the nearest that was
record Misunderstood(CommandSpec command, ParameterException wrong) {

    static Misunderstood of(ParameterException wrong) {
        return new Misunderstood(wrong.getCommandLine().getCommandSpec(), wrong);
    }

    Stream<Problem> problems() {
        var reasons =
                wrong instanceof Misuse misuse
                        ? misuse.reasons()
                        : List.of(Objects.toString(wrong.getMessage(), "this is not understood"));
        return reasons.stream()
                .map(Words::visible)
                .map(reason ->
                        Problem.of("CLI:NOT_UNDERSTOOD", reason)
                                .value(Words.visible(found()))
                                .expected(expected())
                                .advice(advice()));
    }

    private String found() {
        return wrong instanceof UnmatchedArgumentException unmatched
                ? String.join(" ", unmatched.getUnmatched())
                : typed();
    }

    private String typed() {
        var parsed = command.commandLine().getParseResult();
        var words = parsed == null ? List.<String>of() : parsed.originalArgs();
        return words.isEmpty()
                ? "nothing after " + command.qualifiedName()
                : String.join(" ", words);
    }

    private String expected() {
        return switch (wrong) {
            case UnmatchedArgumentException unmatched when unmatched.isUnknownOption() -> options();
            case UnmatchedArgumentException _ when !command.subcommands().isEmpty() -> commands();
            case MissingParameterException missing ->
                    missing.getMissing().stream()
                            .map(Misunderstood::label)
                            .collect(Collectors.joining(" and "));
            default -> wrong.getArgSpec() == null ? usage() : label(wrong.getArgSpec());
        };
    }

    private String options() {
        return command.options().stream()
                .filter(option -> !option.hidden())
                .map(OptionSpec::longestName)
                .sorted()
                .collect(Collectors.joining(", ", "one of ", ""));
    }

    private String commands() {
        return command.subcommands().values().stream()
                .map(each -> each.getCommandSpec())
                .filter(each -> !each.usageMessage().hidden())
                .map(CommandSpec::name)
                .distinct()
                .collect(Collectors.joining(", ", "one of ", ""));
    }

    private String usage() {
        return Stream.concat(
                        Stream.of(command.qualifiedName()),
                        command.positionalParameters().stream().map(Misunderstood::shown))
                .collect(Collectors.joining(" ", "", " and options"));
    }

    private static String shown(PositionalParamSpec word) {
        return word.required() ? word.paramLabel() : "[" + word.paramLabel() + "]";
    }

    private static String label(ArgSpec spec) {
        return spec instanceof OptionSpec option
                ? (option.longestName() + " " + option.paramLabel()).strip()
                : spec.paramLabel();
    }

    private String advice() {
        var help = "See: " + command.qualifiedName() + " --help";
        return wrong instanceof UnmatchedArgumentException unmatched
                        && !unmatched.getSuggestions().isEmpty()
                ? "Did you mean " + String.join(" or ", unmatched.getSuggestions()) + "? " + help
                : help;
    }
}
