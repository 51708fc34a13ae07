package dev.treecast.bench.limit;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.treecast.webrtc.netty.MediaLoopOptions;
import dev.treecast.webrtc.netty.MediaLoops;
import dev.treecast.webrtc.peer.Destination;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.peer.SendBuffer;
import dev.treecast.webrtc.srtp.PlainRtpPacket;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import dev.treecast.webrtc.srtp.SrtpKeys;
import dev.treecast.webrtc.srtp.SrtpOptions;
import dev.treecast.webrtc.srtp.SrtpProfile;
import dev.treecast.webrtc.srtp.SrtpSender;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/**
 * The yardstick's work done by the server's own classes, and nothing else: on a media loop, each viewer's packets are protected into the
 * loop's send buffer and leave it as the loop sends them. A process of its own, so that nothing else is in it:
 *
 * <pre>
 * BareLoop ADDRESS PORT VIEWERS PACKETS GSO WARM_MS MEASURE_MS
 * </pre>
 *
 * The arguments mean what they do for {@code yardstick send}, and the line that it prints too, with the allocated bytes at its end.
 */
public final class BareLoop {
    static final int PACKET_BYTES = 1_200;
    private static final int PAYLOAD_TYPE = 96;
    /** Two viewers in turn, so that no run grows beyond one packet; the same address, which the send buffer does not know. */
    private static final int SINGLES = 2;

    private final MediaLoops loops;
    private final SendBuffer out;
    private final boolean runs;
    private final PlainRtpPacket[] packets;
    private final SrtpSender[] senders;
    private final Destination[][] destinations;
    private final int[] sequenceNumbers;
    private int viewer;

    private BareLoop(MediaLoops loops, MediaLoop loop, InetSocketAddress first, int viewers, int run, boolean runs) {
        this.loops = loops;
        this.out = loop.sendBuffer();
        this.runs = runs;
        packets = new PlainRtpPacket[run];
        for (int i = 0; i < run; i++) {
            packets[i] = packet(i);
        }
        senders = new SrtpSender[viewers];
        destinations = new Destination[viewers][];
        sequenceNumbers = new int[viewers];
        SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;
        for (int i = 0; i < viewers; i++) {
            byte[] key = new byte[profile.keyLength()];
            for (int k = 0; k < key.length; k++) {
                key[k] = (byte) (i * 31 + k * 7);
            }
            SrtpKeys keys = new SrtpKeys(profile, key, new byte[profile.saltLength()]);
            senders[i] = new SrtpSender(keys, SrtpCiphers.best(), SrtpOptions.defaults());
            InetSocketAddress address = new InetSocketAddress(first.getAddress(), first.getPort() + i);
            destinations[i] = new Destination[SINGLES];
            for (int d = 0; d < SINGLES; d++) {
                destinations[i][d] = new Destination(address);
            }
        }
    }

    private static PlainRtpPacket packet(int number) {
        PlainRtpPacket packet = new PlainRtpPacket(PACKET_BYTES);
        byte[] bytes = packet.bytes();
        bytes[0] = (byte) 0x80;
        bytes[1] = PAYLOAD_TYPE;
        for (int i = 12; i < PACKET_BYTES; i++) {
            bytes[i] = (byte) (i * number);
        }
        if (!packet.written(PACKET_BYTES)) {
            throw new IllegalStateException("not an RTP packet");
        }
        return packet;
    }

    /** The server's, with one loop. */
    static MediaLoopOptions options() {
        return MediaLoopOptions.defaults(new InetSocketAddress("0.0.0.0", 0)).withLoops(1);
    }

    public static void main(String[] arguments) throws Exception {
        InetSocketAddress first =
                new InetSocketAddress(InetAddress.getByName(arguments[0]), Integer.parseInt(arguments[1]));
        int viewers = Integer.parseInt(arguments[2]);
        int run = Integer.parseInt(arguments[3]);
        boolean runs = arguments[4].equals("1");
        long warmNs = Long.parseLong(arguments[5]) * 1_000_000;
        long measureNs = Long.parseLong(arguments[6]) * 1_000_000;
        MediaLoopOptions options = options();
        try (MediaLoops loops = MediaLoops.start(options)) {
            MediaLoop loop = loops.loops().getFirst();
            CompletableFuture<String> line = new CompletableFuture<>();
            loop.execute(() -> {
                try {
                    BareLoop bare = new BareLoop(loops, loop, first, viewers, run, runs);
                    bare.spend(warmNs);
                    line.complete(bare.measure(measureNs));
                } catch (RuntimeException | Error e) {
                    line.completeExceptionally(e);
                }
            });
            System.out.println(line.get());
        }
    }

    /** The whole process's CPU counts: the collector's and the compiler's too. */
    private String measure(long measureNs) {
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long refused = refused();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long threadNs = threads.getCurrentThreadCpuTime();
        long cpuNs = process.getProcessCpuTime();
        long startedNs = System.nanoTime();
        long sent = spend(measureNs);
        long wallNs = System.nanoTime() - startedNs;
        return "packets " + sent
                + " cpu_ns " + (process.getProcessCpuTime() - cpuNs)
                + " thread_ns " + (threads.getCurrentThreadCpuTime() - threadNs)
                + " wall_ns " + wallNs
                + " refused " + (refused() - refused)
                + " allocated " + (threads.getCurrentThreadAllocatedBytes() - allocated);
    }

    private long refused() {
        return loops.counters().sendQueueFull.sum()
                + loops.counters().socketErrors.sum();
    }

    /** Sends for so long; how many packets. */
    private long spend(long ns) {
        long startedNs = System.nanoTime();
        long sent = 0;
        do {
            for (int i = 0; i < 256; i++) {
                sent += one();
            }
        } while (System.nanoTime() - startedNs < ns);
        return sent;
    }

    /** One viewer's run. */
    private int one() {
        SrtpSender sender = senders[viewer];
        Destination[] to = destinations[viewer];
        int sequenceNumber = sequenceNumbers[viewer];
        for (int i = 0; i < packets.length; i++) {
            long at = out.reserve(PACKET_BYTES + SrtpProfile.RTP_OVERHEAD_MAX);
            int length = sender.protectRtp(packets[i], sequenceNumber, out.memory(), at);
            if (length < 0) {
                throw new IllegalStateException("not protected: " + length);
            }
            out.commit(to[runs ? 0 : i % SINGLES], length);
            sequenceNumber = sequenceNumber + 1 & 0xffff;
        }
        sequenceNumbers[viewer] = sequenceNumber;
        viewer = viewer + 1 == senders.length ? 0 : viewer + 1;
        return packets.length;
    }
}
