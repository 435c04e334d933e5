package belay.hosts;

import belay.outside.Fault;
import belay.outside.Host.Call;
import belay.outside.Host.Reply;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks services on the loopback addresses of this machine and nowhere else.
final class Asking {

    private static final int MOST_BYTES = 1024 * 1024;

    /// A server may listen on one of them only.
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "[::1]");

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .build();

    Reply ask(Call call, Duration limit) throws Fault, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (String address : LOOPBACK) {
            try {
                return ask(request(call, address, limit), deadline);
            } catch (ExecutionException failed) {
                if (!(failed.getCause() instanceof ConnectException)) {
                    throw silent(call, "the answer broke off: " + failed.getCause());
                }
            } catch (TimeoutException tooLong) {
                throw silent(call, "no answer within " + limit);
            }
        }
        throw silent(call, "nobody listens");
    }

    private Reply ask(HttpRequest request, long deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, _ -> new FirstBytes(MOST_BYTES));
        try {
            return reply(answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
        } finally {
            answer.cancel(true);
        }
    }

    private static HttpRequest request(Call call, String address, Duration limit) throws Fault {
        try {
            if (!call.path().startsWith("/")) {
                throw new URISyntaxException(call.path(), "does not begin with /");
            }
            var request =
                    HttpRequest.newBuilder(
                                    new URI("http://" + address + ":" + call.port() + call.path()))
                            .timeout(limit)
                            .method(
                                    call.method(),
                                    call.body().isEmpty()
                                            ? BodyPublishers.noBody()
                                            : BodyPublishers.ofString(call.body()));
            call.headers().forEach(request::setHeader);
            return request.build();
        } catch (URISyntaxException | IllegalArgumentException wrong) {
            throw Faults.permanent(
                    "BAD_REQUEST",
                    "cannot ask " + call.method() + " " + call.shown() + ": " + reason(wrong),
                    "mend the request in the pack");
        }
    }

    /// An address or a header's value may be a secret and is not repeated.
    private static String reason(Exception wrong) {
        if (wrong instanceof URISyntaxException address) {
            return address.getReason();
        }
        String words = String.valueOf(wrong.getMessage());
        return words.startsWith("invalid header value") ? "invalid header value" : words;
    }

    private static Reply reply(HttpResponse<byte[]> response) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(response.headers().map());
        return new Reply(
                response.statusCode(), headers, new String(response.body(), charset(response)));
    }

    private static Charset charset(HttpResponse<?> response) {
        String type =
                response.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        int at = type.indexOf("charset=");
        if (at < 0) {
            return StandardCharsets.UTF_8;
        }
        String name = type.substring(at + "charset=".length()).split(";", -1)[0];
        try {
            return Charset.forName(name.replace("\"", "").strip());
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return StandardCharsets.UTF_8;
        }
    }

    private static Fault.Transient silent(Call call, String why) {
        return Faults.passing(
                "NO_ANSWER",
                call.method() + " " + call.shown() + " on port " + call.port() + ": " + why,
                "");
    }
}
