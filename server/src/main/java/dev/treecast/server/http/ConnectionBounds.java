package dev.treecast.server.http;

import dev.treecast.server.config.HttpOptions;
import io.vertx.core.http.HttpConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many connections there are and how long each may take. A connection has a deadline: for its first request, from a request's
 * head to the end of its body, and between requests. An idle timeout would not do: a slow-loris sends a byte just in time, for ever. Owned
 * by one HTTP loop.
 */
final class ConnectionBounds {
    private final HttpOptions options;
    private final RequestCounters counters;
    private final LongSupplier nowNs;
    private final Map<HttpConnection, Deadline> open = new HashMap<>();

    private static final class Deadline {
        private long deadlineNs;
        private boolean requesting;
        private boolean upgraded;
    }

    ConnectionBounds(HttpOptions options, RequestCounters counters, LongSupplier nowNs) {
        this.options = options;
        this.counters = counters;
        this.nowNs = nowNs;
    }

    void opened(HttpConnection connection) {
        if (open.size() >= options.connectionsMax()) {
            counters.connectionRefused();
            connection.close();
            return;
        }
        Deadline deadline = new Deadline();
        deadline.deadlineNs = nowNs.getAsLong() + options.requestTime().toNanos();
        open.put(connection, deadline);
        connection.closeHandler(closed -> open.remove(connection));
    }

    /** A request's head has come. */
    void requested(HttpConnection connection) {
        Deadline deadline = open.get(connection);
        if (deadline != null) {
            deadline.requesting = true;
            deadline.deadlineNs = nowNs.getAsLong()
                    + options.requestTime().plus(options.answerTime()).toNanos();
        }
    }

    /** A response is out. On HTTP/2 others may be under way: each answer buys them time, and each stream is bounded by the answer's time. */
    void answered(HttpConnection connection) {
        Deadline deadline = open.get(connection);
        if (deadline != null) {
            deadline.requesting = false;
            deadline.deadlineNs = nowNs.getAsLong() + options.keepAliveTime().toNanos();
        }
    }

    /** The connection is a WebSocket now: it still counts, but whoever carries on with it bounds its time, and says when it has {@link #left}. */
    void upgraded(HttpConnection connection) {
        Deadline deadline = open.get(connection);
        if (deadline != null) {
            deadline.upgraded = true;
        }
    }

    /** A connection that was upgraded is gone. */
    void left(HttpConnection connection) {
        open.remove(connection);
    }

    /** Closes what is past its deadline; called every second or so. */
    void sweep() {
        long now = nowNs.getAsLong();
        List<HttpConnection> late = new ArrayList<>();
        open.forEach((connection, deadline) -> {
            if (!deadline.upgraded && deadline.deadlineNs - now < 0) {
                late.add(connection);
            }
        });
        for (HttpConnection connection : late) {
            @Nullable Deadline deadline = open.remove(connection);
            if (deadline != null && deadline.requesting) {
                counters.connectionCut();
            }
            connection.close();
        }
    }

    int size() {
        return open.size();
    }
}
