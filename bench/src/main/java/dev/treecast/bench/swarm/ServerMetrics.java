package dev.treecast.bench.swarm;

import dev.treecast.bench.lab.BenchFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What the server's {@code /metrics} say, in Prometheus' text format: one {@code name{labels} value} a line, and comments. */
final class ServerMetrics {
    private static final String PREFIX = "treecast_";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private ServerMetrics() {}

    static Map<String, Double> read(URI server) throws BenchFailure, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(server.resolve("/metrics"))
                    .timeout(TIMEOUT)
                    .build();
            return parse(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new BenchFailure("The server's metrics cannot be read: " + e.getMessage(), e);
        }
    }

    /** The metrics of Treecast's own by name and labels. */
    static Map<String, Double> parse(String text) {
        Map<String, Double> values = new TreeMap<>();
        text.lines().filter(line -> line.startsWith(PREFIX)).forEach(line -> {
            int space = line.lastIndexOf(' ');
            values.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
        });
        return values;
    }
}
