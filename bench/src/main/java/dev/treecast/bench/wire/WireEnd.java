package dev.treecast.bench.wire;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.random.RandomGenerator;

/** One direction of a wire: from a device, through the path, to the other device. Belongs to the wire's thread. */
final class WireEnd {
    /** Packets read in a row before those that are due get their turn. */
    private static final int READS_MAX = 64;

    private static final double NS_PER_MS = 1e6;

    private final TunDevice from;
    private final TunDevice to;
    private final ImpairedPath path;
    private final DelayLine line = new DelayLine();
    private final long[] dueNs = new long[ImpairedPath.COPIES_MAX];
    private final byte[] packet = new byte[2_048];

    private RtpFlows flows = new RtpFlows();
    private long bytes;
    private long delivered;
    private long refused;
    private long lateNsMax;

    private long offeredBefore;
    private long lostBefore;
    private long tailDroppedBefore;
    private long duplicatedBefore;

    WireEnd(TunDevice from, TunDevice to, RandomGenerator random) {
        this.from = from;
        this.to = to;
        this.path = new ImpairedPath(Impairments.NONE, random);
    }

    void change(Impairments changed) {
        path.change(changed);
    }

    /** Takes in what has come. */
    void receive(LinuxCalls calls, MemorySegment buffer) throws IOException {
        for (int i = 0; i < READS_MAX; i++) {
            int length = calls.read(from.descriptor(), buffer);
            if (length <= 0) {
                return;
            }
            int kept = Math.min(length, packet.length);
            MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, packet, 0, kept);
            int copies = path.offer(System.nanoTime(), length, RtpFlows.portOf(packet, kept), dueNs);
            bytes += length;
            flows.count(packet, kept, copies == 0);
            for (int copy = 0; copy < copies; copy++) {
                if (!line.put(packet, length, dueNs[copy])) {
                    refused++;
                }
            }
        }
    }

    /** Lets out what is due. */
    void send(LinuxCalls calls, MemorySegment buffer) {
        long nowNs = System.nanoTime();
        for (DelayLine.Packet due = line.poll(nowNs); due != null; due = line.poll(nowNs)) {
            MemorySegment.copy(due.bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, due.length);
            if (calls.write(to.descriptor(), buffer, due.length)) {
                delivered++;
            } else {
                refused++;
            }
            lateNsMax = Math.max(lateNsMax, nowNs - due.dueNs);
            line.release(due);
        }
    }

    long nextDueNs() {
        return line.nextDueNs();
    }

    /** What has been counted since the last time. */
    PathCount takeCounts() {
        PathCount count = new PathCount(
                path.offered() - offeredBefore,
                bytes,
                path.lost() - lostBefore,
                path.tailDropped() - tailDroppedBefore,
                path.duplicated() - duplicatedBefore,
                delivered,
                refused,
                lateNsMax / NS_PER_MS,
                flows.counts());
        offeredBefore = path.offered();
        lostBefore = path.lost();
        tailDroppedBefore = path.tailDropped();
        duplicatedBefore = path.duplicated();
        bytes = 0;
        delivered = 0;
        refused = 0;
        lateNsMax = 0;
        flows = new RtpFlows();
        return count;
    }
}
