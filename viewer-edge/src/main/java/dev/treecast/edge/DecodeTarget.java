package dev.treecast.edge;

import dev.treecast.webrtc.rtp.Codec;
import dev.treecast.webrtc.rtp.PacketLayer;
import java.util.List;

/**
 * What of a scalable stream is to be decoded: all layers up to one.
 *
 * @param spatialMax the largest picture
 * @param temporalMax the layer of the highest frame rate
 */
record DecodeTarget(int spatialMax, int temporalMax) {
    private static final int ALL = 7;

    /** Everything. */
    static final DecodeTarget WHOLE = new DecodeTarget(ALL, ALL);

    /** The smallest picture at a quarter and half of its rate, and whole; the one of twice the size. */
    private static final List<DecodeTarget> SPATIAL =
            List.of(new DecodeTarget(0, 0), new DecodeTarget(0, 1), new DecodeTarget(0, ALL), new DecodeTarget(1, ALL));

    /**
     * VP8's base alone: libwebrtc takes every gap between the picture ids of frames that are not of the base for a loss, so that dropping the uppermost layer of three
     * would make it wait.
     */
    private static final List<DecodeTarget> VP8 = List.of(new DecodeTarget(0, 0));

    /** What can be offered of a codec's streams beside the whole, the smallest first; each is a part of the next. */
    static List<DecodeTarget> thinner(Codec codec) {
        return switch (codec) {
            case VP9, AV1 -> SPATIAL;
            case VP8 -> VP8;
            case H264, OPUS -> List.of();
        };
    }

    /** Whether a packet is needed; one of which nothing is known always is. */
    boolean takes(PacketLayer layer) {
        return layer.spatial() <= spatialMax && layer.temporal() <= temporalMax;
    }

    /** Whether nothing of its picture comes after a packet, as far as its layer tells. */
    boolean isLast(PacketLayer layer) {
        return layer.isKnown() && layer.endsFrame() && layer.spatial() == spatialMax;
    }

    /** What it comes to where there are only so many layers. */
    DecodeTarget within(SeenLayers seen) {
        return new DecodeTarget(Math.min(spatialMax, seen.spatialMax()), Math.min(temporalMax, seen.temporalMax()));
    }

    /** {@code S0T1}: what the W3C's names of scalability modes count from 1, counted from 0. */
    String text() {
        return "S" + spatialMax + "T" + temporalMax;
    }
}
