package belay.cli;

import belay.api.Dumps.Job;
import belay.api.Dumps.Use;
import belay.outside.Fault;
import belay.outside.Sandboxes.Output;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `belay dump upgrade`.
@Command(
        name = "upgrade",
        description = "Upgrades a dump in a sandbox, proves the data, and writes the result.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  belay dump upgrade dump.sql.gz --to 17.0 --purpose testing --code scripts"
                    + " --out test.sql.gz",
            "  belay dump upgrade fresh.sql.gz --to 17.0 --purpose production --code scripts"
                    + " --out new.sql.gz",
            "",
            "For production a test upgrade by the same path must have passed before. Whether hops",
            "need code of yours is told by belay plan; it is in FOLDER/RELEASE, e.g. scripts/17.0."
        })
final class UpgradeDumpCommand implements Callable<Integer> {

    private final Bench bench;

    UpgradeDumpCommand(Bench bench) {
        this.bench = bench;
    }

    @Spec private @Nullable CommandSpec command;

    @Mixin private HandedOptions dump = new HandedOptions();

    @Mixin private TargetOptions target = new TargetOptions();

    @Option(
            names = "--purpose",
            required = true,
            paramLabel = "PURPOSE",
            description = "${COMPLETION-CANDIDATES}: a test's result is neutralised.")
    private Purpose purpose = Purpose.testing;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Where the upgraded dump is written; must not exist.")
    private Path out = Path.of("");

    @Option(
            names = "--form",
            paramLabel = "FORM",
            description =
                    "plain, gzip, zstd, custom or directory; by the name of the file where none is"
                            + " given.")
    private @Nullable Form form;

    @Option(
            names = "--product",
            paramLabel = "PRODUCT",
            defaultValue = "",
            description = "Whose dump it is; what is found in it where none is named.")
    private String product = "";

    @Option(
            names = "--from",
            paramLabel = "RELEASE",
            defaultValue = "",
            description = "Of the dump; what is found in it where none is named.")
    private String from = "";

    @Option(
            names = "--code",
            paramLabel = "FOLDER",
            description = "The code that hops run: a folder for each release, by its name.")
    private @Nullable Path code;

    @Option(
            names = "--accept-differences",
            paramLabel = "WHY",
            defaultValue = "",
            description = "Go on although data differ that no hop declares; the report says why.")
    private String differences = "";

    @Option(
            names = "--untested",
            paramLabel = "WHY",
            defaultValue = "",
            description = "For production without a test; your name and the reason are kept.")
    private String untested = "";

    /// What the result is for, in people's words.
    enum Purpose {
        testing(Use.TESTING),
        production(Use.PRODUCTION);

        private final Use use;

        Purpose(Use use) {
            this.use = use;
        }
    }

    /// How a dump is written, in people's words.
    enum Form {
        plain(Output.SCRIPT),
        gzip(Output.SCRIPT_GZIP),
        zstd(Output.SCRIPT_ZSTD),
        custom(Output.ARCHIVE),
        directory(Output.DIRECTORY);

        private final Output output;

        Form(Output output) {
            this.output = output;
        }
    }

    @Override
    public Integer call() throws Fault, InterruptedException {
        var job =
                new Job(
                        dump.handed(),
                        product,
                        target.wish(from),
                        purpose.use,
                        code == null ? List.of() : List.of(code.toAbsolutePath()),
                        form == null ? byName() : form.output,
                        out,
                        differences,
                        untested);
        return new DumpRuns(bench).carried(bench.belay().dumps().upgrade(job));
    }

    private Output byName() {
        var name = out.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".sql.gz")) {
            return Output.SCRIPT_GZIP;
        }
        if (name.endsWith(".sql.zst")) {
            return Output.SCRIPT_ZSTD;
        }
        if (name.endsWith(".sql")) {
            return Output.SCRIPT;
        }
        if (name.endsWith(".dump")) {
            return Output.ARCHIVE;
        }
        throw Misuse.of(
                command,
                "the name of the result does not tell its form: use .sql, .sql.gz, .sql.zst or"
                        + " .dump, or say --form");
    }
}
