package dev.treecast.webrtc.sdp;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A description whose transport is one we can serve: bundled, multiplexed, with ICE credentials and a fingerprint.
 *
 * @param description the parsed text
 * @param media all sections, in the order of their m= lines
 * @param bundle the live sections in the BUNDLE group's order, or the only section where there is no group
 * @param bundled true when there is a BUNDLE group
 */
public record Offer(SessionDescription description, List<MediaOffer> media, List<MediaOffer> bundle, boolean bundled) {

    public Offer {
        media = List.copyOf(media);
        bundle = List.copyOf(bundle);
    }

    Optional<MediaOffer> firstLive(MediaKind kind, Predicate<Direction> direction) {
        return media.stream()
                .filter(section -> section.live() && section.kind() == kind && direction.test(section.direction()))
                .findFirst();
    }

    /** Whether it has neither audio nor video, but data channels. */
    boolean isDataOnly() {
        return media.stream().filter(MediaOffer::live).allMatch(section -> section.kind() == MediaKind.DATA);
    }

    /** The section whose transport counts once only these are kept (RFC 9143 section 7.3.1). */
    static MediaOffer tagged(List<MediaOffer> bundle, Predicate<MediaOffer> kept) throws NegotiationException {
        for (MediaOffer section : bundle) {
            if (kept.test(section)) {
                return section;
            }
        }
        throw NegotiationException.noMedia("There is no media section left to answer.");
    }
}
