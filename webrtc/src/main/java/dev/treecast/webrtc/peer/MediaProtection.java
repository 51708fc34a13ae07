package dev.treecast.webrtc.peer;

import dev.treecast.webrtc.dtls.DtlsRole;
import dev.treecast.webrtc.srtp.DtlsSrtpKeys;
import dev.treecast.webrtc.srtp.PlainRtpPacket;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import dev.treecast.webrtc.srtp.SrtpOptions;
import dev.treecast.webrtc.srtp.SrtpProfile;
import dev.treecast.webrtc.srtp.SrtpReceiver;
import dev.treecast.webrtc.srtp.SrtpSender;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A transport's SRTP, from its keys to its end: both directions, and the counts of what came in and was rejected. */
final class MediaProtection implements AutoCloseable {
    private final SrtpProfile profile;
    private final SrtpSender sender;
    private final SrtpReceiver receiver;
    private final PeerCounters counters;
    private final SendBuffer out;
    private Destination to;

    /**
     * @param role our DTLS role: it says which half of the keys is ours to write with (RFC 5764 section 4.2)
     * @param exporterMaterial what the handshake exported
     * @param out where protected packets are written and leave
     * @param to where they go, until {@link #sendTo} names another path
     */
    MediaProtection(
            SrtpProfile profile,
            DtlsRole role,
            byte[] exporterMaterial,
            SrtpOptions options,
            PeerCounters counters,
            SendBuffer out,
            Destination to) {
        this.profile = profile;
        this.out = out;
        this.to = to;
        this.counters = counters;
        DtlsSrtpKeys keys = DtlsSrtpKeys.fromExporter(profile, exporterMaterial);
        boolean server = role == DtlsRole.SERVER;
        sender = new SrtpSender(server ? keys.serverWrite() : keys.clientWrite(), SrtpCiphers.best(), options);
        receiver = new SrtpReceiver(server ? keys.clientWrite() : keys.serverWrite(), SrtpCiphers.best(), options);
    }

    void sendTo(Destination path) {
        to = path;
    }

    SrtpProfile profile() {
        return profile;
    }

    /** Encrypts a packet that is written once for many peers straight into the send buffer, under this peer's number; false, and counted, when it cannot be sent. */
    boolean sendRtp(PlainRtpPacket packet, int sequenceNumber) {
        long at = out.reserve(packet.length() + SrtpProfile.RTP_OVERHEAD_MAX);
        return commit(sender.protectRtp(packet, sequenceNumber, out.memory(), at));
    }

    /** As {@link #sendRtp(PlainRtpPacket, int)}, for the second time; see {@link SrtpSender#resendRtp}. */
    boolean resendRtp(PlainRtpPacket packet, int sequenceNumber) {
        long at = out.reserve(packet.length() + SrtpProfile.RTP_OVERHEAD_MAX);
        return commit(sender.resendRtp(packet, sequenceNumber, out.memory(), at));
    }

    boolean sendRtp(byte[] packet, int offset, int length) {
        byte[] scratch = out.scratch();
        return copy(sender.protectRtp(packet, offset, length, scratch, 0), scratch);
    }

    boolean sendRtcp(byte[] packet, int offset, int length) {
        byte[] scratch = out.scratch();
        return copy(sender.protectRtcp(packet, offset, length, scratch, 0), scratch);
    }

    private boolean copy(int length, byte[] scratch) {
        if (length > 0) {
            long at = out.reserve(length);
            MemorySegment.copy(scratch, 0, out.memory(), ValueLayout.JAVA_BYTE, at, length);
        }
        return commit(length);
    }

    private boolean commit(int length) {
        if (length <= 0) {
            counters.malformed++;
            return false;
        }
        out.commit(to, length);
        counters.datagramsOut++;
        counters.bytesOut += length;
        return true;
    }

    /** RTCP packet types 192 to 223 cannot be RTP payload types on one port (RFC 5761 section 4). */
    static boolean isRtcp(byte[] data, int offset) {
        int second = data[offset + 1] & 0xff;
        return second >= 192 && second <= 223;
    }

    /** Authenticates and decrypts in place; the plain length, or negative, and counted, for a packet that is not the peer's. */
    int unprotect(byte[] data, int offset, int length, boolean rtcp) {
        int plain = rtcp ? receiver.unprotectRtcp(data, offset, length) : receiver.unprotectRtp(data, offset, length);
        if (plain < 0) {
            switch (plain) {
                case SrtpReceiver.REPLAYED -> counters.replayed++;
                case SrtpReceiver.AUTHENTICATION_FAILED -> counters.unauthenticated++;
                default -> counters.malformed++;
            }
        }
        return plain;
    }

    @Override
    public void close() {
        sender.close();
        receiver.close();
    }
}
