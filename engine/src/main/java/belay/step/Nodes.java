package belay.step;

import static belay.step.UpgradeStep.host;
import static belay.step.UpgradeStep.plan;

import belay.outside.Fault;
import belay.outside.Host.Call;
import belay.problem.Problem;
import belay.release.Command;
import belay.release.Readiness;
import belay.release.Serving;
import belay.run.Site;
import belay.system.ProductSystem.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Starts and stops the processes of one node at one stage.
final class Nodes {

    /// Clients wait for it each time that a product starts or stops.
    private static final Duration POLL = Duration.ofMillis(50);

    private static final Duration ASK = Duration.ofSeconds(5);

    private final Site site;
    private final Stage stage;

    /// Process → how long its log was when it was started: what an earlier start wrote says nothing
    /// of this one.
    private final Map<String, Long> begins = new HashMap<>();

    Nodes(Site site, Stage stage) {
        this.site = site;
        this.stage = stage;
    }

    /// How the node is served there; empty for a product without processes.
    Optional<Serving> serving() {
        if (operators().isPresent()) {
            return operators();
        }
        var plan = plan(site);
        return stage.hop() == Stage.CURRENT
                ? plan.current().stream().findFirst()
                : plan.hops().get(stage.hop()).served();
    }

    /// The operator's own way, which serves clients alone: a copy is never started by it.
    private Optional<Serving> operators() {
        return plan(site).system().nodes().stream()
                .filter(node -> stage.production() && node.name().equals(stage.node()))
                .map(Node::serving)
                .flatMap(List::stream)
                .findFirst();
    }

    String process(Serving.Process process) {
        return stage.process() + "." + stage.node() + "." + process.name();
    }

    Path log(Serving.Process process) {
        return Path.of(stage.logs()).resolve(stage.node() + "-" + process.name() + ".log");
    }

    /// Starts what does not run yet and waits until all of it is ready.
    ///
    /// @return lines that the pack wants shown
    List<String> start(Serving serving) throws Fault, InterruptedException {
        var places = Placeholders.at(site, stage);
        begins.clear();
        for (var process : serving.processes()) {
            begins.put(
                    process.name(),
                    host(site)
                            .start(
                                    process(process),
                                    places.invocation(process.command()),
                                    log(process)));
        }
        awaitReady(serving);
        return warnings(serving);
    }

    private void awaitReady(Serving serving) throws Fault, InterruptedException {
        long start = System.nanoTime();
        for (var ready : serving.ready()) {
            while (!isSo(serving, ready)) {
                failOnLog(serving);
                failOnDeath(serving);
                if (System.nanoTime() - start > serving.startWithin().toNanos()) {
                    throw notReady(serving, "is not ready after " + serving.startWithin());
                }
                Thread.sleep(POLL);
                site.meter()
                        .at(
                                Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                                serving.startWithin().toSeconds(),
                                "seconds at most");
            }
        }
        failOnLog(serving);
    }

    private boolean isSo(Serving serving, Readiness ready) throws Fault, InterruptedException {
        return switch (ready) {
            case Readiness.PortOpen(var port) -> host(site).listens(port(port));
            case Readiness.HttpAnswer answer -> answers(answer);
            case Readiness.LogLine(var process, var pattern) ->
                    !written(named(serving, process), List.of(pattern)).isEmpty();
            case Readiness.Says(var command) -> says(command);
        };
    }

    /// What has no answer in time is not ready yet; `start-within` says when that is a fault.
    private boolean says(Command command) throws Fault, InterruptedException {
        try {
            return host(site).run(Placeholders.at(site, stage).invocation(command), ASK).code()
                    == 0;
        } catch (Fault.Transient notYet) {
            return false;
        }
    }

    /// Lines that this start has written.
    private List<String> written(Serving.Process process, List<String> patterns) throws Fault {
        return host(site).find(log(process), begins.getOrDefault(process.name(), 0L), patterns);
    }

