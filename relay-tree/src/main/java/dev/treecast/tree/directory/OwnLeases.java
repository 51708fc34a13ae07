package dev.treecast.tree.directory;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The streams that are published at this node, with when each lease is to be prolonged. One thread's. */
final class OwnLeases {
    private static final class Held {
        Lease lease;
        long renewNs;
        boolean asking;

        Held(Lease lease, long renewNs) {
            this.lease = lease;
            this.renewNs = renewNs;
        }
    }

    private final Map<String, Held> all = new HashMap<>();

    int size() {
        return all.size();
    }

    void put(String stream, Lease lease, long renewNs) {
        all.put(stream, new Held(lease, renewNs));
    }

    Optional<Lease> get(String stream) {
        return Optional.ofNullable(all.get(stream)).map(held -> held.lease);
    }

    Optional<Lease> remove(String stream) {
        return Optional.ofNullable(all.remove(stream)).map(held -> held.lease);
    }

    /** Leases whose time has come and that nobody asks for yet; they are being asked for from now on. */
    Map<String, Lease> due(long nowNs, int countMax) {
        Map<String, Lease> due = new HashMap<>();
        all.forEach((stream, held) -> {
            if (!held.asking && held.renewNs <= nowNs && due.size() < countMax) {
                held.asking = true;
                due.put(stream, held.lease);
            }
        });
        return due;
    }

    void retry(String stream, long renewNs) {
        Held held = all.get(stream);
        if (held != null) {
            held.asking = false;
            held.renewNs = renewNs;
        }
    }

    Map<String, Lease> asMap() {
        Map<String, Lease> map = new HashMap<>();
        all.forEach((stream, held) -> map.put(stream, held.lease));
        return map;
    }
}
