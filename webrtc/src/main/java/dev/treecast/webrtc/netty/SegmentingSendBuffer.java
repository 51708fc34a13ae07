package dev.treecast.webrtc.netty;

import dev.treecast.webrtc.peer.Destination;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Sends with {@code sendmmsg} and {@code UDP_SEGMENT} on Linux: many runs a call, many datagrams a run, no object and no copy for any of
 * them.
 *
 * <p>The socket either takes a run or it is lost: with a send buffer of 4 MiB, a socket that refuses stands before a network that has
 * been full for milliseconds, and whatever waits behind that comes too late for live play.
 */
final class SegmentingSendBuffer implements LoopSendBuffer {

    /** One run for so many bytes of memory: a packet of audio is a run by itself. */
    private static final int BYTES_A_RUN = 512;

    /** {@code UDP_MAX_SEGMENTS} of kernels before 6.9. */
    private static final int SEGMENTS_MAX = 64;

    /** One run is one datagram to the kernel: 65,535 bytes less IP's and UDP's headers. */
    private static final int RUN_BYTES_MAX = 65_535 - 40 - 8;

    // Given.
    private final int descriptor;
    private final LoopCounters counters;
    private final Runnable flushWanted;

    // Owned.
    private final MemorySegment memory;
    private final int memoryBytes;
    private final int runsMax;
    private final MemorySegment callState;
    private final MessageArray messages;
    private final Destination[] destinations;
    private final long[] runOffsets;
    private final int[] runBytes;
    private final int[] runSegments;
    private final int[] segmentBytes;
    private final byte[] scratch = new byte[DATAGRAM_BYTES_MAX];

    // State.
    private boolean segmentation = true;
    private long position;
    private int runs;
    private boolean runEnded;
    private long datagrams;
    private long lost;
    private long lostBytes;

    /**
     * @param descriptor the open socket; {@link #flush} is not called after it was closed
     * @param memoryBytes what is written before it is sent, at least {@link #DATAGRAM_BYTES_MAX}
     * @param flushWanted called when the first datagram of a turn was committed
     */
    SegmentingSendBuffer(int descriptor, int memoryBytes, LoopCounters counters, Runnable flushWanted) {
        this.descriptor = descriptor;
        this.counters = counters;
        this.flushWanted = flushWanted;
        this.memoryBytes = memoryBytes;
        this.runsMax = Math.max(1, memoryBytes / BYTES_A_RUN);
        boolean ipv6 = Libc.isIpv6(descriptor);
        Libc.ignorePathMtu(descriptor, ipv6);
        destinations = new Destination[runsMax];
        runOffsets = new long[runsMax];
        runBytes = new int[runsMax];
        runSegments = new int[runsMax];
        segmentBytes = new int[runsMax];
        memory = Arena.ofAuto().allocate(memoryBytes, 64);
        callState = Libc.allocateCallState(Arena.ofAuto());
        messages = new MessageArray(runsMax, ipv6);
    }

    @Override
    public MemorySegment memory() {
        return memory;
    }

    @Override
    public byte[] scratch() {
        return scratch;
    }

    @Override
    public long reserve(int bytesMax) {
        if (position + bytesMax > memoryBytes || runs == runsMax) {
            flush();
        }
        return position;
    }

    @Override
    public void commit(Destination to, int length) {
        int last = runs - 1;
        if (last >= 0 && !runEnded && destinations[last] == to && joins(last, length)) {
            runBytes[last] += length;
            runSegments[last]++;
            runEnded = length < segmentBytes[last];
        } else if (messages.reaches(to)) {
            if (runs == 0) {
                flushWanted.run();
            }
            begin(to, length);
        } else {
            counters.socketErrors.increment();
            return;
        }
        position += length;
        datagrams++;
    }

    private boolean joins(int run, int length) {
        return segmentation
                && length <= segmentBytes[run]
                && runSegments[run] < SEGMENTS_MAX
                && runBytes[run] + length <= RUN_BYTES_MAX;
    }

    private void begin(Destination to, int length) {
        destinations[runs] = to;
        runOffsets[runs] = position;
        runBytes[runs] = length;
        runSegments[runs] = 1;
        segmentBytes[runs] = length;
        messages.name(runs, to);
        runs++;
        runEnded = false;
    }

    @Override
    public void flush() {
        if (runs == 0) {
            return;
        }
        long base = memory.address();
        for (int run = 0; run < runs; run++) {
            messages.data(run, base + runOffsets[run], runBytes[run], runSegments[run] > 1 ? segmentBytes[run] : 0);
        }
        int done = 0;
        while (done < runs) {
            int sent = Libc.sendMessages(descriptor, messages.address(done), runs - done, callState);
            done = sent > 0 ? done + sent : refused(done, Libc.errno(callState));
        }
        counters.datagramsSent.add(datagrams - lost);
        counters.bytesSent.add(position - lostBytes);
        counters.runsSent.add(runs);
        datagrams = 0;
        lost = 0;
        lostBytes = 0;
        runs = 0;
        position = 0;
    }

    /** What to do about a run that the kernel refused: the run to go on with. */
    private int refused(int run, int errno) {
        switch (errno) {
            case Libc.EINTR -> {
                return run;
            }
            case Libc.EAGAIN, Libc.ENOBUFS -> {
                for (int each = run; each < runs; each++) {
                    lost(runSegments[each], runBytes[each]);
                    counters.sendQueueFull.add(runSegments[each]);
                }
                return runs;
            }
            case Libc.EIO, Libc.EINVAL, Libc.EMSGSIZE -> {
                if (runSegments[run] > 1) {
                    // EIO: this network interface cannot finish checksums, and so cannot cut runs either (udp(7)).
                    segmentation &= errno != Libc.EIO;
                    sendOneByOne(run);
                    return run + 1;
                }
            }
            default -> {
                // An address that cannot be reached, or a filter: it concerns one session, which times out.
            }
        }
        lost(runSegments[run], runBytes[run]);
        counters.socketErrors.increment();
        return run + 1;
    }

    private void sendOneByOne(int run) {
        long start = memory.address() + runOffsets[run];
        for (int at = 0; at < runBytes[run]; at += segmentBytes[run]) {
            int length = Math.min(segmentBytes[run], runBytes[run] - at);
            messages.data(run, start + at, length, 0);
            if (Libc.sendMessages(descriptor, messages.address(run), 1, callState) != 1) {
                lost(1, length);
                counters.socketErrors.increment();
            }
        }
    }

    private void lost(int segments, int bytes) {
        lost += segments;
        lostBytes += bytes;
    }
}
