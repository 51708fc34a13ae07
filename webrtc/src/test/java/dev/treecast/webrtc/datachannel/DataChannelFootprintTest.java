package dev.treecast.webrtc.datachannel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.treecast.webrtc.sctp.SctpOptions;
import dev.treecast.webrtc.sctp.SctpScratch;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What an idle connection with three channels costs: thousands of them live on one loop. */
class DataChannelFootprintTest {
    private static final int TRANSPORTS = 1_000;
    private static final int HEAP_BYTES_MAX = 6 * 1_024;

    private static final DataChannelListener SILENT = new DataChannelListener() {
        @Override
        public void connected(long nowNs) {}

        @Override
        public void opened(long nowNs, DataChannel channel) {}

        @Override
        public void message(long nowNs, DataChannel channel, boolean text, byte[] data, int offset, int length) {}

        @Override
        public void channelClosed(long nowNs, DataChannel channel) {}

        @Override
        public void closed(long nowNs, String reason) {}
    };

    /** All that is allocated from its making to its being connected and used, garbage included: more than what stays. */
    @Test
    void shouldCostLessThanSixKibibytesGarbageIncluded() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        SctpOptions options = SctpOptions.defaults();
        SctpScratch scratch = new SctpScratch(options.packetBytesMax());
        Random random = new Random(1);
        ArrayDeque<byte[]> toPeer = new ArrayDeque<>();
        ArrayDeque<byte[]> toOurs = new ArrayDeque<>();
        List<DataChannelTransport> kept = new ArrayList<>(TRANSPORTS);
        long bytes = 0;
        for (int i = 0; i < TRANSPORTS; i++) {
            long[] copied = {0};
            DataChannelTransport peer = new DataChannelTransport(
                    options, scratch, true, random, (b, off, len) -> toOurs.add(Arrays.copyOf(b, len)), SILENT);
            long before = threads.getCurrentThreadAllocatedBytes();
            DataChannelTransport ours = new DataChannelTransport(
                    options,
                    scratch,
                    false,
                    random,
                    (b, off, len) -> {
                        long beforeCopy = threads.getCurrentThreadAllocatedBytes();
                        boolean added = toPeer.add(Arrays.copyOf(b, len));
                        copied[0] += threads.getCurrentThreadAllocatedBytes() - beforeCopy;
                        return added;
                    },
                    SILENT);
            ours.negotiated(0, "ctl", "treecast.v1", Reliability.reliable());
            ours.negotiated(1, "in", "treecast.v1", Reliability.lifetime(100));
            DataChannel out = ours.negotiated(2, "out", "treecast.v1", Reliability.noRetransmissions());
            ours.start(0);
            bytes += threads.getCurrentThreadAllocatedBytes() - before;
            DataChannel in = peer.negotiated(1, "in", "treecast.v1", Reliability.lifetime(100));
            peer.start(0);
            bytes += exchange(threads, ours, peer, toOurs, toPeer);
            assertThat(ours.isConnected()).isTrue();
            in.send(1, false, new byte[100], 0, 100);
            before = threads.getCurrentThreadAllocatedBytes();
            out.send(1, false, new byte[100], 0, 100);
            bytes += threads.getCurrentThreadAllocatedBytes() - before;
            bytes += exchange(threads, ours, peer, toOurs, toPeer);
            bytes -= copied[0];
            kept.add(ours);
        }
        long each = bytes / kept.size();
        System.out.println("data channel transport with 3 channels: " + each + " B allocated, garbage included");
        assertThat(each).isLessThan(HEAP_BYTES_MAX);
    }

    private static long exchange(
            ThreadMXBean threads,
            DataChannelTransport ours,
            DataChannelTransport peer,
            ArrayDeque<byte[]> toOurs,
            ArrayDeque<byte[]> toPeer) {
        long bytes = 0;
        while (!toOurs.isEmpty() || !toPeer.isEmpty()) {
            while (!toPeer.isEmpty()) {
                byte[] packet = toPeer.remove();
                peer.receive(1, packet, 0, packet.length);
            }
            if (!toOurs.isEmpty()) {
                byte[] packet = toOurs.remove();
                long before = threads.getCurrentThreadAllocatedBytes();
                ours.receive(1, packet, 0, packet.length);
                bytes += threads.getCurrentThreadAllocatedBytes() - before;
            }
        }
        return bytes;
    }
}
