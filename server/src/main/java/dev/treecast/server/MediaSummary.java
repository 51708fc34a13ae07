package dev.treecast.server;

import java.net.InetAddress;
import java.util.List;

/**
 * What the start-up summary says about media.
 *
 * @param firstPort the first UDP port
 * @param loops event loops, one UDP port each, counting up
 * @param offered the addresses that go out as candidates
 * @param cipher the best SRTP profile and what computes it: {@code AEAD_AES_128_GCM (OpenSSL 3.0.17)}
 */
public record MediaSummary(int firstPort, int loops, List<InetAddress> offered, String cipher) {
    public MediaSummary {
        offered = List.copyOf(offered);
    }
}
