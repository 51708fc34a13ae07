package dev.treecast.webrtc.srtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The few fields of RTP and RTCP packets that SRTP needs, at fixed offsets.
 *
 * <pre>
 *  RTP (RFC 3550, section 5.1)             RTCP (RFC 3550, section 6.4.1)
 *   0       1      2 3    4 5 6 7  8..11    0     1      2 3     4 5 6 7
 *  V P X CC | M PT | seq | timestamp | SSRC  V P RC | PT | length | SSRC
 * </pre>
 */
final class PacketFields {

    /** An RTP header without contributing sources and extension. */
    static final int RTP_HEADER_LENGTH = 12;

    /** What of a compound RTCP packet stays readable. */
    static final int RTCP_HEADER_LENGTH = 8;

    static final int MALFORMED = -1;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private PacketFields() {}

    /** Length of the RTP header with contributing sources and extension, or {@link #MALFORMED}. */
    static int rtpHeaderLength(byte[] packet, int offset, int length) {
        if (length < RTP_HEADER_LENGTH || (packet[offset] & 0xC0) != 0x80) {
            return MALFORMED;
        }
        int headerLength = RTP_HEADER_LENGTH + 4 * (packet[offset] & 0x0F);
        if ((packet[offset] & 0x10) != 0) {
            if (headerLength + 4 > length) {
                return MALFORMED;
            }
            int at = offset + headerLength + 2;
            headerLength += 4 + 4 * ((packet[at] & 0xFF) << 8 | (packet[at + 1] & 0xFF));
        }
        return headerLength > length ? MALFORMED : headerLength;
    }

    /** Whether this can be an RTCP packet. */
    static boolean isRtcp(byte[] packet, int offset, int length) {
        return length >= RTCP_HEADER_LENGTH && (packet[offset] & 0xC0) == 0x80;
    }

    static int sequenceNumber(byte[] packet, int offset) {
        return (packet[offset + 2] & 0xFF) << 8 | (packet[offset + 3] & 0xFF);
    }

    static int rtpSsrc(byte[] packet, int offset) {
        return readInt(packet, offset + 8);
    }

    static int rtcpSsrc(byte[] packet, int offset) {
        return readInt(packet, offset + 4);
    }

    static int readInt(byte[] packet, int offset) {
        return (int) INT.get(packet, offset);
    }

    static void writeInt(byte[] packet, int offset, int value) {
        INT.set(packet, offset, value);
    }
}
