package dev.treecast.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Offers of our own clients: the demo's publisher and the bench's viewers. {@link AnswerReader} reads what comes back. */
public final class ClientOffers {
    /** RTP/SAVPF over DTLS over UDP (RFC 5764 section 8). */
    private static final String PROTOCOL = "UDP/TLS/RTP/SAVPF";

    private static final int OPUS_PAYLOAD_TYPE = 111;
    private static final int FIRST_VIDEO_PAYLOAD_TYPE = 96;
    private static final String AUDIO_MID = "0";
    private static final String VIDEO_MID = "1";
    private static final String DATA_MID = "2";

    private static final String OPUS_PARAMETERS = "minptime=10;useinbandfec=1;stereo=1";

    private ClientOffers() {}

    /** A WHIP offer (sendonly) of the stream's tracks. */
    public static SessionDescription publish(LocalTransport local, OutgoingStream stream) {
        return publish(local, stream, List.of());
    }

    /**
     * The same, with a video that is sent in several layers.
     *
     * @param layers their names; empty for a single one. Their sources are not in the offer: packets say which layer they are of
     */
    public static SessionDescription publish(LocalTransport local, OutgoingStream stream, List<String> layers) {
        return publish(local, stream, layers, false);
    }

    /** The same, with data channels or without. */
    public static SessionDescription publish(
            LocalTransport local, OutgoingStream stream, List<String> layers, boolean dataChannels) {
        List<MediaSection> sections = new ArrayList<>();
        stream.audio()
                .ifPresent(track -> sections.add(sending(
                        local, stream, MediaKind.AUDIO, track, OPUS_PAYLOAD_TYPE, sections.isEmpty(), List.of())));
        stream.video()
                .ifPresent(track -> sections.add(sending(
                        local, stream, MediaKind.VIDEO, track, FIRST_VIDEO_PAYLOAD_TYPE, sections.isEmpty(), layers)));
        if (dataChannels) {
            sections.add(data(local, sections.isEmpty()));
        }
        return description(local, sections);
    }

    /**
     * A WHEP offer (recvonly).
     *
     * @param videoEncodings in order of preference, among H264, VP8, VP9 and AV1; none means audio only
     */
    public static SessionDescription watch(
            LocalTransport local, List<String> videoEncodings, boolean audio, boolean dataChannels) {
        List<MediaSection> sections = new ArrayList<>();
        if (audio) {
            Payload opus = new Payload(OPUS_PAYLOAD_TYPE, "opus", OPUS_PARAMETERS);
            sections.add(section(local, MediaKind.AUDIO, Direction.RECVONLY, List.of(opus), false, true, List.of()));
        }
        List<Payload> payloads = new ArrayList<>();
        for (String encoding : videoEncodings) {
            for (String parameters : decodable(encoding)) {
                payloads.add(new Payload(FIRST_VIDEO_PAYLOAD_TYPE + 2 * payloads.size(), encoding, parameters));
            }
        }
        if (!payloads.isEmpty()) {
            sections.add(
                    section(local, MediaKind.VIDEO, Direction.RECVONLY, payloads, true, sections.isEmpty(), List.of()));
        }
        if (dataChannels) {
            sections.add(data(local, sections.isEmpty()));
        }
        return description(local, sections);
    }

    private static MediaSection data(LocalTransport local, boolean first) {
        List<Attribute> lines = new ArrayList<>();
        if (first) {
            lines.addAll(local.candidateAttributes());
        }
        lines.addAll(local.attributes(Setup.ACTPASS));
        lines.add(new Mid(DATA_MID));
        lines.addAll(NegotiatedData.ownLines());
        return new MediaSection(
                "application",
                AnswerWriter.DISCARD_PORT,
                NegotiatedData.PROTOCOL,
                List.of(NegotiatedData.FORMAT),
                List.of(AnswerWriter.NO_ADDRESS),
                lines);
    }

    private record Payload(int type, String encoding, String parameters) {}

    /** Our viewers count pictures and never decode them, so they take every profile that browsers publish. */
    private static List<String> decodable(String encoding) {
        return switch (encoding.toUpperCase(Locale.ROOT)) {
            case "H264" ->
                List.of(
                        "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
                        "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=64001f");
            case "VP9" -> List.of("profile-id=0", "profile-id=2");
            case "AV1" -> List.of("level-idx=5;profile=0;tier=0");
            default -> List.of("");
        };
    }

