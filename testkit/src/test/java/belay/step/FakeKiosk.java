package belay.step;

import belay.outside.Endpoint;
import belay.outside.Fault;
import belay.outside.Host.Call;
import belay.outside.Host.Exit;
import belay.outside.Host.Invocation;
import belay.outside.Host.Reply;
import belay.problem.Problem;
import belay.testkit.FakeDatabases;
import belay.testkit.FakeHost;
import belay.testkit.Surroundings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What is installed on the machine of a [Scene]: the kiosk, which puts its release on record when
/// it starts; `migrate`, which adds two notes and must not be run twice; `build`; `ready`, which
/// says whether it is; and the `proxy` that leads clients.
final class FakeKiosk implements FakeHost.Programs {

    private static final Pattern ADDRESS =
            Pattern.compile("DATABASE_NAME=(\\S+) DATABASE_PORT=(\\d+)");

    /// The proxy refuses to lead anybody anywhere.
    static final String BROKEN = "proxy broken";

    /// How often the product does not say in time whether it is ready.
    static final String SILENT = "ready silent";

    private final Surroundings around;
    private final FakeDatabases databases;

    FakeKiosk(Surroundings around) {
        this.around = around;
        this.databases = new FakeDatabases(around);
    }

    private FakeHost host() {
        return new FakeHost(around, this);
    }

    private static Endpoint database(String port, String name) {
        return new Endpoint("127.0.0.1", Integer.parseInt(port), name, "kiosk", "");
    }

    @Override
    public Exit run(Invocation command) throws Fault {
        var words = command.words();
        return switch (Path.of(words.getFirst()).getFileName().toString()) {
            case "build" -> {
                around.put("file " + command.directory() + "/built.txt", "built");
                yield new Exit(0, "built\n");
            }
            case "migrate" -> {
                databases.write(database(words.get(1), words.get(2)), "public.note", "7|half");
                databases.write(database(words.get(1), words.get(2)), "public.note", "8|whole");
                yield new Exit(0, "migrated\n");
            }
            case "ready" -> ready();
            case "proxy" -> {
                if (around.has(BROKEN)) {
                    yield new Exit(3, "the proxy is broken\n");
                }
                around.put("proxy", words.get(1) + "/" + words.get(2));
                yield new Exit(0, "");
            }
            default -> throw missing(command);
        };
    }

    private Exit ready() throws Fault {
        int silent = Integer.parseInt(around.find(SILENT).orElse("0"));
        if (silent > 0) {
            around.put(SILENT, Integer.toString(silent - 1));
            throw new Fault.Transient(
                    Problem.of("COMMAND:SLOW", "the command did not end in its time"));
        }
        return new Exit(0, "");
    }

    @Override
    public List<Integer> start(Invocation command) throws Fault {
        var program = Path.of(command.words().getFirst());
        if (!host().exists(program)) {
            throw missing(command);
        }
        var port = command.environment().getOrDefault("DATABASE_PORT", "");
        var database = database(port, command.environment().getOrDefault("DATABASE_NAME", ""));
        var role = around.get("server " + port + " role kiosk");
        if (!role.equals("login")) {
            return List.of();
        }
        var release = release(program);
        if (!databases.ask(database, "SELECT release FROM version").equals(release)) {
            databases.write(database, "public.version", release);
        }
        return List.of(Integer.parseInt(command.words().get(2)));
    }

    private String release(Path program) throws Fault {
        return host().read(program.resolveSibling("../version.txt").normalize())
                .replace("Kiosk ", "");
    }

    private static Fault missing(Invocation command) {
        return new Fault.Permanent(
                Problem.of("COMMAND:MISSING", "there is no such program")
                        .value(command.words().getFirst()));
    }

    @Override
    public Reply answer(String process, Call call) throws Fault {
        var address = ADDRESS.matcher(process);
        if (!address.find()) {
            throw new IllegalStateException("this process has no database: " + process);
        }
        var database = database(address.group(2), address.group(1));
        var body =
                switch (call.path()) {
                    case "/health" ->
                            "{\"status\":\"up\",\"release\":\""
                                    + databases.ask(database, "SELECT release FROM version")
                                    + "\"}";
                    case "/notes" ->
                            "{\"count\":"
                                    + databases.ask(database, "SELECT count(*) FROM note")
                                    + "}";
                    default -> "{}";
                };
        return new Reply(200, Map.of(), body);
    }
}
