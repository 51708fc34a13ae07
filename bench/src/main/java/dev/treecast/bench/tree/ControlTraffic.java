package dev.treecast.bench.tree;

import dev.treecast.tree.membership.TreeMessage;
import dev.treecast.tree.membership.TreeMessageCodec;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/** What each node sends to others beside media, second by second. */
final class ControlTraffic {
    /** IP 20, UDP 8, DTLS 1.2 record with AES-GCM 37, SCTP 12, DATA 16; acknowledgements come on top. */
    static final int HEADERS = 93;

    private final int[] messages;
    private final int[] bytes;
    private final Histogram messagesPerNode = Spread.histogram();
    private final Histogram bytesPerNode = Spread.histogram();
    private double lastMean;
    private int lastMax;

    ControlTraffic(int nodes) {
        messages = new int[nodes];
        bytes = new int[nodes];
    }

    void sent(int node, TreeMessage message) {
        messages[node]++;
        bytes[node] += TreeMessageCodec.encode(message).length + HEADERS;
    }

    /** A second is over. */
    void second() {
        lastMax = 0;
        long sum = 0;
        for (int node = 0; node < messages.length; node++) {
            messagesPerNode.recordValue(messages[node]);
            bytesPerNode.recordValue(bytes[node]);
            lastMax = Math.max(lastMax, messages[node]);
            sum += messages[node];
        }
        lastMean = (double) sum / messages.length;
        Arrays.fill(messages, 0);
        Arrays.fill(bytes, 0);
    }

    double lastMean() {
        return lastMean;
    }

    int lastMax() {
        return lastMax;
    }

    Spread messages() {
        return Spread.of(messagesPerNode);
    }

    Spread bytes() {
        return Spread.of(bytesPerNode);
    }
}