    private static MediaSection sending(
            LocalTransport local,
            OutgoingStream stream,
            MediaKind kind,
            OutgoingTrack track,
            int payloadType,
            boolean first,
            List<String> layers) {
        Payload payload =
                new Payload(payloadType, track.encoding(), track.parameters().raw());
        boolean rtx = kind == MediaKind.VIDEO && track.rtxSsrc() != NegotiatedMedia.UNKNOWN_SSRC;
        List<Attribute> more = layers.isEmpty() ? stream.sourceLines(kind, track, rtx) : layerLines(layers);
        return section(local, kind, Direction.SENDONLY, List.of(payload), rtx, first, more);
    }

    private static List<Attribute> layerLines(List<String> layers) {
        List<Attribute> lines = new ArrayList<>();
        lines.add(new ExtMap(6, HeaderExtensions.RID));
        lines.add(new ExtMap(7, HeaderExtensions.REPAIRED_RID));
        layers.forEach(layer -> lines.add(new Rid(layer, Direction.SENDONLY, "")));
        lines.add(new Simulcast(layers.stream().map(List::of).toList(), List.of()));
        return lines;
    }

    private static MediaSection section(
            LocalTransport local,
            MediaKind kind,
            Direction direction,
            List<Payload> payloads,
            boolean rtx,
            boolean first,
            List<Attribute> more) {
        boolean video = kind == MediaKind.VIDEO;
        List<String> formats = new ArrayList<>();
        List<Attribute> lines = new ArrayList<>();
        if (first) {
            lines.addAll(local.candidateAttributes());
        }
        lines.addAll(local.attributes(Setup.ACTPASS));
        lines.add(new Mid(video ? VIDEO_MID : AUDIO_MID));
        lines.addAll(extensions(kind, direction));
        lines.add(direction);
        lines.add(Flag.RTCP_MUX);
        lines.add(Flag.RTCP_RSIZE);
        for (Payload payload : payloads) {
            formats.add(Integer.toString(payload.type));
            lines.add(new RtpMap(payload.type, payload.encoding, video ? 90_000 : 48_000, video ? 1 : 2));
            lines.addAll((video ? Feedback.video() : Feedback.audio()).lines(payload.type));
            if (!payload.parameters.isEmpty()) {
                lines.add(new Fmtp(payload.type, FormatParameters.parse(payload.parameters)));
            }
            if (rtx) {
                formats.add(Integer.toString(payload.type + 1));
                lines.add(new RtpMap(payload.type + 1, "rtx", 90_000, 1));
                lines.add(new Fmtp(payload.type + 1, FormatParameters.parse("apt=" + payload.type)));
            }
        }
        lines.addAll(more);
        return new MediaSection(
                video ? "video" : "audio",
                AnswerWriter.DISCARD_PORT,
                PROTOCOL,
                formats,
                List.of(AnswerWriter.NO_ADDRESS),
                lines);
    }

    /** The same number for the same URI in the whole bundle (RFC 9143 section 7.1). */
    private static List<Attribute> extensions(MediaKind kind, Direction direction) {
        List<Attribute> lines = new ArrayList<>();
        lines.add(new ExtMap(1, HeaderExtensions.MID));
        lines.add(new ExtMap(2, HeaderExtensions.TRANSPORT_WIDE_CC));
        lines.add(new ExtMap(3, HeaderExtensions.ABS_CAPTURE_TIME));
        if (kind == MediaKind.AUDIO) {
            lines.add(new ExtMap(4, HeaderExtensions.AUDIO_LEVEL));
        } else if (direction == Direction.RECVONLY) {
            lines.add(new ExtMap(5, HeaderExtensions.PLAYOUT_DELAY));
        }
        return lines;
    }

    private static SessionDescription description(LocalTransport local, List<MediaSection> sections) {
        List<String> mids = new ArrayList<>();
        for (MediaSection section : sections) {
            Optional<Mid> mid = section.first(Mid.class);
            mid.ifPresent(value -> mids.add(value.id()));
        }
        List<Attribute> session = List.of(
                new Group(Group.BUNDLE, mids),
                Flag.EXTMAP_ALLOW_MIXED,
                new IceOptions(List.of(IceOptions.TRICKLE, "ice2")));
        return new SessionDescription(local.origin(), "-", List.of("t=0 0"), session, sections);
    }
}
