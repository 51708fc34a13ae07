package dev.treecast.server.http;

import dev.treecast.server.interaction.ClientAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts wrong keys per address in windows of a minute, and closes the door for the rest of the window once an address has used its tries
 * up. An IPv6 address counts by its /64, which is what one customer gets. Owned by one HTTP loop; bounded: the address that failed longest
 * ago is forgotten first.
 */
final class FailedAttempts {
    private static final long WINDOW_NS = Duration.ofMinutes(1).toNanos();

    private final int perWindowMax;
    private final int addressesMax;
    private final Map<String, Window> windows = new LinkedHashMap<>();

    private record Window(long startNs, int failures) {}

    FailedAttempts(int perWindowMax, int addressesMax) {
        this.perWindowMax = perWindowMax;
        this.addressesMax = addressesMax;
    }

    /** How long this address has to wait before it may try again; empty when it may. */
    Optional<Duration> wait(long nowNs, InetAddress from) {
        Window window = windows.get(ClientAddress.counted(from));
        if (window == null || window.failures < perWindowMax) {
            return Optional.empty();
        }
        long leftNs = window.startNs + WINDOW_NS - nowNs;
        return leftNs > 0 ? Optional.of(Duration.ofNanos(leftNs)) : Optional.empty();
    }

    void failed(long nowNs, InetAddress from) {
        String bucket = ClientAddress.counted(from);
        Window window = windows.remove(bucket);
        if (window == null || nowNs - window.startNs >= WINDOW_NS) {
            windows.put(bucket, new Window(nowNs, 1));
        } else {
            windows.put(bucket, new Window(window.startNs, window.failures + 1));
        }
        if (windows.size() > addressesMax) {
            windows.remove(windows.keySet().iterator().next());
        }
    }

    int size() {
        return windows.size();
    }
}
