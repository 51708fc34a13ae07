package dev.treecast.webrtc.sdp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads what a WHIP or WHEP client offers (RFC 9429 section 5.10, RFC 9725 section 4.4) and refuses what a server with one port for
 * everything cannot serve.
 */
public final class OfferReader {
    private OfferReader() {}

    /** @throws NegotiationException with a sentence for the one who made the offer */
    public static Offer read(SessionDescription description) throws NegotiationException {
        List<MediaOffer> media = new ArrayList<>();
        for (int i = 0; i < description.media().size(); i++) {
            media.add(SectionReader.read(description, i));
        }
        List<MediaOffer> live = media.stream().filter(MediaOffer::live).toList();
        if (live.isEmpty()) {
            throw NegotiationException.noMedia("This offer has no audio or video.");
        }
        requireDistinctMids(live);
        requireMultiplexing(live);
        List<Group> groups = description.all(Group.class).stream()
                .filter(group -> group.semantics().equals(Group.BUNDLE))
                .toList();
        List<MediaOffer> bundle = bundle(live, groups);
        requireTransport(description, bundle.getFirst());
        return new Offer(description, media, bundle, !groups.isEmpty());
    }

    private static void requireDistinctMids(List<MediaOffer> live) throws NegotiationException {
        Set<String> seen = new HashSet<>();
        for (MediaOffer section : live) {
            if (!section.mid().isEmpty() && !seen.add(section.mid())) {
                throw NegotiationException.unusable(
                        "Two media sections of this offer have the same a=mid:" + section.mid() + ".");
            }
        }
    }

    private static void requireMultiplexing(List<MediaOffer> live) throws NegotiationException {
        for (MediaOffer section : live) {
            boolean multiplexed =
                    section.section().has(Flag.RTCP_MUX) || section.section().has(Flag.RTCP_MUX_ONLY);
            if (section.isMedia() && !multiplexed) {
                throw NegotiationException.unusable(
                        "This offer does not send RTP and RTCP over one port; add a=rtcp-mux to every media section.");
            }
        }
    }

    /** The live sections in the group's order. A single section without any group is a bundle by itself. */
    private static List<MediaOffer> bundle(List<MediaOffer> live, List<Group> groups) throws NegotiationException {
        if (groups.size() > 1) {
            throw NegotiationException.unusable(
                    "This offer has " + groups.size() + " BUNDLE groups; put all media into one.");
        }
        if (groups.isEmpty()) {
            if (live.size() > 1) {
                throw unbundled();
            }
            return live;
        }
        List<MediaOffer> bundle = new ArrayList<>();
        for (String mid : groups.getFirst().mids()) {
            for (MediaOffer section : live) {
                if (section.mid().equals(mid) && !bundle.contains(section)) {
                    bundle.add(section);
                }
            }
        }
        if (bundle.size() < live.size()) {
            throw unbundled();
        }
        return bundle;
    }

    private static NegotiationException unbundled() {
        return NegotiationException.unusable(
                "This offer does not bundle all its media; use bundlePolicy max-bundle (a=group:BUNDLE).");
    }

    private static void requireTransport(SessionDescription description, MediaOffer tagged)
            throws NegotiationException {
        if (tagged.transport().isEmpty()) {
            throw NegotiationException.unusable(
                    SectionReader.hasIceCredentials(description, tagged.section())
                            ? "This offer has no certificate fingerprint that we trust; add a=fingerprint with sha-256."
                            : "This offer has no ICE credentials; add a=ice-ufrag and a=ice-pwd.");
        }
        RemoteTransport transport = tagged.transport().get();
        if (transport.iceLite()) {
            throw NegotiationException.unusable("This offer comes from an ICE-lite agent, and this server is one too;"
                    + " one end has to make the connectivity checks.");
        }
        if (transport.setup() == Setup.HOLDCONN) {
            throw NegotiationException.unusable("This offer says a=setup:holdconn; use a=setup:actpass.");
        }
    }
}
