package dev.treecast.edge;

import dev.treecast.tree.KeptPacket;
import dev.treecast.webrtc.srtp.PlainRtpPacket;

/**
 * The packets that a group of viewers is about to be sent, written as their profile wants them, once for all of them. One per loop: it is filled
 * and sent in one go. Video stands before audio, and video packets of nearly the same length are padded to the same (RFC 3550 section
 * 5.1), because the kernel cuts a run into equal pieces and only the last may be shorter.
 */
final class FanOutBatch {
    /** {@code UDP_MAX_SEGMENTS}: more do not fit one run. */
    static final int PACKETS_MAX = 64;

    /**
     * Bytes of padding at most, per packet: encoders cut a frame into packets a byte or two apart, and header extensions on some of them add
     * up to 24. A run saved is worth some 2 µs, 32 bytes of padding 20 ns.
     */
    private static final int PADDING_BYTES_MAX = 32;

    private final PlainRtpPacket[] packets = new PlainRtpPacket[PACKETS_MAX];
    private final EdgeTrack[] tracks = new EdgeTrack[PACKETS_MAX];
    private final long[] sequences = new long[PACKETS_MAX];
    private final long[] places = new long[PACKETS_MAX];
    private final boolean[] keyframes = new boolean[PACKETS_MAX];
    private final int[] payloadBytes = new int[PACKETS_MAX];
    private int size;

    FanOutBatch() {
        for (int i = 0; i < PACKETS_MAX; i++) {
            packets[i] = new PlainRtpPacket(ProfileGroup.PACKET_BYTES_MAX);
        }
    }

    void clear() {
        size = 0;
    }

    /**
     * Writes a packet as a profile wants it; one that is too long for the network is left out.
     *
     * @param place where it stands in the stream's {@link PacketLog}
     */
    void add(ProfileGroup group, EdgeTrack track, KeptPacket media, long place) {
        add(group, track, media, media.timestamp(), place);
    }

    /** The same under another timestamp than the packet's own. */
    void add(ProfileGroup group, EdgeTrack track, KeptPacket media, long timestamp, long place) {
        if (group.write(track, media, timestamp, packets[size])) {
            tracks[size] = track;
            sequences[size] = media.sequence();
            places[size] = place;
            keyframes[size] = !track.isVideo() || track.ring.isKeyframe(media);
            payloadBytes[size] = media.payloadLength();
            size++;
        }
    }

    /** Pads what may be padded, when all is written. */
    void equalise(ProfileGroup group) {
        int first = 0;
        while (first < size && group.pads(tracks[first])) {
            int shortest = packets[first].length();
            int longest = shortest;
            int next = first + 1;
            while (next < size && tracks[next] == tracks[first]) {
                int length = packets[next].length();
                if (Math.max(longest, length) - Math.min(shortest, length) > PADDING_BYTES_MAX) {
                    break;
                }
                shortest = Math.min(shortest, length);
                longest = Math.max(longest, length);
                next++;
            }
            for (int i = first; i < next; i++) {
                packets[i].pad(longest);
            }
            first = next;
        }
    }

    int size() {
        return size;
    }

    /** Bytes of all its packets. */
    int bytes() {
        int bytes = 0;
        for (int i = 0; i < size; i++) {
            bytes += packets[i].length();
        }
        return bytes;
    }

    PlainRtpPacket packet(int i) {
        return packets[i];
    }

    EdgeTrack track(int i) {
        return tracks[i];
    }

    /** The packet's number in its track. */
    long sequence(int i) {
        return sequences[i];
    }

    long place(int i) {
        return places[i];
    }

    /** Whether it can be decoded without those before it: audio, and packets of the newest keyframe. */
    boolean isKeyframe(int i) {
        return keyframes[i];
    }

    int payloadBytes(int i) {
        return payloadBytes[i];
    }
}
