package dev.treecast.bench.janus;

import dev.treecast.webrtc.sdp.AnswerReader;
import dev.treecast.webrtc.sdp.Attribute;
import dev.treecast.webrtc.sdp.Direction;
import dev.treecast.webrtc.sdp.Flag;
import dev.treecast.webrtc.sdp.Fmtp;
import dev.treecast.webrtc.sdp.Group;
import dev.treecast.webrtc.sdp.IcePwd;
import dev.treecast.webrtc.sdp.IceUfrag;
import dev.treecast.webrtc.sdp.LocalTransport;
import dev.treecast.webrtc.sdp.MediaSection;
import dev.treecast.webrtc.sdp.Mid;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import dev.treecast.webrtc.sdp.NegotiationException;
import dev.treecast.webrtc.sdp.RtcpFeedback;
import dev.treecast.webrtc.sdp.RtpMap;
import dev.treecast.webrtc.sdp.SdpParseException;
import dev.treecast.webrtc.sdp.SessionDescription;
import dev.treecast.webrtc.sdp.Setup;
import java.util.ArrayList;
import java.util.List;

/**
 * A viewer's answer to Janus's offer. Janus offers sendonly media from an ICE-lite agent, so the viewer makes the connectivity checks and opens
 * the handshake, as it does with Treecast. It takes every payload type, and of the feedback what Treecast gives its viewers too: NACK, PLI and
 * REMB. No header extension is taken: a packet without them is the cheapest that Janus sends.
 *
 * @param sdp to send
 * @param session what it agrees on, seen from the viewer
 */
public record JanusAnswer(String sdp, NegotiatedSession session) {
    private static final int DISCARD_PORT = 9;
    private static final List<String> FEEDBACK = List.of("nack", "nack pli", "ccm fir", "goog-remb");

    /** @throws NegotiationException when the offer is not what Janus's streaming plugin offers */
    public static JanusAnswer to(String offer, LocalTransport local) throws SdpParseException, NegotiationException {
        SessionDescription offered = SessionDescription.parse(offer);
        List<MediaSection> sections = new ArrayList<>();
        List<String> mids = new ArrayList<>();
        for (MediaSection section : offered.media()) {
            sections.add(answered(section, local));
            section.first(Mid.class).ifPresent(mid -> mids.add(mid.id()));
        }
        SessionDescription answer = new SessionDescription(
                "- " + local.sessionId() + " 1 IN IP4 127.0.0.1",
                "-",
                List.of("t=0 0"),
                List.of(new Group(Group.BUNDLE, mids)),
                sections);
        return new JanusAnswer(answer.write(), AnswerReader.read(answer, chosen(offered)));
    }

    private static MediaSection answered(MediaSection section, LocalTransport local) {
        List<Attribute> lines = new ArrayList<>();
        lines.add(new IceUfrag(local.iceUfrag()));
        lines.add(new IcePwd(local.icePwd()));
        lines.add(local.fingerprint());
        lines.add(Setup.ACTIVE);
        section.first(Mid.class).ifPresent(lines::add);
        lines.add(Direction.RECVONLY);
        lines.add(Flag.RTCP_MUX);
        lines.addAll(section.all(RtpMap.class));
        lines.addAll(section.all(Fmtp.class));
        section.all(RtcpFeedback.class).stream()
                .filter(line -> FEEDBACK.contains(line.feedback()))
                .forEach(lines::add);
        return new MediaSection(
                section.kind(),
                DISCARD_PORT,
                section.protocol(),
                section.formats(),
                List.of("c=IN IP4 0.0.0.0"),
                lines);
    }

    /** The offer once its DTLS role has been chosen by our answer: that makes both symmetrical, and one reader does for either. */
    private static SessionDescription chosen(SessionDescription offered) {
        return new SessionDescription(
                offered.origin(),
                offered.name(),
                offered.otherLines(),
                passive(offered.attributes()),
                offered.media().stream().map(JanusAnswer::passive).toList());
    }

    private static MediaSection passive(MediaSection section) {
        return new MediaSection(
                section.kind(),
                section.port(),
                section.protocol(),
                section.formats(),
                section.otherLines(),
                passive(section.attributes()));
    }

    private static List<Attribute> passive(List<Attribute> attributes) {
        return attributes.stream()
                .map(line -> line == Setup.ACTPASS ? Setup.PASSIVE : line)
                .toList();
    }
}