    private static Serving.Process named(Serving serving, String name) {
        return serving.processes().stream()
                .filter(process -> process.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no process is named " + name));
    }

    private int port(String name) throws Fault {
        var port = stage.ports().get(name);
        if (port == null) {
            throw new Fault.Permanent(
                    Problem.of("PORT:UNKNOWN", "the node has no port of this name")
                            .value(name)
                            .expected(stage.ports().keySet().toString())
                            .advice("Name it under the node's ports in system.yaml"));
        }
        return port;
    }

    private boolean answers(Readiness.HttpAnswer wanted) throws Fault, InterruptedException {
        try {
            var reply =
                    host(site)
                            .ask(
                                    new Call(
                                            "GET",
                                            port(wanted.port()),
                                            wanted.path(),
                                            Map.of(),
                                            ""),
                                    ASK);
            if (reply.status() != wanted.status()) {
                return false;
            }
            if (wanted.json().isEmpty()) {
                return true;
            }
            var tree = JsonMapper.shared().readTree(reply.body());
            return wanted.json().entrySet().stream()
                    .allMatch(entry ->
                            Questions.text(tree.at(entry.getKey())).equals(entry.getValue()));
        } catch (Fault.Transient | JacksonException notYet) {
            return false;
        }
    }

    private void failOnDeath(Serving serving) throws Fault {
        for (var process : serving.processes()) {
            // The operator's own command may end once it has started something; the pack's stays.
            if (operators().isEmpty() && !host(site).runs(process(process))) {
                throw notReady(serving, "ended before it was ready");
            }
        }
    }

    private void failOnLog(Serving serving) throws Fault {
        if (serving.failures().isEmpty()) {
            return;
        }
        for (var process : serving.processes()) {
            var lines = written(process, serving.failures());
            if (!lines.isEmpty()) {
                throw new Fault.Permanent(
                        Problem.of(
                                        "NODE:FAILED",
                                        "node " + stage.node() + " wrote that something failed")
                                .value(lines.getFirst())
                                .advice("Read " + log(process)));
            }
        }
    }

    private List<String> warnings(Serving serving) throws Fault {
        var lines = new java.util.ArrayList<String>();
        if (!serving.warnings().isEmpty()) {
            for (var process : serving.processes()) {
                lines.addAll(written(process, serving.warnings()));
            }
        }
        return lines;
    }

    private Fault notReady(Serving serving, String what) throws Fault {
        var words = new StringBuilder();
        for (var process : serving.processes()) {
            var lines =
                    host(site)
                            .find(
                                    log(process),
                                    Math.max(0, host(site).size(log(process)) - 4_000),
                                    List.of("."));
            words.append(
                    String.join(" | ", lines.subList(Math.max(0, lines.size() - 4), lines.size())));
        }
        return new Fault.Permanent(
                Problem.of("NODE:NOT_READY", "node " + stage.node() + " " + what)
                        .value(words.toString())
                        .expected("ready within " + serving.startWithin())
                        .advice(
                                serving.processes().isEmpty()
                                        ? "Ask the product why"
                                        : "Read " + log(serving.processes().getFirst())));
    }

    /// Ends every process, the last started first. Not running is fine.
    void stop(Serving serving) throws Fault, InterruptedException {
        var places = Placeholders.at(site, stage);
        for (var process : serving.processes().reversed()) {
            for (var command : process.stop()) {
                var exit = host(site).run(places.apart(command), serving.stopWithin());
                if (exit.code() != 0) {
                    site.notes()
                            .add(
                                    "stopping "
                                            + process.name()
                                            + " answered "
                                            + exit.code()
                                            + ": "
                                            + Questions.last(exit.output()));
                }
            }
            host(site).stop(process(process), serving.stopWithin());
        }
        awaitSilence(serving);
    }

    /// R35: nothing may be left that could write.
    private void awaitSilence(Serving serving) throws Fault, InterruptedException {
        long end = System.nanoTime() + serving.stopWithin().toNanos();
        for (var port : stage.ports().entrySet()) {
            while (host(site).listens(port.getValue())) {
                if (System.nanoTime() > end) {
                    throw new Fault.Permanent(
                            Problem.of(
                                            "NODE:STILL_RUNS",
                                            "node "
                                                    + stage.node()
                                                    + " still listens after it was stopped")
                                    .value("port " + port.getKey() + " " + port.getValue())
                                    .expected("nobody there within " + serving.stopWithin())
                                    .advice(
                                            "Say under the node's serving in system.yaml how it is stopped"));
                }
                Thread.sleep(POLL);
            }
        }
    }
}
