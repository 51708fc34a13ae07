package dev.treecast.webrtc.dtls;

import dev.treecast.webrtc.curves.Curve;
import dev.treecast.webrtc.curves.EllipticCurves;
import dev.treecast.webrtc.curves.EphemeralKey;
import dev.treecast.webrtc.priority.BackgroundPriority;
import java.security.SecureRandom;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The curves of a process's handshakes, and X25519 keys made ahead for them: while nobody joins, so that the first of a rush find theirs ready. Each key
 * serves one handshake; where none is ready, one is made at once. Thread-safe.
 */
final class HandshakeKeys {
    /**
     * Keys made ahead. 256: half a second of the largest rush we plan for, 500 joins a second; making them takes 10 ms.
     */
    static final int AHEAD_MAX = 256;

    private final EllipticCurves curves;
    private final SecureRandom random = new SecureRandom();
    private final Queue<EphemeralKey> ready = new ConcurrentLinkedQueue<>();
    private final AtomicInteger readyCount = new AtomicInteger();
    private final AtomicBoolean filling = new AtomicBoolean();

    HandshakeKeys(EllipticCurves curves) {
        this.curves = curves;
    }

    EllipticCurves curves() {
        return curves;
    }

    EphemeralKey take(Curve curve) {
        if (curve != Curve.X25519) {
            return curves.generate(curve, random); // less than half of X25519's cost, and rare
        }
        EphemeralKey key = ready.poll();
        if (key == null) {
            fillInBackground();
            return curves.generate(curve, random);
        }
        if (readyCount.decrementAndGet() < AHEAD_MAX / 2) {
            fillInBackground();
        }
        return key;
    }

    /** Keys ready now. */
    int ready() {
        return readyCount.get();
    }

    /** A thread that ends when the keys are made: there is one only while it has something to do. */
    void fillInBackground() {
        if (filling.compareAndSet(false, true)) {
            Thread.ofPlatform().name("dtls-keys").daemon().start(this::fill);
        }
    }

    private void fill() {
        try {
            BackgroundPriority.lower();
            while (readyCount.get() < AHEAD_MAX) {
                ready.add(curves.generate(Curve.X25519, random));
                readyCount.incrementAndGet();
            }
        } finally {
            filling.set(false);
        }
    }
}
