package belay.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `belay completion`.
@Command(
        name = "completion",
        description = "Prints what lets a shell complete the words of belay.",
        footerHeading = "%nExample:%n",
        footer = {
            "  belay completion bash > ~/.belay-completion; then in ~/.bashrc: ."
                    + " ~/.belay-completion"
        })
final class CompletionCommand implements Callable<Integer> {

    private final Bench bench;

    @Spec private @Nullable CommandSpec command;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private Shell shell = Shell.bash;

    /// The shells; one script serves both.
    enum Shell {
        bash,
        zsh
    }

    CompletionCommand(Bench bench) {
        this.bench = bench;
    }

    @Override
    public Integer call() {
        if (command == null) {
            throw new IllegalStateException("picocli gives every command its own description");
        }
        var script = AutoComplete.bash("belay", command.root().commandLine());
        if (shell == Shell.zsh) {
            bench.screen().line("autoload -U +X compinit && compinit -u");
        }
        script.lines().forEach(bench.screen()::line);
        return Exit.DONE;
    }
}
