package dev.treecast.edge;

/** What one viewer has been sent of one track, and what it says about it. */
final class OutboundTrack {
    final EdgeTrack track;

    /** Video starts with a keyframe; until then nothing is sent. */
    boolean started;

    long packets;
    long payloadBytes;
    long retransmissions;
    long nacked;
    int rtxSequenceNumber;

    // From the viewer's last report.
    int fractionLost;
    long cumulativeLost;
    long jitter;

    OutboundTrack(EdgeTrack track) {
        this.track = track;
    }
}
