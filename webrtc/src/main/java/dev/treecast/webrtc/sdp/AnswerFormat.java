package dev.treecast.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The fmtp line that answers an offered codec: what identifies its profile is echoed, what only the offerer's ends concerns is not. */
final class AnswerFormat {
    private AnswerFormat() {}

    /**
     * @param sending true when we send: an offerer's wishes for what it receives need no echo
     */
    static FormatParameters of(CodecOffer codec, boolean sending) {
        return switch (codec.encoding().toUpperCase(Locale.ROOT)) {
            case "H264" -> h264(codec.parameters());
            case "VP9" -> echo(codec.parameters(), List.of("profile-id"));
            case "AV1" -> echo(codec.parameters(), List.of("level-idx", "profile", "tier"));
            // Games and music are stereo, and a browser encodes mono unless the answer says otherwise (RFC 7587 section
            // 7).
            case "OPUS" ->
                sending
                        ? echo(codec.parameters(), List.of("minptime", "useinbandfec", "stereo"))
                        : FormatParameters.parse("minptime=10;useinbandfec=1;stereo=1");
            default -> FormatParameters.none();
        };
    }

    /** Without parameter sets, which say what the offerer sends (RFC 6184 section 8.2.2). Levels may differ by direction. */
    private static FormatParameters h264(FormatParameters offered) {
        FormatParameters echo = echo(offered, List.of("packetization-mode", "profile-level-id"));
        return FormatParameters.parse(
                echo.isEmpty() ? "level-asymmetry-allowed=1" : "level-asymmetry-allowed=1;" + echo.raw());
    }

    private static FormatParameters echo(FormatParameters offered, List<String> keys) {
        List<String> fields = new ArrayList<>();
        for (String key : keys) {
            String value = offered.get(key, "");
            if (!value.isEmpty()) {
                fields.add(key + "=" + value);
            }
        }
        return FormatParameters.parse(String.join(";", fields));
    }
}
