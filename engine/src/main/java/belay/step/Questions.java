package belay.step;

import static belay.step.UpgradeStep.databases;
import static belay.step.UpgradeStep.endpoint;
import static belay.step.UpgradeStep.host;

import belay.outside.Fault;
import belay.outside.Host.Call;
import belay.outside.Host.Reply;
import belay.problem.Problem;
import belay.release.Question;
import belay.release.Request;
import belay.run.Site;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// Asks the product itself: its data, its pages, its commands.
final class Questions {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final JsonMapper JSON = JsonMapper.shared();

    /// In a JSON pointer.
    private static final Pattern EVERY_MEMBER = Pattern.compile("/\\*(?=/|$)");

    private final Site site;
    private final Stage stage;

    Questions(Site site, Stage stage) {
        this.site = site;
        this.stage = stage;
    }

    String ask(Question question) throws Fault, InterruptedException {
        return switch (question) {
            case Question.Sql(var query) ->
                    databases(site).ask(endpoint(site, stage.copy()), query);
            case Question.Http(var requests, var take) -> taken(send(requests), take);
            case Question.Run(var command) -> run(command);
        };
    }

    private String run(belay.release.Command command) throws Fault, InterruptedException {
        var exit = Commands.run(site, stage, command, PATIENCE);
        if (exit.code() != 0) {
            throw new Fault.Permanent(
                    Problem.of("COMMAND:FAILED", "a question put by command was not answered")
                            .value("exit code " + exit.code() + ": " + last(exit.output()))
                            .expected("exit code 0"));
        }
        return exit.output().strip();
    }

    /// @return the last answer
    Reply send(List<Request> requests) throws Fault, InterruptedException {
        var captured = new HashMap<String, String>();
        Reply reply = new Reply(0, Map.of(), "");
        for (var request : requests) {
            reply = send(request, Placeholders.at(site, stage).and(captured));
            for (var capture : request.capture().entrySet()) {
                captured.put(capture.getKey(), taken(reply, capture.getValue()));
            }
        }
        return reply;
    }

    private Reply send(Request request, Placeholders places) throws Fault, InterruptedException {
        var headers = new HashMap<>(places.secret(request.headers()));
        var body = places.secret(request.body());
        if (!request.form().isEmpty()) {
            headers.put("Content-Type", "application/x-www-form-urlencoded");
            body = form(places.secret(request.form()));
        }
        var port = stage.ports().get(request.port());
        if (port == null) {
            throw new Fault.Permanent(
                    Problem.of("PORT:UNKNOWN", "the node has no port of this name")
                            .value(request.port())
                            .expected(stage.ports().keySet().stream().sorted().toList().toString())
                            .advice("Name it under the node's ports in system.yaml"));
        }
        var path = places.secret(request.path());
        var reply =
                host(site)
                        .ask(
                                new Call(
                                        request.method(),
                                        port,
                                        path,
                                        request.path(),
                                        headers,
                                        body),
                                PATIENCE);
        if (!expected(request, reply.status())) {
            throw new Fault.Permanent(
                    Problem.of(
                                    "HTTP:STATUS",
                                    request.method()
                                            + " "
                                            + request.path()
                                            + " was not answered as it should")
                            .value(reply.status() + " " + last(reply.body()))
                            .expected(
                                    request.expect().isEmpty()
                                            ? "200 to 299"
                                            : request.expect().toString()));
        }
        return reply;
    }

    private static boolean expected(Request request, int status) {
        return request.expect().isEmpty()
                ? status >= 200 && status < 300
                : request.expect().contains(status);
    }

    private static String form(Map<String, String> fields) {
        var parts = new ArrayList<String>();
        fields.forEach((name, value) -> parts.add(encoded(name) + "=" + encoded(value)));
        return String.join("&", parts);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// What a pack asks to be taken from an answer: a JSON pointer, in which `*` is every member of
    /// a list or an object, `header:NAME`, `cookie:NAME`, `status`, or, empty, the whole body.
    static String taken(Reply reply, String what) throws Fault {
        if (what.isEmpty()) {
            return reply.body();
        }
        if (what.equals("status")) {
            return Integer.toString(reply.status());
        }
        if (what.startsWith("header:")) {
            return header(reply, what.substring("header:".length()));
        }
        if (what.startsWith("cookie:")) {
            return cookie(reply, what.substring("cookie:".length()));
        }
        return pointed(reply, what);
    }

    private static String pointed(Reply reply, String pointer) throws Fault {
        try {
            var nodes = pointed(JSON.readTree(reply.body()), pointer);
            if (nodes.stream().anyMatch(JsonNode::isMissingNode)) {
                throw missing(pointer, reply);
            }
            return nodes.stream().map(Questions::text).sorted().collect(Collectors.joining("\n"));
        } catch (JacksonException e) {
            throw missing(pointer, reply);
        }
    }

    private static List<JsonNode> pointed(JsonNode from, String pointer) {
        var every = EVERY_MEMBER.matcher(pointer);
        if (!every.find()) {
            return List.of(from.at(pointer));
        }
        var list = from.at(pointer.substring(0, every.start()));
        return list.isContainer()
                ? list.valueStream()
                        .flatMap(member -> pointed(member, pointer.substring(every.end())).stream())
                        .toList()
                : List.of(MissingNode.getInstance());
    }

    static String text(JsonNode node) {
        return node.isValueNode() ? node.asString() : node.toString();
    }

    private static String header(Reply reply, String name) throws Fault {
        return reply.headers().entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .flatMap(entry -> entry.getValue().stream())
                .findFirst()
                .orElseThrow(() -> missing("header " + name, reply));
    }

    private static String cookie(Reply reply, String name) throws Fault {
        return reply.headers().entrySet().stream()
                .filter(entry -> entry.getKey().toLowerCase(Locale.ROOT).equals("set-cookie"))
                .flatMap(entry -> entry.getValue().stream())
                .filter(cookie -> cookie.startsWith(name + "="))
                .map(cookie -> cookie.substring(name.length() + 1).split(";", 2)[0])
                .findFirst()
                .orElseThrow(() -> missing("cookie " + name, reply));
    }

    private static Fault missing(String what, Reply reply) {
        return new Fault.Permanent(
                Problem.of("HTTP:ANSWER", "the answer does not hold what is asked of it")
                        .value(reply.status() + ", " + reply.body().length() + " characters")
                        .expected(what));
    }

    /// Enough to see what it was, little enough for a log.
    static String last(String output) {
        var text = output.strip();
        return text.length() > 400 ? "…" + text.substring(text.length() - 400) : text;
    }
}
