package dev.treecast.webrtc.peer;

import dev.treecast.webrtc.ice.IceOptions;
import dev.treecast.webrtc.srtp.SrtpOptions;

/**
 * What bounds one transport. Times are nanoseconds.
 *
 * @param ice bounds of the ICE agent
 * @param connectTimeoutNs without a valid connectivity check by then the session is given up. 15 s: an abandoned offer must not hold a
 *     session, a browser behind a slow VPN needs a few seconds
 * @param handshakeTimeoutNs from the first valid check to keys. 10 s: four retransmissions of the slowest client's flight
 * @param silenceTimeoutNs nothing authentic heard for so long ends the session. 15 s: libwebrtc checks consent every 2.5 s, Firefox every 4 to
 *     6 s, so at least two checks were lost; shorter than RFC 7675's 30 s, because what we send meanwhile reaches nobody
 * @param keepaliveNs a connected peer that was sent nothing for so long is sent an empty receiver report; 0 for never. It lets a player tell
 *     a path that is gone (nothing comes at all) from a publisher that rests, and so start looking for another path within half a second
 * @param srtp bounds of its SRTP
 */
public record PeerOptions(
        IceOptions ice,
        long connectTimeoutNs,
        long handshakeTimeoutNs,
        long silenceTimeoutNs,
        long keepaliveNs,
        SrtpOptions srtp) {

    /** 250 ms: two fit into the 500 ms after which players look for another path, so that one may be lost. */
    private static final long KEEPALIVE_NS = 250_000_000;

    /** Without keepalives: those are for browsers. */
    public static PeerOptions defaults() {
        return new PeerOptions(
                IceOptions.defaults(), 15_000_000_000L, 10_000_000_000L, 15_000_000_000L, 0, SrtpOptions.defaults());
    }

    public PeerOptions withSrtp(SrtpOptions bounds) {
        return new PeerOptions(ice, connectTimeoutNs, handshakeTimeoutNs, silenceTimeoutNs, keepaliveNs, bounds);
    }

    /** For peers that are browsers. */
    public PeerOptions withKeepalives() {
        return new PeerOptions(ice, connectTimeoutNs, handshakeTimeoutNs, silenceTimeoutNs, KEEPALIVE_NS, srtp);
    }
}
