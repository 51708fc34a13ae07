package dev.treecast.server.texts;

import dev.treecast.interaction.protocol.ErrorCode;
import dev.treecast.interaction.protocol.Json;
import dev.treecast.interaction.protocol.Members;
import dev.treecast.interaction.protocol.Refusal;
import dev.treecast.interaction.show.TextHook;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the operator's endpoint: {@code POST {"stream", "viewer", "text"}}, answered with 200 and {@code {"allow": true}}, {@code {"allow": true, "text":
 * "changed"}} or {@code {"allow": false, "reason": "a sentence for its author"}}. Anything else fails the text. Nothing is asked twice.
 */
final class EndpointHook implements TextHook, AutoCloseable {
    /** As long as the bus waits; what comes later would be for nothing. */
    private static final Duration ANSWER_TIME = Duration.ofMillis(200);

    /** Requests at a time: 1,280 texts a second from an endpoint that takes the whole time, 12,800 from one that takes 20 ms. */
    private static final int IN_FLIGHT_MAX = 256;

    /** A text of 500 characters has at most 3,000 bytes as JSON escapes it. */
    private static final int ANSWER_BYTES_MAX = 16_384;

    private static final int REASON_LENGTH_MAX = 200;
    private static final int OK = 200;
    private static final Logger LOG = LoggerFactory.getLogger(EndpointHook.class);

    private final URI endpoint;
    private final Executor loop;
    private final Duration answerTime;
    private final HttpClient http;
    private final Semaphore inFlight;
    private final AtomicBoolean failing = new AtomicBoolean();

    /** @param loop runs things on the bus's thread; may drop them, which is an answer that does not come */
    EndpointHook(URI endpoint, Executor loop) {
        this(endpoint, loop, ANSWER_TIME, IN_FLIGHT_MAX);
    }

    EndpointHook(URI endpoint, Executor loop, Duration answerTime, int inFlightMax) {
        this.endpoint = endpoint;
        this.loop = loop;
        this.answerTime = answerTime;
        this.inFlight = new Semaphore(inFlightMax);
        boolean secure = "https".equals(endpoint.getScheme());
        http = HttpClient.newBuilder()
                // In the clear HTTP/2 is an upgrade that some servers stumble over.
                .version(secure ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .connectTimeout(answerTime)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    @Override
    public void read(String stream, String viewer, String text, Answer answer) {
        if (!inFlight.tryAcquire()) {
            failed("too many texts wait for it");
            answer.fail();
            return;
        }
        byte[] question = Json.bytes(
                Json.object().put("stream", stream).put("viewer", viewer).put("text", text));
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(question))
                .build();
        CompletableFuture<HttpResponse<byte[]>> exchange =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
        // A request's own timeout ends with the answer's head, and a body may drip.
        CompletableFuture.delayedExecutor(answerTime.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
                .execute(() -> exchange.cancel(true));
        var unusedDone = exchange.whenComplete((response, failure) -> {
            inFlight.release();
            Consumer<Answer> verdict = verdict(text, response, failure);
            loop.execute(() -> verdict.accept(answer));
        });
    }

    private Consumer<Answer> verdict(
            String text, @Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
        if (response == null) {
            failed(exchangeFailure(failure));
            return Answer::fail;
        }
        try {
            Consumer<Answer> verdict = read(text, response);
            if (failing.compareAndSet(true, false)) {
                LOG.info("The text hook answers again");
            }
            return verdict;
        } catch (Refusal e) {
            failed("its answer is none: " + e.sentence());
            return Answer::fail;
        }
    }

    private static Consumer<Answer> read(String text, HttpResponse<byte[]> response) throws Refusal {
        if (response.statusCode() != OK) {
            throw new Refusal(ErrorCode.INVALID, "Its status is " + response.statusCode() + ".");
        }
        Members members = Members.of(Json.read(response.body(), 0, response.body().length));
        if (!members.has("allow")) {
            throw members.misfit("allow", "true or false");
        }
        if (members.bool("allow", false)) {
            String passed = members.text("text", ANSWER_BYTES_MAX, text);
            return answer -> answer.allow(passed);
        }
        String reason = members.textOrNull("reason", REASON_LENGTH_MAX);
        return answer -> answer.refuse(reason);
    }

    private String exchangeFailure(@Nullable Throwable failure) {
        return failure instanceof java.util.concurrent.CancellationException
                ? "no answer within " + answerTime.toMillis() + " ms"
                : String.valueOf(failure);
    }

    /** Says so once; its address may hold a secret, so it is not said. */
    private void failed(String why) {
        if (!failing.getAndSet(true)) {
            LOG.warn("The text hook fails, and texts are refused meanwhile: {}", why);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
