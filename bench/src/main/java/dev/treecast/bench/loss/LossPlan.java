package dev.treecast.bench.loss;

/**
 * One row of the table.
 *
 * @param loss of the packets on the way to the viewer, 0 to 1
 * @param burstMs how long losses last that come together, on average; 0: each packet is lost by itself
 * @param feedbackLoss of the viewer's requests, 0 to 1
 * @param deadlineMs from a packet's first sending; what comes later counts as lost
 * @param roundTripKnown whether the viewer knows the round trip (by extended reports, RFC 3611); libwebrtc asks again after 100 ms otherwise
 * @param fecGroup media packets for each FEC packet
 * @param packets of media
 */
public record LossPlan(
        Scheme scheme,
        double loss,
        int burstMs,
        double feedbackLoss,
        int roundTripMs,
        int deadlineMs,
        boolean roundTripKnown,
        int fecGroup,
        int packets,
        long seed) {

    /** One-way delays vary by up to so much, in order. */
    static final int JITTER_MS = 2;

    static final int FRAMES_PER_SECOND = 30;

    /** 2.5 Mbit/s of 1,200 bytes. */
    static final int PACKETS_PER_FRAME = 9;

    static final int PACKET_BYTES = 1_200;

    /** An RTP packet with nothing but padding, with SRTP, UDP and IPv4. */
    static final int PADDING_BYTES = 60;

    /** Frames between keyframes, which are eight times as large as the others. */
    static final int KEYFRAME_FRAMES = 300;

    static final int KEYFRAME_FACTOR = 8;
}
