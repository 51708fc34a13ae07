package dev.treecast.sdk;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Plays the server's part over a real WebSocket: greets, gives controls numbers, and leaves the rest to the test's script. Each connection of the game is
 * a {@link Game} in the order in which they came.
 */
final class ScriptedServer implements AutoCloseable {
    private static final long PATIENCE_S = 10;

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer http;
    private final BlockingQueue<Game> games = new LinkedBlockingQueue<>();

    /** Whether games are greeted, and their patches taken, without the test's doing. */
    volatile boolean greets = true;

    volatile boolean takesPatches = true;
    /** The last that was given away. */
    private final AtomicLong epoch = new AtomicLong(6);

    volatile String document = "{}";
    volatile String effects = "{}";

    ScriptedServer() {
        this(new HttpServerOptions());
    }

    ScriptedServer(HttpServerOptions options) {
        http = vertx.createHttpServer(options.addWebSocketSubProtocol("treecast.v1"));
        http.webSocketHandler(socket -> games.add(new Game(socket)));
        await(http.listen(0, "127.0.0.1"));
    }

    String url() {
        return "http://127.0.0.1:" + http.actualPort() + "/demo";
    }

    /** The next connection. */
    Game game() {
        return next(games, "a connection");
    }

    boolean hasAnotherGame() {
        return !games.isEmpty();
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private static <T> void await(Future<T> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (InterruptedException | java.util.concurrent.ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> T next(BlockingQueue<T> queue, String what) {
        try {
            T next = queue.poll(PATIENCE_S, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("waited " + PATIENCE_S + " s for " + what);
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** One connection of the game. */
    final class Game {
        final String path;
        private final ServerWebSocket socket;
        private final BlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>();
        private final BlockingQueue<ByteBuffer> binaries = new LinkedBlockingQueue<>();
        private int number;

        /** As it came: what reads messages leaves nulls out. */
        volatile String lastPatch = "";

        private Game(ServerWebSocket socket) {
            this.socket = socket;
            this.path = socket.path();
            socket.textMessageHandler(this::text);
            socket.binaryMessageHandler(message -> binaries.add(ByteBuffer.wrap(message.getBytes())));
        }

        private void text(String text) {
            JsonObject message;
            try {
                message = Json.read(text);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            switch (message.text("type")) {
                case "time" -> {
                    send(Map.of("type", "time", "t0", message.integer("t0", 0), "time", nowUs()));
                    return;
                }
                case "hello" -> {
                    if (greets) {
                        welcome();
                    }
                }
                case "patch" -> {
                    lastPatch = text;
                    if (takesPatches) {
                        take(message);
                    }
                }
                default -> {}
            }
            messages.add(message);
        }

        void welcome() {
            send(Map.of(
                    "type",
                    "welcome",
                    "session",
                    "s",
                    "epoch",
                    epoch.incrementAndGet(),
                    "time",
                    nowUs(),
                    "tickMs",
                    50L));
            sendText("{\"type\":\"snapshot\",\"ver\":1,\"document\":" + document + ",\"effects\":" + effects + "}");
        }

        /** Numbers controls from 1 in the order in which they come. */
        void take(JsonObject patch) {
            StringBuilder numbers = new StringBuilder();
            JsonObject controls =
                    patch.object("ops").object("scenes").object("default").object("controls");
            for (String control : controls.members().keySet()) {
                numbers.append(numbers.isEmpty() ? "" : ",")
                        .append('"')
                        .append(control)
                        .append("\":")
                        .append(++number);
            }
            sendText("{\"type\":\"reply\",\"id\":" + patch.integer("id", 0)
                    + ",\"result\":{\"ver\":2,\"numbers\":{\"default\":{" + numbers + "}}}}");
        }

        void send(Map<String, Object> message) {
            sendText(Json.write(message));
        }

        void sendText(String message) {
            var unused = socket.writeTextMessage(message);
        }

        void send(ByteBuffer message) {
            byte[] bytes = new byte[message.remaining()];
            message.get(bytes);
            var unused = socket.writeBinaryMessage(Buffer.buffer(bytes));
        }

        void deliver(String purchase, String control, int attempt) {
            send(Map.of(
                    "type",
                    "deliver",
                    "purchase",
                    purchase,
                    "control",
                    control,
                    "cost",
                    100L,
                    "viewer",
                    Map.of("id", "v1", "name", "Ann"),
                    "expiresAt",
                    nowUs() + 30_000_000,
                    "attempt",
                    (long) attempt));
        }

        void settle(String purchase, String state) {
            send(Map.of("type", "settled", "purchase", purchase, "state", state));
        }

        /** The next message of a type; others before it are passed over. */
        JsonObject expect(String type) {
            while (true) {
                JsonObject message = next(messages, "a message '" + type + "'");
                if (message.text("type").equals(type)) {
                    return message;
                }
            }
        }

        ByteBuffer expectBinary() {
            return next(binaries, "a binary message");
        }

        /** What came and was not asked for. */
        List<String> rest() {
            return messages.stream().map(message -> message.text("type")).toList();
        }

        /** Cuts the connection without a goodbye. */
        void cut() {
            var unused = socket.close((short) 1011);
        }
    }

    static long nowUs() {
        return System.currentTimeMillis() * 1_000;
    }
}
