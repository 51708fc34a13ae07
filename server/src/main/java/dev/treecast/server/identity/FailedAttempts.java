package dev.treecast.server.identity;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts wrong keys per address in windows of a minute, and closes the door for the rest of the window once an address has used its tries
 * up. Addresses are texts, as {@link dev.treecast.server.interaction.ClientAddress} counts them. Owned by one thread; bounded: the address that failed longest
 * ago is forgotten first.
 */
public final class FailedAttempts {
    private static final long WINDOW_NS = Duration.ofMinutes(1).toNanos();

    private final int perWindowMax;
    private final int addressesMax;
    private final Map<String, Window> windows = new LinkedHashMap<>();

    private record Window(long startNs, int failures) {}

    public FailedAttempts(int perWindowMax, int addressesMax) {
        this.perWindowMax = perWindowMax;
        this.addressesMax = addressesMax;
    }

    /** How long this address has to wait before it may try again; empty when it may. */
    public Optional<Duration> wait(long nowNs, String address) {
        Window window = windows.get(address);
        if (window == null || window.failures < perWindowMax) {
            return Optional.empty();
        }
        long leftNs = window.startNs + WINDOW_NS - nowNs;
        return leftNs > 0 ? Optional.of(Duration.ofNanos(leftNs)) : Optional.empty();
    }

    public void failed(long nowNs, String address) {
        Window window = windows.remove(address);
        if (window == null || nowNs - window.startNs >= WINDOW_NS) {
            windows.put(address, new Window(nowNs, 1));
        } else {
            windows.put(address, new Window(window.startNs, window.failures + 1));
        }
        if (windows.size() > addressesMax) {
            windows.remove(windows.keySet().iterator().next());
        }
    }

    int size() {
        return windows.size();
    }
}
