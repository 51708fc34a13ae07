package dev.treecast.webrtc.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A payload type's codec (RFC 8866 section 6.6): {@code a=rtpmap:111 opus/48000/2}.
 *
 * @param payloadType 0 to 127
 * @param encoding as it came; names compare without regard to case
 * @param clockRateHz of the RTP timestamps
 * @param channels of audio; 1 where the line has none
 */
public record RtpMap(int payloadType, String encoding, int clockRateHz, int channels) implements Attribute {

    static @Nullable RtpMap parse(String value) {
        int payloadType = (int) SdpTokens.number(SdpTokens.head(value), 127);
        List<String> fields = SdpTokens.split(SdpTokens.tail(value), '/');
        if (payloadType < 0 || fields.size() < 2 || !SdpTokens.isToken(fields.get(0))) {
            return null;
        }
        int clockRateHz = (int) SdpTokens.number(fields.get(1), Integer.MAX_VALUE);
        int channels = fields.size() < 3 ? 1 : (int) SdpTokens.number(fields.get(2), 255);
        if (clockRateHz < 1 || channels < 1) {
            return null;
        }
        return new RtpMap(payloadType, fields.get(0), clockRateHz, channels);
    }

    @Override
    public String attributeName() {
        return "rtpmap";
    }

    @Override
    public String attributeValue() {
        return payloadType + " " + encoding + "/" + clockRateHz + (channels > 1 ? "/" + channels : "");
    }
}
