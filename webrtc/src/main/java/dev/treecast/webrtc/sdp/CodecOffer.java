package dev.treecast.webrtc.sdp;

import java.util.Locale;

/**
 * A payload type that a section offers, with all the lines that speak of it.
 *
 * @param payloadType 0 to 127
 * @param encoding as it came, e.g. {@code "H264"}; compare with {@link #is}
 * @param clockRateHz of the RTP timestamps
 * @param channels of audio, otherwise 1
 * @param feedback RTCP feedback offered for it
 * @param rtxPayloadType of its retransmissions (RFC 4588), or {@link #NONE}
 */
public record CodecOffer(
        int payloadType,
        String encoding,
        int clockRateHz,
        int channels,
        FormatParameters parameters,
        Feedback feedback,
        int rtxPayloadType) {

    /** Stands for a payload type that is not there. */
    public static final int NONE = -1;

    public boolean is(String name) {
        return encoding.equalsIgnoreCase(name);
    }

    /** False for what only protects or fills other codecs' streams. */
    boolean carriesMedia() {
        return switch (encoding.toLowerCase(Locale.ROOT)) {
            case "rtx", "red", "ulpfec", "flexfec-03", "cn", "telephone-event" -> false;
            default -> true;
        };
    }
}
