package belay.cli;

import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// `belay` itself, and the options of every command.
@Command(
        name = "belay",
        synopsisSubcommandLabel = "COMMAND",
        description = "Upgrades products that live on a database, and never lets them fall far.",
        footerHeading = "%nTo begin:%n",
        footer = {
            "  belay try                  see the whole way on a production of its own",
            "  belay detect system.yaml   see what runs; then plan, check, rehearse, upgrade",
            "",
            "Exit codes: 0 done, 1 failed, 2 bad input or refused, 3 nothing to do."
        })
final class Root {

    /// How results are written.
    enum Format {
        text,
        json
    }

    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "How results are written: ${COMPLETION-CANDIDATES}.")
    private Format format = Format.text;

    @Option(
            names = {"-v", "--debug"},
            scope = ScopeType.INHERIT,
            description = "Show where in Belay a failure came from.")
    private boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    /// What matters for saying problems, from arguments that nobody else has looked at.
    static Root reading(String... arguments) {
        var root = new Root();
        var said = " " + String.join(" ", arguments).toLowerCase(Locale.ROOT) + " ";
        if (said.matches(".* (-o|-o=|-o |--output=|--output )json .*")) {
            root.format = Format.json;
        }
        root.debug = said.contains(" -v ") || said.contains(" --debug ");
        return root;
    }

    Format format() {
        return format;
    }

    boolean debug() {
        return debug;
    }

    /// Only asked by picocli.
    boolean told() {
        return help || version;
    }
}
