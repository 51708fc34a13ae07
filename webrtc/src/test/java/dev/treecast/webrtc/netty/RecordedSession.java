package dev.treecast.webrtc.netty;

import dev.treecast.webrtc.peer.LoopSession;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A session that keeps what the loop brings it; what it does besides is the test's. */
class RecordedSession implements LoopSession {
    private static final long WAIT_S = 10;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Arrival(InetSocketAddress from, byte[] data) {}

    final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    final BlockingQueue<Long> timeouts = new LinkedBlockingQueue<>();
    final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    volatile Consumer<Arrival> onArrival = arrival -> {};
    volatile Consumer<Long> onTimeout = nowNs -> {};
    volatile Consumer<Throwable> onFailure = cause -> {};
    volatile long deadlineNs = NO_DEADLINE;

    @Override
    public void datagram(long nowNs, InetSocketAddress from, byte[] data, int offset, int length) {
        Arrival arrival = new Arrival(from, Arrays.copyOfRange(data, offset, offset + length));
        arrivals.add(arrival);
        onArrival.accept(arrival);
    }

    @Override
    public long nextDeadlineNs() {
        return deadlineNs;
    }

    @Override
    public void timeout(long nowNs) {
        timeouts.add(nowNs);
        onTimeout.accept(nowNs);
    }

    @Override
    public void fail(Throwable cause) {
        failures.add(cause);
        onFailure.accept(cause);
    }

    /** The next of a queue; the test fails when none comes. */
    static <T> T next(BlockingQueue<T> queue) {
        try {
            T next = queue.poll(WAIT_S, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing came within " + WAIT_S + " s");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
