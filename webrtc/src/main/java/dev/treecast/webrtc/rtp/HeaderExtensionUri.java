package dev.treecast.webrtc.rtp;

import org.jspecify.annotations.Nullable;

/** The RTP header extensions that Treecast knows by name (RFC 8285 section 5: {@code a=extmap}). */
public enum HeaderExtensionUri {
    ABSOLUTE_CAPTURE_TIME("http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"),
    ABSOLUTE_SEND_TIME("http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"),
    AUDIO_LEVEL("urn:ietf:params:rtp-hdrext:ssrc-audio-level"),
    COLOR_SPACE("http://www.webrtc.org/experiments/rtp-hdrext/color-space"),
    DEPENDENCY_DESCRIPTOR("https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"),
    MEDIA_IDENTIFICATION("urn:ietf:params:rtp-hdrext:sdes:mid"),
    PLAYOUT_DELAY("http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"),
    REPAIRED_RTP_STREAM_ID("urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"),
    RTP_STREAM_ID("urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"),
    TRANSMISSION_TIME_OFFSET("urn:ietf:params:rtp-hdrext:toffset"),
    TRANSPORT_SEQUENCE_NUMBER("http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"),
    TRANSPORT_SEQUENCE_NUMBER_V2("http://www.webrtc.org/experiments/rtp-hdrext/transport-wide-cc-02"),
    VIDEO_CONTENT_TYPE("http://www.webrtc.org/experiments/rtp-hdrext/video-content-type"),
    VIDEO_LAYERS_ALLOCATION("http://www.webrtc.org/experiments/rtp-hdrext/video-layers-allocation00"),
    VIDEO_ORIENTATION("urn:3gpp:video-orientation"),
    VIDEO_TIMING("http://www.webrtc.org/experiments/rtp-hdrext/video-timing");

    private final String uri;

    HeaderExtensionUri(String uri) {
        this.uri = uri;
    }

    /** The extension of that URI, exactly; null for any other. */
    public static @Nullable HeaderExtensionUri of(String uri) {
        for (HeaderExtensionUri extension : values()) {
            if (extension.uri.equals(uri)) {
                return extension;
            }
        }
        return null;
    }

    public String uri() {
        return uri;
    }
}
