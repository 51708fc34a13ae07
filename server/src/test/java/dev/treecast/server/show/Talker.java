package dev.treecast.server.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.treecast.server.http.WebSocketClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** A viewer or a game that speaks the protocol by hand. */
final class Talker implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final WebSocketClient socket;
    private String last = "none";

    private Talker(int port, String stream) {
        socket = WebSocketClient.connect(port, stream);
    }

    /** Connected, and silent so far. */
    static Talker connect(int port, String stream) {
        return new Talker(port, stream);
    }

    static Talker viewer(int port, String stream, String token) {
        return viewer(port, stream, token, "");
    }

    /** @param session an earlier welcome's, to go on with; or empty */
    static Talker viewer(int port, String stream, String token, String session) {
        Talker viewer = new Talker(port, stream);
        viewer.say("{'type':'hello','version':1,'role':'viewer'" + (token.isEmpty() ? "" : ",'token':'" + token + "'")
                + (session.isEmpty() ? "" : ",'resume':{'session':'" + session + "','ver':0}") + "}");
        return viewer;
    }

    static Talker game(int port, String stream, String token) {
        Talker game = new Talker(port, stream);
        game.say("{'type':'hello','version':1,'role':'game','token':'" + token + "'}");
        return game;
    }

    /** @param json with single quotes */
    void say(String json) {
        socket.send(json.replace('\'', '"'));
    }

    /** One press, as {@code in} carries it. */
    void press(int control, int input) {
        socket.send(ByteBuffer.allocate(11)
                .put((byte) 1)
                .put((byte) 0)
                .putInt(0)
                .putShort((short) control)
                .put((byte) 1)
                .putShort((short) input)
                .array());
    }

    /** A joystick's place. */
    void move(int control, double x, double y, int order) {
        socket.send(ByteBuffer.allocate(15)
                .put((byte) 1)
                .put((byte) 0)
                .putInt(0)
                .putShort((short) control)
                .put((byte) 3)
                .putShort((short) (x * 32_767))
                .putShort((short) (y * 32_767))
                .putShort((short) order)
                .array());
    }

    /** The next message of that type; others before it are passed over. */
    JsonNode next(String type) throws IOException, InterruptedException {
        return next(type, message -> true);
    }

    JsonNode next(String type, Predicate<JsonNode> which) throws IOException, InterruptedException {
        return next(type, (of, message) -> of.equals(type) && which.test(message));
    }

    /** The next message that it is true of. */
    JsonNode next(Predicate<JsonNode> which) throws IOException, InterruptedException {
        return next("a message", (type, message) -> which.test(message));
    }

    /** The answer to a message with that id. */
    JsonNode answer(int id) throws IOException, InterruptedException {
        return next(
                "an answer",
                (type, message) -> (type.equals("reply") || type.equals("error"))
                        && message.path("id").asInt() == id);
    }

    private JsonNode next(String wanted, BiPredicate<String, JsonNode> which) throws IOException, InterruptedException {
        while (true) {
            String event = socket.next();
            if (!event.startsWith("{")) {
                if (event.startsWith("binary")) {
                    continue;
                }
                throw new AssertionError("waited for " + wanted + ", but " + event + "; the last message was " + last);
            }
            last = event;
            JsonNode message = JSON.readTree(event);
            if (which.test(message.path("type").asText(), message)) {
                return message;
            }
        }
    }

    /** Passes messages over until the connection is closed. @return its status */
    int closed() throws InterruptedException {
        String event = socket.next();
        while (!event.startsWith("closed ")) {
            if (event.equals("nothing came") || event.equals("error")) {
                throw new AssertionError("waited for the end, but " + event);
            }
            event = socket.next();
        }
        return Integer.parseInt(event.substring("closed ".length()));
    }

    /** The next binary message of that type. */
    ByteBuffer nextBinary(int type) throws InterruptedException {
        while (true) {
            byte[] message = socket.binaries.poll(10, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no binary message " + type + " came");
            }
            if (message[0] == type) {
                return ByteBuffer.wrap(message).position(1);
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
