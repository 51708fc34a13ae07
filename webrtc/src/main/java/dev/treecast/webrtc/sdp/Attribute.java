package dev.treecast.webrtc.sdp;

/**
 * One {@code a=} line (RFC 8866 section 5.13). What we act on has a type of its own; everything else is an {@link OtherAttribute},
 * kept as it came.
 */
public sealed interface Attribute
        permits MaxMessageSize,
                SctpPort,
                Candidate,
                Direction,
                ExtMap,
                Fingerprint,
                Flag,
                Fmtp,
                Group,
                IceOptions,
                IcePwd,
                IceUfrag,
                Mid,
                MsId,
                OtherAttribute,
                Rid,
                RtcpFeedback,
                RtpMap,
                Setup,
                Simulcast,
                SsrcAttribute,
                SsrcGroup {

    /** What stands before the colon, e.g. {@code "rtpmap"}. */
    String attributeName();

    /** What stands after the colon; empty for a property attribute, which has no colon. */
    String attributeValue();

    /**
     * Appends the line, CRLF included.
     *
     * @throws IllegalArgumentException when the value would break out of its line
     */
    default void writeTo(StringBuilder out) {
        String value = attributeValue();
        SdpTokens.requireOneLine(value);
        out.append("a=").append(attributeName());
        if (!value.isEmpty()) {
            out.append(':').append(value);
        }
        out.append("\r\n");
    }
}
