package dev.treecast.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RtpFlowsTest {
    private static final int UDP = 17;
    private static final int TCP = 6;

    /** An IPv4 packet with a UDP header, empty but for what is looked at, and the beginning of RTP. */
    private static byte[] packet(int protocol, int payloadType, long ssrc) {
        byte[] packet = new byte[20 + 8 + 12 + 100];
        packet[0] = 0x45;
        packet[9] = (byte) protocol;
        packet[28] = (byte) 0x80;
        packet[29] = (byte) payloadType;
        for (int i = 0; i < 4; i++) {
            packet[36 + i] = (byte) (ssrc >> 24 - 8 * i);
        }
        return packet;
    }

    @Test
    void shouldTellRtpFromEverythingElse() {
        byte[] rtp = packet(UDP, 96, 0xfedcba98L);
        assertThat(RtpFlows.ssrcOf(rtp, rtp.length)).isEqualTo(0xfedcba98L);
        byte[] marked = packet(UDP, 0x80 | 96, 5);
        assertThat(RtpFlows.ssrcOf(marked, marked.length)).isEqualTo(5);
        byte[] rtcp = packet(UDP, 200, 5);
        assertThat(RtpFlows.ssrcOf(rtcp, rtcp.length)).isZero();
        byte[] tcp = packet(TCP, 96, 5);
        assertThat(RtpFlows.ssrcOf(tcp, tcp.length)).isZero();
        assertThat(RtpFlows.ssrcOf(rtp, 39)).isZero();
    }

    @Test
    void shouldReadThePortThatAPacketGoesTo() {
        byte[] udp = packet(UDP, 96, 5);
        udp[22] = (byte) 0xc3;
        udp[23] = (byte) 0x50;
        assertThat(RtpFlows.portOf(udp, udp.length)).isEqualTo(50_000);
        byte[] tcp = packet(TCP, 96, 5);
        assertThat(RtpFlows.portOf(tcp, tcp.length)).isZero();
    }

    @Test
    void shouldCountEachSourceByItself() {
        RtpFlows flows = new RtpFlows();
        byte[] first = packet(UDP, 96, 1);
        byte[] second = packet(UDP, 97, 2);
        flows.count(first, first.length, false);
        flows.count(first, first.length, true);
        flows.count(second, second.length, false);
        assertThat(flows.counts())
                .containsExactly(new FlowCount(1, 2, 2L * first.length, 1), new FlowCount(2, 1, second.length, 0));
    }

    @Test
    void shouldPutTheFlowsBeyondItsBoundTogether() {
        RtpFlows flows = new RtpFlows();
        for (int ssrc = 1; ssrc <= RtpFlows.FLOWS_MAX + 10; ssrc++) {
            byte[] packet = packet(UDP, 96, ssrc);
            flows.count(packet, packet.length, false);
        }
        assertThat(flows.counts()).hasSize(RtpFlows.FLOWS_MAX + 1).contains(new FlowCount(0, 10, 1_400, 0));
    }
}
