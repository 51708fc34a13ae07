package dev.treecast.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What we send in one session.
 *
 * @param cname the canonical name that says audio and video share a clock (RFC 3550 section 6.5.1)
 * @param streamId of the MediaStream the receiver shall see; a token
 * @param layered whether the video can be sent at several rates: then it is numbered for transport-wide feedback, to learn which the path carries
 */
public record OutgoingStream(
        String cname, String streamId, Optional<OutgoingTrack> audio, Optional<OutgoingTrack> video, boolean layered) {

    /** One layer only. */
    public OutgoingStream(String cname, String streamId, Optional<OutgoingTrack> audio, Optional<OutgoingTrack> video) {
        this(cname, streamId, audio, video, false);
    }

    MsId msid(MediaKind kind) {
        return new MsId(streamId, kind == MediaKind.AUDIO ? "audio" : "video");
    }

    /** msid, sources and their retransmissions (RFC 8830, RFC 5576). */
    List<Attribute> sourceLines(MediaKind kind, OutgoingTrack track, boolean rtx) {
        List<Attribute> lines = new ArrayList<>();
        MsId msid = msid(kind);
        lines.add(msid);
        if (rtx) {
            lines.add(new SsrcGroup("FID", List.of(track.ssrc(), track.rtxSsrc())));
        }
        lines.add(new SsrcAttribute(track.ssrc(), "cname", cname));
        lines.add(new SsrcAttribute(track.ssrc(), "msid", msid.attributeValue()));
        if (rtx) {
            lines.add(new SsrcAttribute(track.rtxSsrc(), "cname", cname));
            lines.add(new SsrcAttribute(track.rtxSsrc(), "msid", msid.attributeValue()));
        }
        return lines;
    }
}
