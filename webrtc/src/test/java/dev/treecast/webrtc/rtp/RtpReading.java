package dev.treecast.webrtc.rtp;

import java.util.Arrays;

/** Reads all there is of a packet, and checks what must hold of every packet that was accepted. */
final class RtpReading {
    private RtpReading() {}

    static boolean read(RtpPacket packet, byte[] b, int off, int len) {
        if (!packet.wrap(b, off, len)) {
            return false;
        }
        check(packet.payloadLength() >= 0);
        check(packet.headerLength() + packet.payloadLength() + packet.paddingLength() == len);
        for (int id = 1; id < 256; id++) {
            int at = packet.extensionOffset(id);
            int length = packet.extensionLength(id);
            check(at < 0 == length < 0);
            check(at < 0 || at + length <= packet.payloadOffset());
        }
        byte[] copy = new byte[len + 10];
        int wrapped = Retransmission.wrap(packet, copy, 1, copy.length, 97, 5, 6);
        check(wrapped == len - packet.paddingLength() + Retransmission.OVERHEAD);
        int headerLength = packet.headerLength();
        byte[] payload = Arrays.copyOfRange(b, packet.payloadOffset(), packet.payloadOffset() + packet.payloadLength());
        RtpPacket other = new RtpPacket();
        check(other.wrap(copy, 1, wrapped));
        check(Retransmission.unwrap(other, packet.payloadType(), packet.ssrc()));
        check(other.headerLength() == headerLength && other.sequenceNumber() == packet.sequenceNumber());
        check(Arrays.equals(
                payload, Arrays.copyOfRange(copy, other.payloadOffset(), other.payloadOffset() + payload.length)));
        return true;
    }

    private static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError("an accepted packet reaches beyond itself or does not survive retransmission");
        }
    }
}
