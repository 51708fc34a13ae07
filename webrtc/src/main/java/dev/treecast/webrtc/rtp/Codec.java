package dev.treecast.webrtc.rtp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The codecs that pass through Treecast, with what their RTP payload format registers (RFC 6184, 7741, 9628, 7587, AV1). */
public enum Codec {
    H264("H264", 90_000, Kind.VIDEO),
    VP8("VP8", 90_000, Kind.VIDEO),
    VP9("VP9", 90_000, Kind.VIDEO),
    AV1("AV1", 90_000, Kind.VIDEO),
    OPUS("opus", 48_000, Kind.AUDIO);

    /** The media type's first half. */
    public enum Kind {
        AUDIO,
        VIDEO
    }

    private final String encodingName;
    private final int clockRateHz;
    private final Kind kind;

    Codec(String encodingName, int clockRateHz, Kind kind) {
        this.encodingName = encodingName;
        this.clockRateHz = clockRateHz;
        this.kind = kind;
    }

    /** The codec of an SDP rtpmap's encoding name, whatever its case; null for any other. */
    public static @Nullable Codec ofEncodingName(String encodingName) {
        for (Codec codec : values()) {
            if (codec.encodingName.equalsIgnoreCase(encodingName)) {
                return codec;
            }
        }
        return null;
    }

    /** As an SDP rtpmap spells it: {@code H264}, {@code opus}. */
    public String encodingName() {
        return encodingName;
    }

    /** {@code video/H264}, {@code audio/opus}. */
    public String mimeType() {
        return kind.name().toLowerCase(Locale.ROOT) + "/" + encodingName;
    }

    /** What RTP timestamps count. */
    public int clockRateHz() {
        return clockRateHz;
    }

    public Kind kind() {
        return kind;
    }
}
