package dev.treecast.bench.swarm;

import dev.treecast.server.demo.MediaKind;
import dev.treecast.server.demo.SentPackets;
import java.util.zip.CRC32C;

/**
 * What a publisher has sent lately: checksum and time of each payload, for the viewers who check. Written on the publisher's loop, read on
 * the checkers': the count of packets, written last and read first, makes the rest visible.
 */
final class SentLog implements SentPackets {
    /** Packets remembered of a track, a power of two: half a minute of the clip's video. */
    static final int PACKETS = 8_192;

    /** One RTP stream of the publisher. */
    static final class Track {
        private final int[] timestamps = new int[PACKETS];
        private final int[] checksums = new int[PACKETS];
        private final long[] sentNs = new long[PACKETS];
        private volatile long count;

        void add(int timestamp, int checksum, long nowNs) {
            long index = count;
            int slot = slot(index);
            timestamps[slot] = timestamp;
            checksums[slot] = checksum;
            sentNs[slot] = nowNs;
            count = index + 1;
        }

        private static int slot(long index) {
            return (int) index & PACKETS - 1;
        }

        /** Packets logged in all. */
        long count() {
            return count;
        }

        /** The index of the newest packet with this timestamp and checksum, or −1. */
        long find(int timestamp, int checksum) {
            long newest = count - 1;
            for (long index = newest; index >= 0 && index > newest - PACKETS; index--) {
                if (timestamps[slot(index)] == timestamp && checksums[slot(index)] == checksum) {
                    return index;
                }
            }
            return -1;
        }

        boolean matches(long index, int timestamp, int checksum) {
            return timestamps[slot(index)] == timestamp && checksums[slot(index)] == checksum;
        }

        /** Whether it is still there, and there already. */
        boolean holds(long index) {
            long newest = count - 1;
            return index >= 0 && index <= newest && index > newest - PACKETS;
        }

        long sentNs(long index) {
            return sentNs[slot(index)];
        }
    }

    private final Track video = new Track();
    private final Track audio = new Track();
    private final CRC32C checksum = new CRC32C();

    Track track(MediaKind kind) {
        return kind == MediaKind.VIDEO ? video : audio;
    }

    @Override
    public void sending(MediaKind kind, int rtpTimestamp, byte[] payload, int offset, int length) {
        checksum.reset();
        checksum.update(payload, offset, length);
        track(kind).add(rtpTimestamp, (int) checksum.getValue(), System.nanoTime());
    }
}
