package dev.treecast.webrtc.sdp;

import java.util.List;

/**
 * What the server takes from a publisher.
 *
 * @param videoEncodings that we can pass through; the publisher's order decides among them
 * @param extensionUris header extensions we read or hand on
 */
public record PublishPolicy(List<String> videoEncodings, List<String> extensionUris) {

    public PublishPolicy {
        videoEncodings = List.copyOf(videoEncodings);
        extensionUris = List.copyOf(extensionUris);
    }

    /**
     * The four codecs that browsers decode. Of the extensions, toffset, video-timing, content-type and colour space are left out: no node
     * acts on them, and they cost bytes in every packet.
     */
    public static PublishPolicy defaults() {
        return new PublishPolicy(
                List.of("H264", "VP8", "VP9", "AV1"),
                List.of(
                        HeaderExtensions.MID,
                        HeaderExtensions.RID,
                        HeaderExtensions.REPAIRED_RID,
                        HeaderExtensions.TRANSPORT_WIDE_CC,
                        HeaderExtensions.ABS_SEND_TIME,
                        HeaderExtensions.ABS_CAPTURE_TIME,
                        HeaderExtensions.AUDIO_LEVEL,
                        HeaderExtensions.VIDEO_ORIENTATION,
                        HeaderExtensions.DEPENDENCY_DESCRIPTOR));
    }
}
