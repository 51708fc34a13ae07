package dev.treecast.bench.relay;

import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.Publication;
import dev.treecast.tree.StreamSubscriber;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Counts the packets that come, and how long they took. */
final class PacketWatcher implements StreamSubscriber {
    private static final long LATENCY_MAX_NS = TimeUnit.SECONDS.toNanos(10);
    private static final int DIGITS = 3;

    private final LongAdder packets = new LongAdder();
    private volatile Histogram latencies = made();

    private static Histogram made() {
        return new ConcurrentHistogram(LATENCY_MAX_NS, DIGITS);
    }

    long packets() {
        return packets.sum();
    }

    /** Begins to measure anew; gives what there was. */
    Histogram restart() {
        Histogram before = latencies;
        latencies = made();
        return before;
    }

    @Override
    public void packet(Publication publication, MediaPacket packet) {
        packets.increment();
        long tookNs = System.nanoTime() - ByteBuffer.wrap(packet.payload()).getLong();
        latencies.recordValue(Math.clamp(tookNs, 0, LATENCY_MAX_NS));
    }

    @Override
    public void publicationStarted(Publication publication) {}

    @Override
    public void senderReport(Publication from, int track, long ntpTimestamp, long timestamp, long arrivedNs) {}

    @Override
    public void publicationEnded(Publication publication) {}

    @Override
    public void streamEnded(String reason) {}
}
