package belay.step;

import static belay.step.UpgradeStep.endpoint;
import static belay.step.UpgradeStep.host;
import static belay.step.UpgradeStep.plan;
import static belay.step.UpgradeStep.settings;

import belay.outside.Fault;
import belay.outside.Host.Invocation;
import belay.plan.Plan;
import belay.problem.Problem;
import belay.release.Command;
import belay.run.Site;
import belay.system.ProductSystem;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `{home}`, `{port.http}`, `{database.port}` and the like stand for at one stage.
///
/// Secrets are read when they are asked for, and only for places that are never shown:
/// environments, HTTP and configuration files.
final class Placeholders {

    private static final Pattern PLACE = Pattern.compile("\\{([a-z][A-Za-z0-9._-]*)}");

    private final Site site;
    private final Map<String, String> known;
    private final boolean boxed;
    private final String environmentFile;

    private Placeholders(
            Site site, Map<String, String> known, boolean boxed, String environmentFile) {
        this.site = site;
        this.known = known;
        this.boxed = boxed;
        this.environmentFile = environmentFile;
    }

    static Placeholders at(Site site, Stage stage) {
        var plan = plan(site);
        var known = new HashMap<String, String>();
        var database = endpoint(site, stage.copy());
        known.put("database.host", database.host());
        known.put("database.port", Integer.toString(database.port()));
        known.put("database.name", database.database());
        known.put(
                "database.user", stage.boxed() ? database.user() : plan.system().database().user());
        known.put("home", stage.home());
        known.put("old.home", stage.oldHome());
        known.put("logs", stage.logs());
        known.put("node", stage.node());
        known.put("pack", Options.of(site).packDirectory());
        known.put(
                "release",
                stage.hop() == Stage.CURRENT
                        ? plan.from().text()
                        : plan.hops().get(stage.hop()).release().text());
        stage.ports().forEach((name, port) -> known.put("port." + name, Integer.toString(port)));
        var runtimes =
                stage.hop() == Stage.CURRENT
                        ? plan.runtimes()
                        : plan.hops().get(stage.hop()).runtimes();
        runtimes.forEach((name, version) ->
                known.put(
                        "runtime." + name,
                        plan.system()
                                .runtimes()
                                .getOrDefault(name, Map.of())
                                .getOrDefault(version, "")));
        return new Placeholders(site, known, stage.boxed(), environmentFile(plan, stage));
    }

    private static String environmentFile(Plan plan, Stage stage) {
        return plan.system().nodes().stream()
                .filter(node -> node.name().equals(stage.node()) && !stage.boxed())
                .map(ProductSystem.Node::environmentFile)
                .findFirst()
                .orElse("");
    }

    /// These, and what earlier requests captured.
    Placeholders and(Map<String, String> captured) {
        var more = new HashMap<>(known);
        more.putAll(captured);
        return new Placeholders(site, more, boxed, environmentFile);
    }

    /// For what may be seen: words of commands, paths.
    String open(String text) throws Fault {
        return replaced(text, false);
    }

    /// For what may hold secrets and is never shown.
    String secret(String text) throws Fault {
        return replaced(text, true);
    }

    Map<String, String> secret(Map<String, String> values) throws Fault {
        var resolved = new HashMap<String, String>();
        for (var entry : values.entrySet()) {
            resolved.put(entry.getKey(), secret(entry.getValue()));
        }
        return resolved;
    }

    /// With the variables of the operator's environment file of this node, over which goes what the
    /// pack sets: that is how a trial is kept from production's address.
    Invocation invocation(Command command) throws Fault {
        var environment = new HashMap<String, String>();
        if (!environmentFile.isEmpty()) {
            environment.putAll(host(site).environment(Path.of(environmentFile)));
        }
        environment.putAll(secret(command.environment()));
        return invocation(command, environment);
    }

    /// Without that file: for commands of strangers, and for those that must work when it is gone.
    Invocation apart(Command command) throws Fault {
        return invocation(command, secret(command.environment()));
    }

    private Invocation invocation(Command command, Map<String, String> environment) throws Fault {
        var words = new java.util.ArrayList<String>();
        for (var word : command.words()) {
            words.add(open(word));
        }
        var directory = command.directory().isEmpty() ? "{home}" : command.directory();
        var opened = open(directory);
        return new Invocation(
                words, environment, Path.of(opened.isEmpty() ? "/" : opened), command.user());
    }

    private String replaced(String text, boolean secrets) throws Fault {
        var matcher = PLACE.matcher(text);
        var result = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(
                    result, Matcher.quoteReplacement(value(matcher.group(1), text, secrets)));
        }
        return matcher.appendTail(result).toString();
    }

    private String value(String name, String text, boolean secrets) throws Fault {
        var value = known.get(name);
        if (value != null) {
            return value;
        }
        if (secrets && name.equals("database.password")) {
            // A database in a sandbox asks for none.
            return boxed ? "" : read(settings(site).userPasswordFile(), name);
        }
        if (secrets && name.startsWith("secret.")) {
            return read(
                    plan(site)
                            .system()
                            .secrets()
                            .getOrDefault(name.substring("secret.".length()), ""),
                    name);
        }
        throw new Fault.Permanent(
                Problem.of(
                                "PLACEHOLDER:UNKNOWN",
                                "nothing is known to put in the place of {" + name + "}")
                        .value(text)
                        .expected(String.join(", ", known.keySet().stream().sorted().toList()))
                        .advice("Name it in system.yaml (ports, secrets) or correct the pack"));
    }

    private String read(String file, String name) throws Fault {
        if (file.isEmpty()) {
            throw new Fault.Permanent(
                    Problem.of("SECRET:MISSING", "no file is named for the secret {" + name + "}")
                            .advice("Name it in system.yaml, under secrets or database.user"));
        }
        return host(site).read(Path.of(file));
    }
}
