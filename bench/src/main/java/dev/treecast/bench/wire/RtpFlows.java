package dev.treecast.bench.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts RTP in IPv4 and UDP by its SSRC: the header of SRTP is plain. What is no RTP, and SSRCs beyond {@link #FLOWS_MAX}, is counted as SSRC 0,
 * which no sender uses here.
 */
final class RtpFlows {
    static final int FLOWS_MAX = 4_096;

    private static final int IPV4_HEADER_MIN = 20;
    private static final int UDP = 17;
    private static final int UDP_HEADER = 8;
    private static final int RTP_HEADER = 12;
    private static final int SSRC = 8;

    /** One SSRC's packets and bytes, those with their IP headers. */
    private static final class Flow {
        long packets;
        long bytes;
        long dropped;
    }

    private final Map<Long, Flow> flows = new LinkedHashMap<>();

    /**
     * Counts a packet.
     *
     * @param dropped whether it does not arrive
     */
    void count(byte[] packet, int length, boolean dropped) {
        long ssrc = ssrcOf(packet, length);
        Flow flow = flows.get(ssrc);
        if (flow == null) {
            long key = flows.size() < FLOWS_MAX ? ssrc : 0;
            flow = flows.computeIfAbsent(key, any -> new Flow());
        }
        flow.packets++;
        flow.bytes += length;
        if (dropped) {
            flow.dropped++;
        }
    }

    /** The SSRC of an RTP packet; 0 for everything else. */
    static long ssrcOf(byte[] packet, int length) {
        if (length < IPV4_HEADER_MIN || packet[0] >> 4 != 4 || packet[9] != UDP) {
            return 0;
        }
        int rtp = (packet[0] & 0xf) * 4 + UDP_HEADER;
        if (length < rtp + RTP_HEADER) {
            return 0;
        }
        int first = packet[rtp] & 0xff;
        int type = packet[rtp + 1] & 0xff;
        // RFC 7983: RTP and RTCP; RFC 5761: types 192 to 223 are RTCP.
        if (first < 128 || first > 191 || (type >= 192 && type <= 223)) {
            return 0;
        }
        long ssrc = 0;
        for (int i = SSRC; i < RTP_HEADER; i++) {
            ssrc = ssrc << 8 | (packet[rtp + i] & 0xffL);
        }
        return ssrc;
    }

    /** The UDP port that a packet goes to; 0 for what is not UDP over IPv4. */
    static int portOf(byte[] packet, int length) {
        if (length < IPV4_HEADER_MIN || packet[0] >> 4 != 4 || packet[9] != UDP) {
            return 0;
        }
        int udp = (packet[0] & 0xf) * 4;
        return length < udp + UDP_HEADER ? 0 : (packet[udp + 2] & 0xff) << 8 | (packet[udp + 3] & 0xff);
    }

    List<FlowCount> counts() {
        List<FlowCount> counts = new ArrayList<>();
        flows.forEach((ssrc, flow) -> counts.add(new FlowCount(ssrc, flow.packets, flow.bytes, flow.dropped)));
        return counts;
    }
}
