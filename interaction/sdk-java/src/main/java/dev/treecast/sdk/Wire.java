package dev.treecast.sdk;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket: puts messages together that come in pieces, and sends one at a time, as {@link WebSocket} wants it. What comes is handed on on the
 * loop, and the next is asked for when that is done, so that the server feels it (TCP's window) when the SDK cannot keep up.
 *
 * <p>All methods but the listener's are the loop's.
 */
final class Wire implements WebSocket.Listener {
    static final String SUBPROTOCOL = "treecast.v1";

    /** The largest that comes is the show's document, 2 MiB at most; escapes may make it longer. */
    static final int MESSAGE_BYTES_MAX = 8 << 20;

    /** Unsent events are dropped above it: the server lets a game go that is as far behind in the other direction. */
    private static final int DROPPABLE_BYTES_MAX = 1 << 20;

    /** Unsent messages of any kind: the document twice. Above, the connection is not worth keeping. */
    private static final int BYTES_MAX = 8 << 20;

    /** Told on the loop what happens; of a wire that is not the present one it should take no notice. */
    interface Events {
        void text(Wire wire, String message);

        void binary(Wire wire, ByteBuffer message);

        void lost(Wire wire, String why);
    }

    private final Loop loop;
    private final Events events;

    private final StringBuilder text = new StringBuilder();
    private ByteBuffer binary = ByteBuffer.allocate(1_024);

    private final Queue<Object> unsent = new ArrayDeque<>();
    private int unsentBytes;
    private boolean sending;
    private boolean closing;
    private volatile @Nullable WebSocket socket;

    Wire(Loop loop, Events events) {
        this.loop = loop;
        this.events = events;
    }

    /** Opens the connection; the future fails with what {@link HttpClient} says. */
    CompletableFuture<WebSocket> open(HttpClient client, URI uri, Duration timeout) {
        return client.newWebSocketBuilder()
                .subprotocols(SUBPROTOCOL)
                .connectTimeout(timeout)
                .buildAsync(uri, this);
    }

    /** Whether the other end speaks the protocol, and not just WebSocket. */
    boolean speaksTreecast() {
        WebSocket open = socket;
        return open != null && SUBPROTOCOL.equals(open.getSubprotocol());
    }

    /**
     * Sends a message after those before it.
     *
     * @param droppable whether it may be left out when the connection does not keep up
     * @return false when it was left out
     */
    boolean send(String message, boolean droppable) {
        return enqueue(message, message.length(), droppable);
    }

    /** Sends a binary message, or leaves it out when the connection does not keep up. */
    boolean send(ByteBuffer message) {
        return enqueue(message, message.remaining(), true);
    }

    private boolean enqueue(Object message, int bytes, boolean droppable) {
        if (closing || (droppable && unsentBytes + bytes > DROPPABLE_BYTES_MAX)) {
            return false;
        }
        if (unsentBytes + bytes > BYTES_MAX) {
            abort();
            events.lost(this, "the server does not take what is sent");
            return false;
        }
        unsent.add(message);
        unsentBytes += bytes;
        sendNext();
        return true;
    }

    /** Says goodbye after what was sent before. */
    void close() {
        closing = true;
        sendNext();
    }

    boolean isFlushed() {
        return unsent.isEmpty() && !sending;
    }

    void abort() {
        closing = true;
        unsent.clear();
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
    }

    private void sendNext() {
        WebSocket open = socket;
        if (sending || open == null) {
            return;
        }
        Object next = unsent.poll();
        CompletableFuture<WebSocket> sent;
        int bytes = 0;
        if (next instanceof String message) {
            bytes = message.length();
            sent = open.sendText(message, true);
        } else if (next instanceof ByteBuffer message) {
            bytes = message.remaining();
            sent = open.sendBinary(message, true);
        } else if (closing && !open.isOutputClosed()) {
            sent = open.sendClose(WebSocket.NORMAL_CLOSURE, "");
        } else {
            return;
        }
        sending = true;
        int taken = bytes;
        // A failure is told to the listener as well.
        var unused = sent.whenComplete((done, failure) -> loop.run(() -> {
            sending = false;
            unsentBytes -= taken;
            if (failure == null) {
                sendNext();
            } else {
                events.lost(this, String.valueOf(failure.getMessage()));
            }
        }));
    }

    @Override
    public void onOpen(WebSocket open) {
        socket = open;
        open.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (text.length() > MESSAGE_BYTES_MAX) {
            return tooLarge(from);
        }
        if (!last) {
            from.request(1);
            return null;
        }
        String message = text.toString();
        text.setLength(0);
        loop.run(() -> {
            try {
                events.text(this, message);
            } finally {
                from.request(1);
            }
        });
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        if (binary.position() + data.remaining() > MESSAGE_BYTES_MAX) {
            return tooLarge(from);
        }
        if (binary.remaining() < data.remaining()) {
            binary = ByteBuffer.allocate(2 * (binary.position() + data.remaining()))
                    .put(binary.flip());
        }
        binary.put(data);
        if (!last) {
            from.request(1);
            return null;
        }
        // Read before the next is asked for, so that the buffer can be used again.
        loop.run(() -> {
            try {
                events.binary(this, binary.flip());
            } finally {
                binary.clear();
                from.request(1);
            }
        });
        return null;
    }

    private @Nullable CompletionStage<?> tooLarge(WebSocket from) {
        from.abort();
        loop.run(() -> events.lost(this, "a message of more than " + MESSAGE_BYTES_MAX + " bytes came"));
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
        loop.run(() -> events.lost(
                this,
                "the server closed the connection (" + statusCode + (reason.isEmpty() ? ")" : ", " + reason + ")")));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        loop.run(() -> events.lost(this, String.valueOf(error.getMessage())));
    }
}
