package dev.treecast.webrtc.sdp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The layers that we take of an offered simulcast (RFC 8853), each under the publisher's name for it (RFC 8851). Not taken: a layer without an
 * {@code a=rid} line of its own, or with two, or one that may not be sent in the codec that was chosen. The old way of many SSRCs ({@code a=ssrc-group:SIM}) is not
 * answered.
 */
final class SimulcastLayers {
    /** OBS sends four at the most, browsers three. */
    static final int LAYERS_MAX = 4;

    /** What fits a one-byte header extension element (RFC 8285 section 4.2), and all that libwebrtc writes. */
    private static final int RID_LENGTH_MAX = 16;

    /** Restrictions of RFC 8851 section 5 that concern the publisher and mean nothing else to us: taken as they are. */
    private static final Set<String> RESTRICTIONS =
            Set.of("max-width", "max-height", "max-fps", "max-fs", "max-br", "max-pps", "max-bpp");

    /** What layers are called by habit, from the smallest to the largest. */
    private static final List<List<String>> NAMES = List.of(
            List.of("q", "h", "f"),
            List.of("l", "m", "h"),
            List.of("low", "mid", "high"),
            List.of("low", "medium", "high"));

    private SimulcastLayers() {}

    /**
     * The layers that we take, in the offer's order; empty where there are fewer than two, or packets would not say which they are of.
     *
     * @param terms of the section
     */
    static List<Rid> accepted(MediaTerms terms) {
        MediaOffer section = terms.section();
        boolean named = terms.extensions().stream().anyMatch(line -> line.uri().equals(HeaderExtensions.RID));
        if (!named || section.simulcast().isEmpty()) {
            return List.of();
        }
        List<Rid> layers = new ArrayList<>();
        for (List<String> alternatives : section.simulcast().get().send()) {
            // Whether it begins paused is the publisher's affair: we could not ask it to go on (RFC 7728).
            alternatives.stream()
                    .map(id -> id.startsWith("~") ? id.substring(1) : id)
                    .flatMap(id -> usable(section, id, terms.codec()).stream())
                    .filter(rid -> layers.size() < LAYERS_MAX && !layers.contains(rid))
                    .findFirst()
                    .ifPresent(layers::add);
        }
        return layers.size() < 2 ? List.of() : List.copyOf(layers);
    }

    private static List<Rid> usable(MediaOffer section, String id, CodecOffer codec) {
        List<Rid> lines =
                section.rids().stream().filter(rid -> rid.id().equals(id)).toList();
        boolean usable = lines.size() == 1
                && id.length() <= RID_LENGTH_MAX
                && lines.getFirst().direction() == Direction.SENDONLY
                && mayUse(lines.getFirst(), codec);
        return usable ? lines : List.of();
    }

    private static boolean mayUse(Rid rid, CodecOffer codec) {
        String payloadTypes = rid.restriction("pt");
        return payloadTypes.isEmpty()
                || SdpTokens.split(payloadTypes, ',').contains(Integer.toString(codec.payloadType()));
    }

    /** The lines that answer them: the same order, the same restrictions as far as we know them. */
    static List<Attribute> answer(List<Rid> layers, CodecOffer codec) {
        if (layers.isEmpty()) {
            return List.of();
        }
        List<Attribute> lines = new ArrayList<>();
        for (Rid layer : layers) {
            List<String> kept = new ArrayList<>();
            for (String each : SdpTokens.split(layer.restrictions(), ';')) {
                String name = each.strip().split("=", 2)[0];
                if (name.equals("pt")) {
                    kept.add("pt=" + codec.payloadType());
                } else if (RESTRICTIONS.contains(name)) {
                    kept.add(each.strip());
                }
            }
            lines.add(new Rid(layer.id(), Direction.RECVONLY, String.join(";", kept)));
        }
        lines.add(new Simulcast(
                List.of(), layers.stream().map(layer -> List.of(layer.id())).toList()));
        return lines;
    }

    /** The layers that the other end takes of those we offered, in our order. */
    static List<Rid> taken(MediaOffer ours, MediaOffer theirs) {
        Set<String> wanted = theirs.simulcast().stream()
                .flatMap(simulcast -> simulcast.receive().stream())
                .map(List::getFirst)
                .collect(Collectors.toSet());
        return ours.rids().stream().filter(rid -> wanted.contains(rid.id())).toList();
    }

    /**
     * Their names from the smallest picture to the largest. SDP does not say which is which, so in this order: by the restrictions, where each has one of a kind (picture
     * size, bitrate); by habitual names (q, h, f); numbered 0, 1, 2 … as OBS does, which begins with the largest; otherwise the offer's order, as the defaults of
     * {@code scaleResolutionDownBy} make it (WebRTC, addTransceiver).
     */
    static List<String> bySize(List<Rid> layers) {
        List<String> ids = layers.stream().map(Rid::id).toList();
        for (Comparator<Rid> order :
                List.of(bySurface(layers), byNumber(layers, "max-fs"), byNumber(layers, "max-br"))) {
            List<Rid> sorted = layers.stream().sorted(order).toList();
            if (tells(order, sorted)) {
                return sorted.stream().map(Rid::id).toList();
            }
        }
        for (List<String> names : NAMES) {
            if (names.containsAll(ids)) {
                return names.stream().filter(ids::contains).toList();
            }
        }
        return isNumberedFromZero(ids) ? ids.reversed() : ids;
    }

    private static boolean tells(Comparator<Rid> order, List<Rid> sorted) {
        for (int i = 1; i < sorted.size(); i++) {
            if (order.compare(sorted.get(i - 1), sorted.get(i)) == 0) {
                return false;
            }
        }
        return true;
    }

    private static Comparator<Rid> bySurface(List<Rid> layers) {
        boolean all = layers.stream().allMatch(rid -> rid.number("max-width") > 0 && rid.number("max-height") > 0);
        return Comparator.comparingLong(rid -> all ? rid.number("max-width") * rid.number("max-height") : 0);
    }

    private static Comparator<Rid> byNumber(List<Rid> layers, String restriction) {
        boolean all = layers.stream().allMatch(rid -> rid.number(restriction) > 0);
        return Comparator.comparingLong(rid -> all ? rid.number(restriction) : 0);
    }

    private static boolean isNumberedFromZero(List<String> ids) {
        for (int i = 0; i < ids.size(); i++) {
            if (!ids.get(i).equals(Integer.toString(i))) {
                return false;
            }
        }
        return true;
    }
}
