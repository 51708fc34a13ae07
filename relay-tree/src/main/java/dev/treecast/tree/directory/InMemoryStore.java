package dev.treecast.tree.directory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** A store in this process: for one process, and for tests, whose clock it takes. Safe on any thread. */
public final class InMemoryStore implements DirectoryStore {
    private record Timed<T>(T value, long expiresMs) {}

    private final LongSupplier nowMs;
    private final Map<String, Timed<String>> nodes = new HashMap<>();
    private final Map<String, Timed<Lease>> leases = new HashMap<>();
    private final Map<String, Long> tokens = new HashMap<>();
    private final List<Runnable> watchers = new ArrayList<>();

    /** @param nowMs a clock that never goes back */
    public InMemoryStore(LongSupplier nowMs) {
        this.nowMs = nowMs;
    }

    private void expire() {
        long now = nowMs.getAsLong();
        nodes.values().removeIf(each -> each.expiresMs <= now);
        leases.values().removeIf(each -> each.expiresMs <= now);
    }

    @Override
    public synchronized CompletionStage<Contents> read() {
        expire();
        Map<String, String> entries = new HashMap<>();
        nodes.forEach((id, each) -> entries.put(id, each.value));
        Map<String, Lease> held = new HashMap<>();
        leases.forEach((stream, each) -> held.put(stream, each.value));
        return CompletableFuture.completedStage(new Contents(entries, held));
    }

    @Override
    public CompletionStage<?> putNode(String id, String json, long ttlMs) {
        synchronized (this) {
            nodes.put(id, new Timed<>(json, nowMs.getAsLong() + ttlMs));
        }
        return changed();
    }

    @Override
    public CompletionStage<?> removeNode(String id) {
        synchronized (this) {
            nodes.remove(id);
        }
        return changed();
    }

    @Override
    public CompletionStage<Lease> claim(String stream, String node, String principal, long ttlMs) {
        Lease lease;
        synchronized (this) {
            expire();
            Timed<Lease> held = leases.get(stream);
            if (held != null
                    && !held.value.principal().equals(principal)
                    && !held.value.node().equals(node)) {
                return CompletableFuture.completedStage(held.value);
            }
            if (held != null
                    && held.value.principal().equals(principal)
                    && held.value.node().equals(node)) {
                lease = held.value;
            } else {
                lease = new Lease(node, principal, tokens.merge(stream, 1L, Long::sum));
            }
            leases.put(stream, new Timed<>(lease, nowMs.getAsLong() + ttlMs));
        }
        var unusedTold = changed();
        return CompletableFuture.completedStage(lease);
    }

    @Override
    public synchronized CompletionStage<Lease> renew(String stream, Lease lease, long ttlMs) {
        expire();
        Timed<Lease> held = leases.get(stream);
        if (held != null && !held.value.equals(lease) && held.value.token() >= lease.token()) {
            return CompletableFuture.completedStage(held.value);
        }
        long newest = tokens.getOrDefault(stream, 0L);
        if (held == null && newest > lease.token()) {
            return CompletableFuture.completedStage(new Lease("", "", newest));
        }
        tokens.put(stream, lease.token());
        leases.put(stream, new Timed<>(lease, nowMs.getAsLong() + ttlMs));
        return CompletableFuture.completedStage(lease);
    }

    @Override
    public CompletionStage<?> release(String stream, Lease lease) {
        synchronized (this) {
            Timed<Lease> held = leases.get(stream);
            if (held != null && held.value.equals(lease)) {
                leases.remove(stream);
            }
        }
        return changed();
    }

    @Override
    public synchronized void onChange(Runnable changed) {
        watchers.add(changed);
    }

    private CompletionStage<?> changed() {
        List<Runnable> all;
        synchronized (this) {
            all = List.copyOf(watchers);
        }
        all.forEach(Runnable::run);
        return CompletableFuture.completedStage(true);
    }

    @Override
    public void close() {}
}
