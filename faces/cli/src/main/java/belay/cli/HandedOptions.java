package belay.cli;

import belay.api.Dumps.Handed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// A dump that a person hands in.
final class HandedOptions {

    private static final Pattern MAJOR = Pattern.compile("[1-9][0-9]?(\\.[0-9])?");
    private static final Pattern SUM = Pattern.compile("[0-9a-f]{64}");

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Parameters(index = "0", paramLabel = "DUMP", description = "The dump: a file or a folder.")
    private Path dump = Path.of("");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Of the database; what the dump says where none is given.")
    private String name = "";

    @Option(
            names = "--only-database",
            paramLabel = "DATABASE",
            defaultValue = "",
            description =
                    "Of what pg_dumpall wrote of a whole server; the one that has tables where none is"
                            + " named.")
    private String only = "";

    @Option(
            names = "--sha256",
            paramLabel = "SUM",
            defaultValue = "",
            description = "That the file must have; without it nobody can tell a damaged file.")
    private String sha256 = "";

    @Option(
            names = "--server",
            paramLabel = "MAJOR",
            defaultValue = "",
            description =
                    "Of PostgreSQL in the sandbox, e.g. 13, fetched if it is not installed; what the"
                            + " dump calls for where none is named.")
    private String server = "";

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = Size.class,
            description =
                    "For the whole sandbox, e.g. 512M, 6G; where nothing is said, a quarter of the"
                            + " machine's, at most 4G. A row of 1 GB takes 6G.")
    private long memory;

    @Option(
            names = "--within",
            paramLabel = "TIME",
            defaultValue = "24h",
            converter = Span.class,
            description = "How long the sandbox may live, e.g. 90s, 30m, 6h; ${DEFAULT-VALUE}.")
    private Duration within = Duration.ofHours(24);

    Handed handed() {
        var wrong = new ArrayList<String>();
        var sum = sha256.toLowerCase(Locale.ROOT);
        if (!sum.isEmpty() && !SUM.matcher(sum).matches()) {
            wrong.add("--sha256 is 64 hexadecimal digits, not " + sha256);
        }
        if (!server.isEmpty() && !MAJOR.matcher(server).matches()) {
            wrong.add("--server is a major such as 9.6 or 15, not " + server);
        }
        Misuse.refuse(command, wrong);
        return new Handed(dump, only, name, sum, server, memory, within);
    }

    /// `512M`, `6G`; less than a server starts with is no size.
    static final class Size implements ITypeConverter<Long> {

        private static final Pattern SHAPE = Pattern.compile("([0-9]{1,6})([MG])");
        private static final long LEAST = 256L << 20;

        @Override
        public Long convert(String text) {
            var matcher = SHAPE.matcher(text);
            long bytes =
                    matcher.matches()
                            ? Long.parseLong(matcher.group(1))
                                    << (matcher.group(2).equals("G") ? 30 : 20)
                            : 0;
            if (bytes < LEAST) {
                throw new TypeConversionException(
                        "'" + text + "' is no size such as 512M or 6G, of at least 256M");
            }
            return bytes;
        }
    }

    /// `90s`, `30m`, `6h`, `2d`.
    static final class Span implements ITypeConverter<Duration> {

        private static final Pattern SHAPE = Pattern.compile("([0-9]{1,6})([smhd])");

        @Override
        public Duration convert(String text) {
            var matcher = SHAPE.matcher(text);
            if (!matcher.matches() || Integer.parseInt(matcher.group(1)) == 0) {
                throw new TypeConversionException(
                        "'" + text + "' is no time such as 90s, 30m or 6h");
            }
            int number = Integer.parseInt(matcher.group(1));
            return switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
        }
    }
}
