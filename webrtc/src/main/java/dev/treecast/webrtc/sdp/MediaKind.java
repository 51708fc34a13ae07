package dev.treecast.webrtc.sdp;

/** What a media section carries. */
public enum MediaKind {
    AUDIO,
    VIDEO,
    /** A data channel association: SCTP over DTLS (RFC 8841). */
    DATA,
    /** Anything we have no use for. */
    OTHER;

    static MediaKind of(MediaSection section) {
        if (section.isRtp()) {
            return switch (section.kind()) {
                case "audio" -> AUDIO;
                case "video" -> VIDEO;
                default -> OTHER;
            };
        }
        return section.kind().equals("application") && section.protocol().contains("SCTP") ? DATA : OTHER;
    }
}
