package dev.treecast.tree;

import dev.treecast.webrtc.rtp.Playout;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** One publisher's time on a stream, from its first offer to its end. Packets are delivered from the publisher's loop only. */
public final class Publication {
    /** What {@link #bitrateBps} says before it was measured, or heard from the node that measures it. */
    public static final long UNKNOWN_BITRATE = -1;

    private final LiveStream stream;
    private final String principal;
    private final List<Track> tracks;
    private final PublicationControl control;
    private final PacketRate rate = new PacketRate();
    private final AtomicLongArray bitratesBps;
    private final int[] layerOf;
    private volatile boolean scalable;
    private volatile StreamTiming timing = StreamTiming.unknown(Playout.INTERACTIVE);

    Publication(LiveStream stream, String principal, List<Track> tracks, PublicationControl control) {
        this.stream = stream;
        this.principal = principal;
        this.tracks = List.copyOf(tracks);
        this.control = control;
        this.layerOf = Track.layers(tracks);
        this.bitratesBps = new AtomicLongArray(tracks.size());
        for (int i = 0; i < bitratesBps.length(); i++) {
            bitratesBps.setPlain(i, UNKNOWN_BITRATE);
        }
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

    /**
     * What the publisher sends of a track, in bits per second over the last second or so, measured where it is published: also of a layer that does not come to
     * this node. Any thread may ask.
     *
     * @return 0 when it sends nothing, {@link #UNKNOWN_BITRATE} when that is not known
     */
    public long bitrateBps(int track) {
        return bitratesBps.getOpaque(track);
    }

    /** Notes what {@link #bitrateBps} says. Any thread may. */
    public void bitrateMeasured(int track, long bitsPerSecond) {
        bitratesBps.setOpaque(track, bitsPerSecond);
    }

    /** Which layer a track is: how many tracks of video are before it; -1 for sound. */
    public int layerOf(int track) {
        return layerOf[track];
    }

    /** The tracks of video in their order: the i-th is layer i. */
    public List<Integer> videoTracks() {
        return Track.videoTracks(tracks);
    }

    /** Whether packets of more than one layer of one source came through here. Any thread may ask. */
    public boolean isScalable() {
        return scalable;
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
        if (packet.layer().spatial() > 0 || packet.layer().temporal() > 0) {
            scalable = true;
        }
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
