package dev.treecast.bench.swarm;

import dev.treecast.server.demo.MediaKind;
import dev.treecast.webrtc.rtp.ReceptionStatistics;
import dev.treecast.webrtc.sdp.NegotiatedMedia;
import org.jspecify.annotations.Nullable;

/** One track of one viewer: its counts, and what its receiver reports say. */
final class WatchedTrack {
    final MediaKind kind;
    final int payloadType;
    final int rtxPayloadType;
    final int clockRateHz;
    final SequenceCounter sequence = new SequenceCounter();

    /** Where payloads are checked; null where the viewer only counts. */
    final @Nullable PayloadCheck check;

    private long packets;
    private long bytes;
    long retransmissions;
    private @Nullable ReceptionStatistics statistics;
    private int ssrc;

    WatchedTrack(NegotiatedMedia media, MediaKind kind, @Nullable PayloadCheck check) {
        this.kind = kind;
        this.payloadType = media.payloadType();
        this.rtxPayloadType = media.rtxPayloadType();
        this.clockRateHz = media.clockRateHz();
        this.check = check;
    }

    /** Counts a packet by its header, which is never encrypted. */
    void count(long nowNs, int sequenceNumber, int timestamp, int packetSsrc, int length) {
        sequence.add(sequenceNumber);
        packets++;
        bytes += length;
        ReceptionStatistics known = statistics;
        if (known == null || packetSsrc != ssrc) {
            ssrc = packetSsrc;
            known = new ReceptionStatistics(packetSsrc, clockRateHz);
            statistics = known;
        }
        known.onPacket(sequenceNumber, timestamp, nowNs);
    }

    /** Null before the first packet. */
    @Nullable
    ReceptionStatistics statistics() {
        return statistics;
    }

    int ssrc() {
        return ssrc;
    }

    Counts counts() {
        return new Counts(
                0,
                0,
                0,
                packets,
                bytes,
                sequence.expected(),
                sequence.received(),
                sequence.duplicates(),
                sequence.reordered(),
                sequence.tooLate(),
                retransmissions,
                0,
                0,
                0,
                0);
    }
}
