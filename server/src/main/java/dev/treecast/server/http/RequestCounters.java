package dev.treecast.server.http;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** HTTP requests by face and class of status: 7 × 5 counters, however many paths and streams there are. */
final class RequestCounters implements MetricsSource {
    private static final int STATUS_CLASSES = 5;

    private enum Face {
        WHIP,
        WHEP,
        INTERACT,
        API,
        METRICS,
        HEALTH,
        PAGES
    }

    private final Map<Face, List<LongAdder>> totals = new EnumMap<>(Face.class);
    private final LongAdder refusedConnections = new LongAdder();
    private final LongAdder cutConnections = new LongAdder();
    private final LongAdder refusedWebSockets = new LongAdder();

    RequestCounters() {
        for (Face face : Face.values()) {
            totals.put(
                    face, Stream.generate(LongAdder::new).limit(STATUS_CLASSES).toList());
        }
    }

    void answered(String path, int status) {
        int statusClass = Math.clamp(status / 100, 1, STATUS_CLASSES);
        Objects.requireNonNull(totals.get(face(path))).get(statusClass - 1).increment();
    }

    void connectionRefused() {
        refusedConnections.increment();
    }

    void connectionCut() {
        cutConnections.increment();
    }

    void webSocketRefused() {
        refusedWebSockets.increment();
    }

    private static Face face(String path) {
        if (path.startsWith("/whip/")) {
            return Face.WHIP;
        }
        if (path.startsWith("/whep/")) {
            return Face.WHEP;
        }
        if (path.startsWith("/interact/")) {
            return Face.INTERACT;
        }
        if (path.startsWith("/api/")) {
            return Face.API;
        }
        return switch (path) {
            case "/metrics" -> Face.METRICS;
            case "/healthz", "/readyz" -> Face.HEALTH;
            default -> Face.PAGES;
        };
    }

    @Override
    public void bind(MetricsSink sink) {
        totals.forEach((face, classes) -> {
            for (int i = 0; i < STATUS_CLASSES; i++) {
                LongAdder total = classes.get(i);
                String name = face.name().toLowerCase(Locale.ROOT);
                sink.counter(
                        "treecast.http.requests", "HTTP requests", total::sum, "face", name, "status", (i + 1) + "xx");
            }
        });
        sink.counter("treecast.http.connections.refused", "Connections beyond the bound", refusedConnections::sum);
        sink.counter(
                "treecast.http.connections.cut", "Connections that took too long over a request", cutConnections::sum);
        sink.counter("treecast.http.websockets.refused", "WebSockets beyond the bounds", refusedWebSockets::sum);
    }
}
