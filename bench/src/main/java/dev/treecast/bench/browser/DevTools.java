package dev.treecast.bench.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.treecast.bench.lab.BenchFailure;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Speaks Chromium's own protocol (<a href="https://chromedevtools.github.io/devtools-protocol/">DevTools protocol</a>) over pipes: JSON, each message
 * ended by a zero byte. Thread-safe. Events are not looked at.
 */
final class DevTools {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OutputStream out;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private volatile boolean over;

    DevTools(OutputStream out, InputStream in) {
        this.out = out;
        Thread.ofPlatform().daemon().name("devtools").start(() -> read(in));
    }

    /**
     * Sends a command and waits for its result.
     *
     * @param session of the page; empty for the browser itself
     */
    JsonNode send(String session, String method, ObjectNode parameters, double secondsMax)
            throws BenchFailure, InterruptedException {
        int id = ids.incrementAndGet();
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", parameters);
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        write(message);
        if (over) {
            throw ended();
        }
        try {
            JsonNode said = answer.get((long) (secondsMax * 1_000), TimeUnit.MILLISECONDS);
            if (said.has("error")) {
                throw new BenchFailure(
                        "Chromium refused " + method + ": " + said.get("error").path("message"));
            }
            return said.path("result");
        } catch (TimeoutException e) {
            throw new BenchFailure("Chromium did not answer " + method + " within " + secondsMax + " s.", e);
        } catch (ExecutionException e) {
            throw ended();
        } finally {
            waiting.remove(id);
        }
    }

    private static BenchFailure ended() {
        return new BenchFailure("Chromium has ended; chromium.log says what it said.");
    }

    private void write(ObjectNode message) throws BenchFailure {
        try {
            byte[] bytes = JSON.writeValueAsString(message).getBytes(StandardCharsets.UTF_8);
            synchronized (out) {
                out.write(bytes);
                out.write(0);
                out.flush();
            }
        } catch (IOException e) {
            throw ended();
        }
    }

    private void read(InputStream in) {
        try (BufferedInputStream bytes = new BufferedInputStream(in)) {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            for (int next = bytes.read(); next >= 0; next = bytes.read()) {
                if (next == 0) {
                    take(message.toString(StandardCharsets.UTF_8));
                    message.reset();
                } else {
                    message.write(next);
                }
            }
        } catch (IOException e) {
            // It has ended.
        }
        over = true;
        waiting.values().forEach(answer -> answer.completeExceptionally(new IOException("ended")));
    }

    private void take(String text) {
        try {
            JsonNode message = JSON.readTree(text);
            CompletableFuture<JsonNode> answer = waiting.get(message.path("id").asInt());
            if (answer != null) {
                answer.complete(message);
            }
        } catch (JsonProcessingException e) {
            // A message that makes no sense answers nothing; who waits for it gives up in time.
        }
    }
}
