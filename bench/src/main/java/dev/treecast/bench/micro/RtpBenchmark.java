package dev.treecast.bench.micro;

import dev.treecast.webrtc.rtp.RtpPacket;
import dev.treecast.webrtc.rtp.RtpWriter;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** RTP: reading a packet's header with its extensions, and writing the packet anew as a viewer's profile wants it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RtpBenchmark {
    private static final int PAYLOAD_TYPE = 96;
    private static final int SSRC = 0x0102_0304;
    private static final int TRANSPORT_WIDE_ID = 2;
    private static final int CAPTURE_TIME_ID = 3;
    private static final int PLAYOUT_DELAY_ID = 5;
    private static final int BYTES = 1_200;

    private final byte[] arrived = arrived();
    private final byte[] out = new byte[BYTES + 64];
    private final RtpPacket packet = new RtpPacket();
    private final RtpWriter writer = new RtpWriter();
    private int sequenceNumber;

    /** A packet without extensions, so many bytes long. */
    static byte[] packet(int bytes) {
        byte[] packet = new byte[bytes];
        byte[] payload = new byte[bytes - RtpPacket.FIXED_HEADER_LENGTH];
        int length = new RtpWriter()
                .start(PAYLOAD_TYPE, true, 0, 90_000, SSRC)
                .finish(packet, 0, bytes, payload, 0, payload.length);
        if (length != bytes) {
            throw new IllegalStateException("not " + bytes + " but " + length);
        }
        return packet;
    }

    private static byte[] arrived() {
        byte[] packet = new byte[BYTES];
        new RtpWriter()
                .start(PAYLOAD_TYPE, true, 7, 90_000, SSRC)
                .extension(TRANSPORT_WIDE_ID, 7, 2)
                .extension(CAPTURE_TIME_ID, 1L << 40, 8)
                .finish(packet, 0, BYTES, new byte[BYTES - 32], 0, BYTES - 32);
        return packet;
    }

    @Benchmark
    public int parse() {
        if (!packet.wrap(arrived, 0, BYTES)) {
            throw new IllegalStateException("malformed");
        }
        return packet.sequenceNumber()
                + packet.timestamp()
                + packet.payloadOffset()
                + packet.extensionOffset(TRANSPORT_WIDE_ID)
                + packet.extensionOffset(CAPTURE_TIME_ID);
    }

    @Benchmark
    public int rewrite() {
        if (!packet.wrap(arrived, 0, BYTES)) {
            throw new IllegalStateException("malformed");
        }
        sequenceNumber = sequenceNumber + 1 & 0xffff;
        return writer.start(PAYLOAD_TYPE + 1, packet.marker(), sequenceNumber, packet.timestamp(), SSRC + 1)
                .copyExtension(CAPTURE_TIME_ID + 1, packet, CAPTURE_TIME_ID)
                .extension(PLAYOUT_DELAY_ID, 0, 3)
                .finish(out, 0, out.length, arrived, packet.payloadOffset(), packet.payloadLength());
    }
}
