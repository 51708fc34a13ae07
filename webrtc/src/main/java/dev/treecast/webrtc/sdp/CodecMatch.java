package dev.treecast.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the offered payload type under which a receiver can decode a stream as it is. */
final class CodecMatch {
    private CodecMatch() {}

    /** The receiver's favourite with exactly the stream's profile, or else its favourite that decodes it too; null when there is none. */
    static @Nullable CodecOffer find(OutgoingTrack track, List<CodecOffer> offered) {
        CodecOffer wider = null;
        for (CodecOffer codec : offered) {
            if (!codec.is(track.encoding())) {
                continue;
            }
            int distance = distance(codec, track.parameters());
            if (distance == 0) {
                return codec;
            }
            if (distance > 0 && wider == null) {
                wider = codec;
            }
        }
        return wider;
    }

    /** 0 for the same profile, 1 for one that includes it, -1 for one that does not. */
    private static int distance(CodecOffer codec, FormatParameters stream) {
        FormatParameters offered = codec.parameters();
        return switch (codec.encoding().toUpperCase(Locale.ROOT)) {
            case "H264" -> h264Distance(offered, stream);
            case "VP9" -> offered.number("profile-id", 0) == stream.number("profile-id", 0) ? 0 : -1;
            // Main is a part of High, and High of Professional (AV1 specification, annex A).
            case "AV1" -> Integer.signum(Math.max(-1, offered.number("profile", 0) - stream.number("profile", 0)));
            case "OPUS" -> codec.clockRateHz() == 48_000 && codec.channels() == 2 ? 0 : -1;
            default -> 0;
        };
    }

    private static int h264Distance(FormatParameters offered, FormatParameters stream) {
        // A mode 1 receiver takes mode 0 as well (RFC 6184 section 6.3). A publisher that says nothing may split
        // pictures all the same:
        // GStreamer does.
        int mode = stream.number("packetization-mode", 1);
        H264Profile profile = H264Profile.of(stream);
        H264Profile decoder = H264Profile.of(offered);
        if (offered.number("packetization-mode", 0) < mode || !decoder.decodes(profile)) {
            return -1;
        }
        return decoder == profile ? 0 : 1;
    }

    /** Who has what, for a refusal: {@code "This stream is H264 and your player offers VP8, VP9."} */
    static String mismatch(OutgoingTrack track, MediaOffer section, boolean audio) {
        boolean sameName = section.codecs().stream().anyMatch(codec -> codec.is(track.encoding()));
        if (!sameName) {
            return audio
                    ? "The sound of this stream is Opus and your player offers " + section.codecNames() + "."
                    : "This stream is " + track.encoding() + " and your player offers " + section.codecNames() + ".";
        }
        List<String> variants = new ArrayList<>();
        for (CodecOffer codec : section.codecs()) {
            String variant = variant(codec.parameters());
            if (codec.is(track.encoding()) && !variants.contains(variant)) {
                variants.add(variant);
            }
        }
        return "This stream is " + track.encoding() + " (" + variant(track.parameters())
                + ") and your player offers it only as " + String.join("; ", variants) + ".";
    }

    private static String variant(FormatParameters parameters) {
        for (String key : List.of("profile-level-id", "profile-id", "profile")) {
            String value = parameters.get(key, "");
            if (!value.isEmpty()) {
                boolean singleUnits = key.equals("profile-level-id") && parameters.number("packetization-mode", 1) == 0;
                return key + " " + value + (singleUnits ? ", packetization-mode 0" : "");
            }
        }
        return "default profile";
    }
}
