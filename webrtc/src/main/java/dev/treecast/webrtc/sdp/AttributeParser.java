package dev.treecast.webrtc.sdp;

import org.jspecify.annotations.Nullable;

/**
 * Turns {@code a=} lines into attributes. A broken line that a session hangs on (payload types, keys, groups) is an error; a broken line
 * that only informs (SSRCs, simulcast, msid) is kept as an {@link OtherAttribute}, since old drafts of those are still about.
 */
final class AttributeParser {
    private AttributeParser() {}

    static Attribute parse(SdpLine line, SdpLimits limits) throws SdpParseException {
        String text = line.value();
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String raw = colon < 0 ? "" : text.substring(colon + 1);
        String value = raw.strip();
        if (!SdpTokens.isToken(name)) {
            throw new SdpParseException(line.number(), "an attribute needs a name");
        }
        return switch (name) {
            case "rtpmap" -> required(RtpMap.parse(value), line, name);
            case "extmap" -> required(ExtMap.parse(value), line, name);
            case "fingerprint" -> required(Fingerprint.parse(value), line, name);
            case "setup" -> required(Setup.parse(value), line, name);
            case "mid" -> required(Mid.parse(value), line, name);
            case "group" -> required(Group.parse(value, limits.groupMembersMax()), line, name);
            case "ice-ufrag" -> required(IceUfrag.parse(value), line, name);
            case "ice-pwd" -> required(IcePwd.parse(value), line, name);
            case "ice-options" -> IceOptions.parse(value);
            case "candidate" -> Candidate.ofValue(value);
            case "fmtp" -> tolerated(Fmtp.parse(value), name, raw);
            case "rtcp-fb" -> tolerated(RtcpFeedback.parse(value), name, raw);
            case "rid" -> tolerated(Rid.parse(value), name, raw);
            case "simulcast" -> tolerated(Simulcast.parse(value), name, raw);
            case "ssrc" -> tolerated(SsrcAttribute.parse(value), name, raw);
            case "ssrc-group" -> tolerated(SsrcGroup.parse(value, limits.groupMembersMax()), name, raw);
            case "sctp-port" -> required(SctpPort.parse(value), line, name);
            case "max-message-size" -> required(MaxMessageSize.parse(value), line, name);
            case "msid" -> tolerated(MsId.parse(value), name, raw);
            default -> property(name, raw);
        };
    }

    private static Attribute property(String name, String value) {
        if (value.isEmpty()) {
            Attribute direction = Direction.parse(name);
            if (direction != null) {
                return direction;
            }
            Attribute flag = Flag.parse(name);
            if (flag != null) {
                return flag;
            }
        }
        return new OtherAttribute(name, value);
    }

    private static Attribute required(@Nullable Attribute parsed, SdpLine line, String name) throws SdpParseException {
        if (parsed == null) {
            throw new SdpParseException(line.number(), "a=" + name + " does not parse");
        }
        return parsed;
    }

    private static Attribute tolerated(@Nullable Attribute parsed, String name, String value) {
        return parsed != null ? parsed : new OtherAttribute(name, value);
    }
}
