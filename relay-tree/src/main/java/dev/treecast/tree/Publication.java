package dev.treecast.tree;

import dev.treecast.webrtc.rtp.Playout;
import java.util.List;

/** One publisher's time on a stream, from its first offer to its end. Packets are delivered from the publisher's loop only. */
public final class Publication {
    private final LiveStream stream;
    private final String principal;
    private final List<Track> tracks;
    private final PublicationControl control;
    private final PacketRate rate = new PacketRate();
    private volatile StreamTiming timing = StreamTiming.unknown(Playout.INTERACTIVE);

    Publication(LiveStream stream, String principal, List<Track> tracks, PublicationControl control) {
        this.stream = stream;
        this.principal = principal;
        this.tracks = List.copyOf(tracks);
        this.control = control;
    }

    public LiveStream stream() {
        return stream;
    }

    /** Whose it is: equal for two publications made with the same credentials. */
    public String principal() {
        return principal;
    }

    public List<Track> tracks() {
        return tracks;
    }

    public PublicationControl control() {
        return control;
    }

    /** Packets a second over the last second, all tracks; a common rate before that is over. Any thread may ask. */
    public int packetsPerSecond() {
        return rate.packetsPerSecond();
    }

    /** What is known of the publisher's time. Any thread may ask. */
    public StreamTiming timing() {
        return timing;
    }

    /** Something new is known of the publisher's time. */
    public void timing(StreamTiming known) {
        timing = known;
    }

    /** Hands a packet to everyone who watches. */
    public void deliver(MediaPacket packet) {
        rate.count(packet.arrivedNs());
        for (StreamSubscriber subscriber : stream.subscribers()) {
            subscriber.packet(this, packet);
        }
    }

    /** Hands the publisher's clock on; see {@link StreamSubscriber#senderReport}. */
    public void senderReport(int track, long ntpTimestamp, long timestamp, long arrivedNs) {
        for (StreamSubscriber subscriber : stream.subscribers()) {
            subscriber.senderReport(this, track, ntpTimestamp, timestamp, arrivedNs);
        }
    }

    /** The publisher is gone. Calling it again, or after a takeover, does nothing. */
    public void ended(long nowNs) {
        stream.publicationEnded(this, nowNs);
    }
}
