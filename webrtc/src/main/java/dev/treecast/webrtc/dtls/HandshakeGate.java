package dev.treecast.webrtc.dtls;

import dev.treecast.webrtc.curves.EllipticCurvesProvider;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Bounds the handshakes of a process: so many at once, so many more waiting for a place, and the rest refused, so that a stadium
 * that joins at once is served in turn instead of all of it timing out together. First come, first served. Thread-safe; one per process.
 */
public final class HandshakeGate {
    enum Entry {
        ADMITTED,
        REFUSED,
        TIMED_OUT
    }

    private final int concurrentMax;
    private final int waitingMax;

    private final HandshakeKeys keys;
    private final Semaphore places;
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder admitted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder timedOut = new LongAdder();

    public HandshakeGate(DtlsOptions options) {
        this(options, new HandshakeKeys(EllipticCurvesProvider.best()));
    }

    HandshakeGate(DtlsOptions options, HandshakeKeys keys) {
        this.keys = keys;
        this.concurrentMax = options.handshakesConcurrentMax();
        this.waitingMax = options.handshakesWaitingMax();
        this.places = new Semaphore(concurrentMax, true);
    }

    /** Runs a handshake's blocking part on a virtual thread of its own. It holds no place until it {@link #enter}s. */
    Thread start(Runnable handshake) {
        return Thread.ofVirtual().name("dtls-handshake").start(handshake);
    }

    /** Blocks until there is a place, at most so long. Whoever is admitted must {@link #leave}. */
    Entry enter(long timeoutNs) throws InterruptedException {
        // The timed form keeps the order: plain tryAcquire() would overtake those who wait.
        if (!places.tryAcquire(0, TimeUnit.NANOSECONDS)) {
            if (waiting.incrementAndGet() > waitingMax) {
                waiting.decrementAndGet();
                refused.increment();
                return Entry.REFUSED;
            }
            try {
                if (!places.tryAcquire(timeoutNs, TimeUnit.NANOSECONDS)) {
                    timedOut.increment();
                    return Entry.TIMED_OUT;
                }
            } finally {
                waiting.decrementAndGet();
            }
        }
        admitted.increment();
        return Entry.ADMITTED;
    }

    HandshakeKeys keys() {
        return keys;
    }

    void leave() {
        places.release();
    }

    /** Handshakes under way now. */
    public int running() {
        return concurrentMax - places.availablePermits();
    }

    /** Handshakes waiting for a place now. */
    public int waiting() {
        return waiting.get();
    }

    public long admitted() {
        return admitted.sum();
    }

    public long refused() {
        return refused.sum();
    }

    /** Those whose handshake timeout passed before a place came free. */
    public long timedOut() {
        return timedOut.sum();
    }
}
