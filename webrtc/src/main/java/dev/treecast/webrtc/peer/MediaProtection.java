package dev.treecast.webrtc.peer;

import dev.treecast.webrtc.dtls.DtlsRole;
import dev.treecast.webrtc.srtp.DtlsSrtpKeys;
import dev.treecast.webrtc.srtp.SrtpCiphers;
import dev.treecast.webrtc.srtp.SrtpOptions;
import dev.treecast.webrtc.srtp.SrtpProfile;
import dev.treecast.webrtc.srtp.SrtpReceiver;
import dev.treecast.webrtc.srtp.SrtpSender;

/** A transport's SRTP, from its keys to its end: both directions, and the counts of what came in and was rejected. */
final class MediaProtection implements AutoCloseable {
    private final SrtpProfile profile;
    private final SrtpSender sender;
    private final SrtpReceiver receiver;
    private final PeerCounters counters;

    /**
     * @param role our DTLS role: it says which half of the keys is ours to write with (RFC 5764 section 4.2)
     * @param exporterMaterial what the handshake exported
     */
    MediaProtection(SrtpProfile profile, DtlsRole role, byte[] exporterMaterial, PeerCounters counters) {
        this.profile = profile;
        this.counters = counters;
        DtlsSrtpKeys keys = DtlsSrtpKeys.fromExporter(profile, exporterMaterial);
        boolean server = role == DtlsRole.SERVER;
        sender = new SrtpSender(
                server ? keys.serverWrite() : keys.clientWrite(), SrtpCiphers.best(), SrtpOptions.defaults());
        receiver = new SrtpReceiver(
                server ? keys.clientWrite() : keys.serverWrite(), SrtpCiphers.best(), SrtpOptions.defaults());
    }

    SrtpProfile profile() {
        return profile;
    }

    SrtpSender sender() {
        return sender;
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
