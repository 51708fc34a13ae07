package dev.treecast.server.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket as the JDK has it; what comes is kept in order: texts, {@code binary 3}, {@code closed 1000}, {@code error}. */
public final class WebSocketClient implements WebSocket.Listener, AutoCloseable {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    public final BlockingQueue<byte[]> binaries = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final HttpClient http = HttpClient.newHttpClient();
    private final boolean reading;
    public final WebSocket socket;

    /** @throws CompletionException as {@link WebSocket.Builder#buildAsync} says */
    public WebSocketClient(URI uri, String subprotocol, boolean reading) {
        this.reading = reading;
        WebSocket.Builder builder = http.newWebSocketBuilder();
        if (!subprotocol.isEmpty()) {
            builder.subprotocols(subprotocol);
        }
        socket = builder.buildAsync(uri, this).join();
    }

    public static WebSocketClient connect(int port, String stream) {
        return new WebSocketClient(URI.create("ws://127.0.0.1:" + port + "/interact/" + stream), "treecast.v1", true);
    }

    public void send(String message) {
        socket.sendText(message, true).join();
    }

    public void send(byte[] message) {
        socket.sendBinary(ByteBuffer.wrap(message), true).join();
    }

    /** The next event, waited for. */
    public String next() throws InterruptedException {
        String event = events.poll(10, TimeUnit.SECONDS);
        return event == null ? "nothing came" : event;
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (reading) {
            opened.request(1);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            events.add(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        binaries.add(bytes);
        events.add("binary " + bytes.length);
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        events.add("closed " + status);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        events.add("error");
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
    }
}
