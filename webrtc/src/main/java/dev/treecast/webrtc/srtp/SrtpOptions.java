package dev.treecast.webrtc.srtp;

/**
 * Bounds of one SRTP direction.
 *
 * @param sourcesMax synchronization sources (SSRCs) in one direction, ever: a source is never forgotten, because a
 *     sender that forgot one could use a nonce twice and a receiver could be replayed to. About 200 bytes each.
 * @param rtpWindowPackets how far behind the newest RTP packet of a source a packet may come: a power of two, at least
 *     128
 * @param rtcpWindowPackets the same for RTCP
 */
public record SrtpOptions(int sourcesMax, int rtpWindowPackets, int rtcpWindowPackets) {

    public SrtpOptions {
        if (sourcesMax < 1) {
            throw new IllegalArgumentException("sourcesMax must be positive, not " + sourcesMax);
        }
        checkWindow("rtpWindowPackets", rtpWindowPackets);
        checkWindow("rtcpWindowPackets", rtcpWindowPackets);
    }

    private static void checkWindow(String name, int packets) {
        if (packets < 128 || packets > 32_768 || Integer.bitCount(packets) != 1) {
            throw new IllegalArgumentException(name + " must be a power of two from 128 to 32768, not " + packets);
        }
    }

    /**
     * <ul>
     *   <li>64 sources: a publisher's three simulcast layers, each with RTX and FEC, and audio with FEC are 11; that
     *       leaves room for five changes of all of them. Links that carry many streams need more.
     *   <li>1,024 RTP packets: half a second at 20 Mbit/s, so a retransmission under the same SSRC that took a round
     *       trip or two still counts as new. RFC 3711, section 3.3.2 asks for 64 at least.
     *   <li>128 RTCP packets: more than a second of transport-wide feedback at its usual rate.
     * </ul>
     */
    public static SrtpOptions defaults() {
        return new SrtpOptions(64, 1_024, 128);
    }
}
