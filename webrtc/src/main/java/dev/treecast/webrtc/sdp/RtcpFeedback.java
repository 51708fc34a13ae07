package dev.treecast.webrtc.sdp;

import org.jspecify.annotations.Nullable;

/**
 * An RTCP feedback that may be used (RFC 4585 section 4.2): {@code a=rtcp-fb:96 nack pli}.
 *
 * @param payloadType 0 to 127, or {@link #ALL}
 * @param feedback e.g. {@code "nack pli"}, {@code "goog-remb"}
 */
public record RtcpFeedback(int payloadType, String feedback) implements Attribute {
    /** Written as an asterisk. */
    public static final int ALL = -1;

    static @Nullable RtcpFeedback parse(String value) {
        String head = SdpTokens.head(value);
        String feedback = String.join(" ", SdpTokens.split(SdpTokens.tail(value), ' '));
        int payloadType = head.equals("*") ? ALL : (int) SdpTokens.number(head, 127);
        boolean valid = (payloadType >= 0 || head.equals("*")) && !feedback.isEmpty();
        return valid ? new RtcpFeedback(payloadType, feedback) : null;
    }

    @Override
    public String attributeName() {
        return "rtcp-fb";
    }

    @Override
    public String attributeValue() {
        return (payloadType == ALL ? "*" : Integer.toString(payloadType)) + " " + feedback;
    }
}
