package dev.treecast.webrtc.peer;

import dev.treecast.webrtc.dtls.DtlsRole;
import dev.treecast.webrtc.srtp.PlainRtpPacket;
import dev.treecast.webrtc.srtp.SrtpProfile;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** RTP and RTCP of one transport: nothing comes or goes before DTLS has agreed on keys, nor after these were wiped. */
final class PeerMedia {
    private static final int BYTES_MIN = 8;

    // Given.
    private final MediaLoop loop;
    private final PeerCounters counters;
    private final PeerDeadlines deadlines;
    private final PeerListener listener;

    // Owned.
    private final Keepalive keepalive;
    private @Nullable MediaProtection keys;

    PeerMedia(MediaLoop loop, PeerCounters counters, PeerDeadlines deadlines, PeerListener listener) {
        this.loop = loop;
        this.counters = counters;
        this.deadlines = deadlines;
        this.listener = listener;
        this.keepalive = new Keepalive(deadlines.options().keepaliveNs(), counters);
    }

    /** There are keys from now on, and media goes to this destination. */
    void start(long nowNs, SrtpProfile profile, DtlsRole role, byte[] exporterMaterial, Destination to) {
        keys = new MediaProtection(
                profile, role, exporterMaterial, deadlines.options().srtp(), counters, loop.sendBuffer(), to);
        keepalive.start(nowNs);
    }

    /** What protects the media; empty before {@link #start}. */
    Optional<SrtpProfile> profile() {
        return Optional.ofNullable(keys).map(MediaProtection::profile);
    }

    /** The peer is somewhere else now. True when there was media to be sent there. */
    boolean sendTo(Destination to) {
        if (keys == null) {
            return false;
        }
        keys.sendTo(to);
        return true;
    }

    void received(long nowNs, byte[] data, int offset, int length) {
        MediaProtection with = keys;
        if (with == null) {
            counters.tooEarly++;
            return;
        }
        if (length < BYTES_MIN) {
            counters.malformed++;
            return;
        }
        boolean rtcp = MediaProtection.isRtcp(data, offset);
        int plain = with.unprotect(data, offset, length, rtcp);
        if (plain < 0) {
            return;
        }
        deadlines.heard(nowNs);
        if (rtcp) {
            listener.rtcp(nowNs, data, offset, plain);
        } else {
            listener.rtp(nowNs, data, offset, plain);
        }
    }

    boolean sendRtp(PlainRtpPacket packet, int sequenceNumber) {
        return keys != null && keys.sendRtp(packet, sequenceNumber);
    }

    boolean resendRtp(PlainRtpPacket packet, int sequenceNumber) {
        return keys != null && keys.resendRtp(packet, sequenceNumber);
    }

    boolean sendRtp(byte[] packet, int offset, int length) {
        return keys != null && keys.sendRtp(packet, offset, length);
    }

    boolean sendRtcp(byte[] packet, int offset, int length) {
        return keys != null && keys.sendRtcp(packet, offset, length);
    }

    long nextDeadlineNs() {
        return keepalive.nextDeadlineNs();
    }

    void timeout(long nowNs) {
        if (keys != null && keepalive.due(nowNs)) {
            int length = Keepalive.write(loop.sendBuffer().scratch());
            keys.sendRtcp(loop.sendBuffer().scratch(), 0, length);
        }
    }

    /** Wipes the keys. */
    void close() {
        if (keys != null) {
            keys.close();
            keys = null;
        }
    }
}
