package dev.treecast.webrtc.sdp;

import java.util.Optional;

/**
 * What a finished offer and answer agreed on.
 *
 * @param dtlsClient true when our end opens the DTLS handshake
 * @param peer the other end's transport
 * @param data empty when there are to be no data channels
 */
public record NegotiatedSession(
        boolean dtlsClient,
        RemoteTransport peer,
        Optional<NegotiatedMedia> audio,
        Optional<NegotiatedMedia> video,
        Optional<NegotiatedData> data) {

    public SessionProfile profile() {
        return new SessionProfile(audio.map(NegotiatedMedia::profile), video.map(NegotiatedMedia::profile));
    }
}
