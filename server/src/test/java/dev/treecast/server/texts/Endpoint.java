package dev.treecast.server.texts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An operator's endpoint on this machine. It does with a text what the text says: {@code status 500}, {@code garbage …}, {@code silence}, {@code drip}, else JSON with single quotes. */
public final class Endpoint implements AutoCloseable {
    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    /** What came. */
    public final BlockingQueue<JsonNode> questions = new LinkedBlockingQueue<>();

    public Endpoint() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/check", this::answer);
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/check?key=secret");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode question = new ObjectMapper().readTree(exchange.getRequestBody());
            questions.add(question);
            String text = question.path("text").asText();
            if (text.equals("silence")) {
                waitForTheEnd();
            } else if (text.equals("drip")) {
                exchange.sendResponseHeaders(200, 100);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
                waitForTheEnd();
            } else if (text.startsWith("status ")) {
                exchange.sendResponseHeaders(Integer.parseInt(text.substring(7)), -1);
            } else {
                byte[] body = (text.startsWith("garbage ") ? text.substring(8) : text)
                        .replace('\'', '"')
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private void waitForTheEnd() {
        try {
            var unused = closed.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes no connections any more. */
    public void stop() {
        closed.countDown();
        server.stop(0);
    }

    @Override
    public void close() {
        stop();
    }
}
