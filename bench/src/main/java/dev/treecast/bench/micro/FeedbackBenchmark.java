package dev.treecast.bench.micro;

import dev.treecast.edge.repair.RepairOptions;
import dev.treecast.webrtc.peer.PeerListener;
import dev.treecast.webrtc.rtcp.CompoundReader;
import dev.treecast.webrtc.rtcp.CompoundWriter;
import dev.treecast.webrtc.rtcp.Nack;
import dev.treecast.webrtc.rtcp.NetworkOrder;
import dev.treecast.webrtc.rtcp.ReceiverReport;
import dev.treecast.webrtc.rtcp.ReportBlock;
import dev.treecast.webrtc.rtcp.TransportFeedback;
import dev.treecast.webrtc.rtcp.TransportFeedbackWriter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What viewers send back, after SRTCP: read, and served from the ring where it asks for something. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class FeedbackBenchmark {
    /**
     * Packets that are asked for in turn. Fewer than the ring keeps, more than the viewer's memory of repeats, so that each is served every
     * time.
     */
    private static final int PACKETS = 1_024;

    /** However late and however often, and once each. A packet that is sent now and then pays for all that are asked for until the next one. */
    private static final RepairOptions EVERYTHING = new RepairOptions(
            Long.MAX_VALUE / 4, Long.MAX_VALUE / 4, 0, Integer.MAX_VALUE, 1_000_000_000, 0, Integer.MAX_VALUE);

    private static final int VIEWER_SSRC = 7;
    /** Packets that one transport-wide feedback reports: 50 ms of 2.5 Mbit/s. */
    private static final int REPORTED = 16;

    private final Audience audience = new Audience(EVERYTHING);
    private final byte[] nacks = new byte[64];
    private final byte[] feedback = new byte[128];
    private final CompoundWriter writer = new CompoundWriter();
    private final CompoundReader reader = new CompoundReader();
    private final Nack nack = new Nack();
    private final TransportFeedback transportFeedback = new TransportFeedback();
    private final int[] lost = new int[1];
    private PeerListener viewer;
    private byte[] report;
    private int feedbackLength;
    private int ssrc;
    private int firstSequenceNumber;
    private int next;

    @Setup
    public void connect() {
        viewer = (PeerListener) audience.join();
        audience.deliver(true);
        byte[] first = audience.loop.last();
        firstSequenceNumber = NetworkOrder.unsigned16(first, 2);
        ssrc = NetworkOrder.int32(first, 8);
        for (int i = 1; i < PACKETS; i++) {
            audience.deliver(false);
        }
        report = new byte[64];
        writer.start(report, 0, report.length);
        writer.append(new ReceiverReport(
                VIEWER_SSRC, List.of(new ReportBlock(ssrc, 0, 0, firstSequenceNumber + PACKETS, 10, 0, 0))));
        report = Arrays.copyOf(report, writer.length());
        long[] arrivals = new long[REPORTED];
        for (int i = 0; i < REPORTED; i++) {
            arrivals[i] = 1_000 + i * 12L;
        }
        feedbackLength = new TransportFeedbackWriter()
                .write(feedback, 0, feedback.length, VIEWER_SSRC, ssrc, 1, arrivals, 0, REPORTED);
    }

    /** A NACK of one packet, and its answer: the packet out of the ring, as RTX, encrypted. */
    @Benchmark
    public long nackServed() {
        long before = audience.loop.sent();
        lost[0] = firstSequenceNumber + next & 0xffff;
        next++;
        if (next == PACKETS) {
            next = 0;
            audience.deliver(false);
            firstSequenceNumber++;
            before++;
        }
        int length = Nack.write(nacks, 0, nacks.length, VIEWER_SSRC, ssrc, lost, 1);
        viewer.rtcp(audience.loop.nowNs(), nacks, 0, length);
        if (audience.loop.sent() != before + 1) {
            throw new IllegalStateException("not served");
        }
        return before;
    }

    /** A NACK of 17 packets that lie side by side, read only. */
    @Benchmark
    public void nackParsed(Blackhole hole) {
        NetworkOrder.put16(nacks, 0, 0x81cd);
        NetworkOrder.put16(nacks, 2, 3);
        NetworkOrder.put16(nacks, 12, firstSequenceNumber);
        NetworkOrder.put16(nacks, 14, 0xffff);
        if (!nack.wrap(nacks, 0, 16)) {
            throw new IllegalStateException("malformed");
        }
        nack.forEach(hole::consume);
    }

    @Benchmark
    public void receiverReport() {
        viewer.rtcp(audience.loop.nowNs(), report, 0, report.length);
    }

    @Benchmark
    public long transportFeedback() {
        if (!reader.wrap(feedback, 0, feedbackLength)
                || !reader.next()
                || !transportFeedback.wrap(feedback, reader.offset(), reader.length())) {
            throw new IllegalStateException("malformed");
        }
        long ticks = 0;
        while (transportFeedback.next()) {
            ticks += transportFeedback.received() ? transportFeedback.arrivalTicks() : 0;
        }
        return ticks;
    }
}
