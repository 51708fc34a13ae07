package dev.treecast.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A media section as we understand it, everything that belongs to one codec gathered.
 *
 * @param index of its m= line, from 0
 * @param mid empty where the section has none
 * @param live false when the writer rejected or stopped it (port 0 and not bundle-only)
 * @param direction seen from the writer
 * @param reducedSize RTCP packets need not be compounds
 * @param codecs in order of preference, without RTX and other helpers of a codec
 * @param mixedExtensions one-byte and two-byte header extensions may be mixed
 * @param transport empty where neither the section nor the session has ICE credentials and a strong fingerprint
 * @param section the lines themselves
 */
public record MediaOffer(
        int index,
        MediaKind kind,
        String mid,
        boolean live,
        Direction direction,
        boolean reducedSize,
        List<CodecOffer> codecs,
        List<ExtMap> extensions,
        boolean mixedExtensions,
        Optional<RemoteTransport> transport,
        MediaSection section) {

    public MediaOffer {
        codecs = List.copyOf(codecs);
        extensions = List.copyOf(extensions);
    }

    boolean isMedia() {
        return kind == MediaKind.AUDIO || kind == MediaKind.VIDEO;
    }

    /** Layers the writer names; parsed whether or not anyone answers them. */
    public List<Rid> rids() {
        return section.all(Rid.class);
    }

    public Optional<Simulcast> simulcast() {
        return section.first(Simulcast.class);
    }

    public Optional<MsId> msid() {
        return section.first(MsId.class);
    }

    public List<SsrcGroup> ssrcGroups() {
        return section.all(SsrcGroup.class);
    }

    /** Sources of media, each once and in order; the retransmission sources of FID groups left out. */
    public List<Long> ssrcs() {
        List<Long> ssrcs = new ArrayList<>();
        for (SsrcAttribute line : section.all(SsrcAttribute.class)) {
            if (!ssrcs.contains(line.ssrc()) && !isRetransmission(line.ssrc())) {
                ssrcs.add(line.ssrc());
            }
        }
        return ssrcs;
    }

    /** The source that repeats this one's packets, or {@link NegotiatedMedia#UNKNOWN_SSRC}. */
    public long rtxSsrcOf(long ssrc) {
        for (SsrcGroup group : ssrcGroups()) {
            List<Long> members = group.ssrcs();
            if (group.semantics().equals("FID") && members.size() > 1 && members.getFirst() == ssrc) {
                return members.get(1);
            }
        }
        return NegotiatedMedia.UNKNOWN_SSRC;
    }

    /** The payload type that carries earlier frames of a codec beside the newest (RFC 2198), or {@link CodecOffer#NONE}. */
    int redundancyOf(CodecOffer codec) {
        for (RtpMap map : section.all(RtpMap.class)) {
            boolean red = map.encoding().equalsIgnoreCase("red")
                    && map.clockRateHz() == codec.clockRateHz()
                    && map.channels() == codec.channels()
                    && section.payloadTypes().contains(map.payloadType());
            if (red && carries(map.payloadType(), codec.payloadType())) {
                return map.payloadType();
            }
        }
        return CodecOffer.NONE;
    }

    /** Its format lists the payload types of its frames: {@code 111/111}. */
    private boolean carries(int redPayloadType, int payloadType) {
        String wanted = Integer.toString(payloadType);
        return section.all(Fmtp.class).stream()
                .filter(line -> line.payloadType() == redPayloadType)
                .findFirst()
                .map(line -> SdpTokens.split(line.parameters().raw(), '/'))
                .filter(types -> types.size() >= 2 && types.stream().allMatch(wanted::equals))
                .isPresent();
    }

    private boolean isRetransmission(long ssrc) {
        for (SsrcGroup group : ssrcGroups()) {
            if (group.semantics().equals("FID") && group.ssrcs().indexOf(ssrc) > 0) {
                return true;
            }
        }
        return false;
    }

    /** The codecs' names, each once, for sentences: {@code "VP8, VP9"}. */
    String codecNames() {
        List<String> names = new ArrayList<>();
        for (CodecOffer codec : codecs) {
            String name = codec.encoding().equalsIgnoreCase("opus")
                    ? "Opus"
                    : codec.encoding().toUpperCase(Locale.ROOT);
            if (!names.contains(name)) {
                names.add(name);
            }
        }
        return names.isEmpty() ? "nothing" : String.join(", ", names);
    }
}
