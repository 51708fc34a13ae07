package dev.treecast.server.http;

import dev.treecast.interaction.bus.Outbox;
import dev.treecast.interaction.bus.SeenFrameClock;
import dev.treecast.server.config.InteractionOptions;
import dev.treecast.server.interaction.InteractionConnection;
import dev.treecast.server.interaction.InteractionLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one client's messages over a WebSocket. What comes is handed to the interaction loop, and nothing more is read while that is behind with this
 * client; what goes is counted until it is in the kernel. {@link Outbox}'s methods run on the interaction loop, all else on the HTTP loop.
 */
final class WebSocketCarrier implements Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketCarrier.class);

    /** RFC 6455 section 7.4.1. */
    private static final short NORMAL = 1000;

    private static final short GOING_AWAY = 1001;
    private static final short MESSAGE_TOO_BIG = 1009;
    private static final short TRY_AGAIN_LATER = 1013;

    private final ServerWebSocket socket;
    private final InteractionOptions options;
    private final BooleanSupplier draining;
    private final LongSupplier nowNs;
    private final Context loop;
    private final AtomicLong unsentBytes = new AtomicLong();
    private @Nullable InteractionConnection connection;
    private Buffer parts = Buffer.buffer();
    private boolean text;
    private long heardNs;
    private long pingedNs;

    WebSocketCarrier(ServerWebSocket socket, InteractionOptions options, BooleanSupplier draining, LongSupplier nowNs) {
        this.socket = socket;
        this.options = options;
        this.draining = draining;
        this.nowNs = nowNs;
        this.loop = Objects.requireNonNull(Vertx.currentContext());
        this.heardNs = nowNs.getAsLong();
        this.pingedNs = heardNs;
    }

    void start(InteractionLoop interaction, String stream, String address) {
        connection = interaction.connect(stream, address, SeenFrameClock.NONE, this);
        socket.frameHandler(this::frame);
        socket.pongHandler(pong -> heardNs = nowNs.getAsLong());
        socket.exceptionHandler(failure -> LOG.debug("A WebSocket failed", failure));
    }

    /** A frame of a message, which may come in several (RFC 6455 section 5.4). */
    private void frame(WebSocketFrame frame) {
        heardNs = nowNs.getAsLong();
        if (frame.isText() || frame.isBinary()) {
            text = frame.isText();
        } else if (!frame.isContinuation()) {
            return;
        }
        Buffer data = frame.binaryData();
        if (parts.length() + data.length() > options.messageBytesMax()) {
            refuse(MESSAGE_TOO_BIG, "a message is over " + options.messageBytesMax() + " bytes");
        } else if (frame.isFinal() && parts.length() == 0) {
            message(data.getBytes());
        } else {
            parts.appendBuffer(data);
            if (frame.isFinal()) {
                message(parts.getBytes());
                parts = Buffer.buffer();
            }
        }
    }

    private void message(byte[] data) {
        InteractionConnection to = Objects.requireNonNull(connection);
        if (!(text ? to.text(data) : to.binary(data))) {
            // Over TCP a message is never lost; a client that lost one would not know. It had better start again.
            refuse(TRY_AGAIN_LATER, "the server is behind");
        } else if (to.isFull()) {
            socket.pause();
            to.whenRoom(() -> loop.runOnContext(room -> socket.resume()));
        }
    }

    private void refuse(short status, String reason) {
        socket.frameHandler(unwanted -> {});
        parts = Buffer.buffer();
        var unused = socket.close(status, reason);
    }

    void sweep(long now) {
        if (now - heardNs >= options.silenceTime().toNanos()) {
            var unused = socket.close(GOING_AWAY, "nothing heard from you");
        } else if (now - pingedNs >= options.pingTime().toNanos()) {
            pingedNs = now;
            var unused = socket.writePing(Buffer.buffer());
        }
    }

    void gone() {
        if (connection != null) {
            connection.gone();
        }
    }

    @Override
    public void text(byte[] utf8) {
        send(utf8.length, socket.writeTextMessage(new String(utf8, StandardCharsets.UTF_8)));
    }

    @Override
    public void binary(byte[] data) {
        if (unsentBytes.get() <= options.unsentBytesMax()) {
            send(data.length, socket.writeBinaryMessage(Buffer.buffer(data)));
        }
    }

    private void send(int bytes, Future<Void> written) {
        unsentBytes.addAndGet(bytes);
        written.onComplete(done -> unsentBytes.addAndGet(-bytes));
    }

    @Override
    public long bufferedBytes() {
        return unsentBytes.get();
    }

    @Override
    public void close() {
        var unused = socket.close(draining.getAsBoolean() ? GOING_AWAY : NORMAL, "");
    }
}
