package dev.treecast.bench.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One end of {@code /interact/{stream}} as the JDK has it: JSON messages wait to be read in their order, binary ones are handed on. Sending and reading
 * are for one thread each.
 */
public final class InteractionSocket implements WebSocket.Listener, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUBPROTOCOL = "treecast.v1";

    /** A server that takes longer on this machine is as good as gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** RFC 6455 section 5.2: two bytes before up to 125 bytes, four before up to 65,535, else ten. Towards a client nothing is masked. */
    private static final int SHORT_MAX = 125;

    private static final int MEDIUM_MAX = 65_535;
    private static final int SHORT_HEADER = 2;
    private static final int MEDIUM_HEADER = 4;
    private static final int LONG_HEADER = 10;

    private static final JsonNode CLOSED = MissingNode.getInstance();

    // Given.
    private final Consumer<byte[]> binaries;

    // Owned.
    private final BlockingQueue<JsonNode> texts = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final LongAdder messages = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    // State.
    private @Nullable WebSocket socket;

    private InteractionSocket(Consumer<byte[]> binaries) {
        this.binaries = binaries;
    }

    /**
     * Connects.
     *
     * @param server its HTTP address
     * @param binaries takes binary messages, on a thread of the client's
     */
    public static InteractionSocket connect(HttpClient http, URI server, String stream, Consumer<byte[]> binaries)
            throws IOException, InterruptedException {
        InteractionSocket made = new InteractionSocket(binaries);
        URI address = URI.create("ws://" + server.getAuthority() + "/interact/" + stream);
        made.socket = done(http.newWebSocketBuilder()
                .subprotocols(SUBPROTOCOL)
                .connectTimeout(PATIENCE)
                .buildAsync(address, made));
        return made;
    }

    private static <T> T done(CompletableFuture<T> future) throws IOException, InterruptedException {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("The WebSocket failed: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException("The server did not take it within " + PATIENCE.toSeconds() + " s.", e);
        }
    }

    private WebSocket socket() {
        return Objects.requireNonNull(socket, "not connected");
    }

    public void send(String json) throws IOException, InterruptedException {
        done(socket().sendText(json, true));
    }

    public void send(ByteBuffer message) throws IOException, InterruptedException {
        done(socket().sendBinary(message, true));
    }

    /**
     * The next JSON message.
     *
     * @return null when none came in time
     * @throws IOException when the connection is gone, and all that came before has been read
     */
    public @Nullable JsonNode next(long waitNs) throws IOException, InterruptedException {
        JsonNode message = texts.poll(waitNs, TimeUnit.NANOSECONDS);
        if (message != null && message.isMissingNode()) {
            // For whoever asks again.
            texts.add(CLOSED);
            throw new IOException("The connection is gone.");
        }
        return message;
    }

    /** The next JSON message of that type; those before it are passed over. */
    public JsonNode next(String type) throws IOException, InterruptedException {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JsonNode message = next(deadlineNs - System.nanoTime());
            if (message == null) {
                throw new IOException("No '" + type + "' came within " + PATIENCE.toSeconds() + " s.");
            }
            if (message.path("type").asText().equals(type)) {
                return message;
            }
        }
    }

    /** Messages that came. */
    public long messages() {
        return messages.sum();
    }

    /** Their bytes, with the WebSocket's headers and without what TCP and IP add. */
    public long bytes() {
        return bytes.sum();
    }

    private void count(long payloadBytes) {
        messages.increment();
        bytes.add(framed(payloadBytes));
    }

    /** The bytes of a message in one WebSocket frame towards a client. */
    public static long framed(long payloadBytes) {
        int header =
                payloadBytes <= SHORT_MAX ? SHORT_HEADER : payloadBytes <= MEDIUM_MAX ? MEDIUM_HEADER : LONG_HEADER;
        return payloadBytes + header;
    }

    @Override
    public void onOpen(WebSocket opened) {
        opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            // Nobody in these measurements is named outside of ASCII.
            count(text.length());
            try {
                texts.add(JSON.readTree(text.toString()));
            } catch (JsonProcessingException e) {
                from.abort();
                texts.add(CLOSED);
            }
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] part = new byte[data.remaining()];
        data.get(part);
        binary.writeBytes(part);
        if (last) {
            count(binary.size());
            binaries.accept(binary.toByteArray());
            binary.reset();
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        texts.add(CLOSED);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        texts.add(CLOSED);
    }

    /** Breaks the connection off, as a tab does that is closed. */
    @Override
    public void close() {
        socket().abort();
        texts.add(CLOSED);
    }
}
