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
 * @param srtp bounds of its SRTP
 */
public record PeerOptions(
        IceOptions ice, long connectTimeoutNs, long handshakeTimeoutNs, long silenceTimeoutNs, SrtpOptions srtp) {

    public static PeerOptions defaults() {
        return new PeerOptions(
                IceOptions.defaults(), 15_000_000_000L, 10_000_000_000L, 15_000_000_000L, SrtpOptions.defaults());
    }

    public PeerOptions withSrtp(SrtpOptions bounds) {
        return new PeerOptions(ice, connectTimeoutNs, handshakeTimeoutNs, silenceTimeoutNs, bounds);
    }
}
