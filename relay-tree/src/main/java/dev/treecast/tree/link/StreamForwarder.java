package dev.treecast.tree.link;

import dev.treecast.tree.KeptPacket;
import dev.treecast.tree.KeyframeRequests;
import dev.treecast.tree.LiveStream;
import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.Publication;
import dev.treecast.tree.RetransmissionRing;
import dev.treecast.tree.StreamSubscriber;
import dev.treecast.tree.Track;
import dev.treecast.tree.audience.NeedCounts;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.rtp.Codec;
import dev.treecast.webrtc.rtp.SequenceNumbers;
import dev.treecast.webrtc.srtp.PlainRtpPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream on its way to the children of one loop: keeps its newest packets, writes each once for all children, and repairs what they lost. Children
 * that come from another parent get what they missed out of the ring, so there is one on every loop of a node that carries the stream, with children
 * or without.
 */
public final class StreamForwarder implements StreamSubscriber {
    private static final Logger LOG = LoggerFactory.getLogger(StreamForwarder.class);

    private static final int QUEUE_CHUNK = 256;

    /** As many as one run of the kernel's segmentation holds. */
    private static final int BATCH_PACKETS = 64;

    /** 2 s of video at 10 Mbit/s, 5 s of audio: as an edge keeps. */
    private static final int VIDEO_PACKETS = 2_048;

    private static final int AUDIO_PACKETS = 256;

    /** Packets that may wait for the loop: a second of 100 Mbit/s. */
    private static final int QUEUED_MAX = 10_000;

    /** What a ring has of a layer is of use to somebody who begins with it while it is as young as that: an older keyframe is asked for anew (decision 12). */
    private static final long KEYFRAME_NS_MAX = KeyframeRequests.INTERVAL_NS;

    /** The publisher's clock: its last report for a track. */
    private record Report(long ntpTimestamp, int timestamp) {}

    // Given.
    private final LiveStream stream;
    private final MediaLoop loop;
    private final Function<Publication, List<Integer>> sources;
    private final LongAdder dropped;

    // Owned.
    private final MpscUnboundedArrayQueue<Runnable> inbox = new MpscUnboundedArrayQueue<>(QUEUE_CHUNK);
    private final AtomicBoolean draining = new AtomicBoolean();
    private final List<ForwardedChild> children = new ArrayList<>();
    private final LinkPackets packets = new LinkPackets();
    private final PlainRtpPacket[] batch = new PlainRtpPacket[BATCH_PACKETS];
    private final int[] batchTracks = new int[BATCH_PACKETS];
    private final long[] batchSequences = new long[BATCH_PACKETS];
    private final PlainRtpPacket repeated = new PlainRtpPacket(LinkPackets.PACKET_BYTES_MAX);

    // State, the loop's.
    private @Nullable Publication current;
    private List<RetransmissionRing> rings = List.of();
    private List<Integer> ssrcs = List.of();
    private int[] layerOf = {};
    private @Nullable Report[] reports = {};
    private int batched;
    private long forwarded;
    private long repeats;

    /**
     * @param sources the SSRC of each track of a publication
     * @param dropped counts packets that found the queue full
     */
    public StreamForwarder(
            LiveStream stream, MediaLoop loop, Function<Publication, List<Integer>> sources, LongAdder dropped) {
        this.stream = stream;
        this.loop = loop;
        this.sources = sources;
        this.dropped = dropped;
        for (int i = 0; i < BATCH_PACKETS; i++) {
            batch[i] = new PlainRtpPacket(LinkPackets.PACKET_BYTES_MAX);
        }
    }

    // ---- StreamSubscriber: from any thread ----

    @Override
    public void publicationStarted(Publication publication) {
        enqueue(() -> started(publication));
    }

    @Override
    public void packet(Publication publication, MediaPacket packet) {
        if (inbox.size() >= QUEUED_MAX) {
            dropped.increment();
            return;
        }
        enqueue(() -> take(publication, packet));
    }

    @Override
    public void senderReport(Publication publication, int track, long ntpTimestamp, long timestamp, long arrivedNs) {
        enqueue(() -> {
            if (publication == current && track < ssrcs.size()) {
                flush();
                reports[track] = new Report(ntpTimestamp, (int) timestamp);
                for (ForwardedChild child : children) {
                    child.forgetReport(track);
                    report(child, track);
                    sendTiming(child.link, publication, track);
                }
            }
        });
    }

    private void sendTiming(RelayLink child, Publication publication, int track) {
        child.sendTiming(ssrcs.get(track), publication.timing().shifted(-loop.unixMinusMonotonicNs()));
    }

    @Override
    public void publicationEnded(Publication publication) {
        // Children hear of it in a message; what the ring has is still good for them.
    }

    @Override
    public void streamEnded(String reason) {
        enqueue(children::clear);
    }

    private void report(ForwardedChild child, int track) {
        Report report = reports[track];
        if (report != null && child.lacksReport(track)) {
            child.link.sendSenderReport(ssrcs.get(track), report.ntpTimestamp, report.timestamp);
        }
    }

    private void enqueue(Runnable arrival) {
        inbox.add(arrival);
        if (draining.compareAndSet(false, true)) {
            loop.execute(this::drain);
        }
    }

    // ---- On the loop ----

    private void drain() {
        draining.set(false);
        for (Runnable arrival = inbox.poll(); arrival != null; arrival = inbox.poll()) {
            try {
                arrival.run();
            } catch (RuntimeException e) {
                // A packet that breaks here must not take those behind it along.
                dropped.increment();
                LOG.warn("a packet of '{}' could not be forwarded", stream.name(), e);
            }
        }
        flush();
    }

    private void started(Publication publication) {
        flush();
        current = publication;
        ssrcs = sources.apply(publication);
        List<RetransmissionRing> made = new ArrayList<>();
        publication
                .tracks()
                .forEach(track -> made.add(new RetransmissionRing(
                        track.codec().kind() == Codec.Kind.VIDEO ? VIDEO_PACKETS : AUDIO_PACKETS)));
        rings = List.copyOf(made);
        reports = new @Nullable Report[made.size()];
        layerOf = Track.layers(publication.tracks());
        children.forEach(child -> child.begin(layerOf));
    }

    private void take(Publication publication, MediaPacket arrived) {
        if (publication != current || arrived.track() >= rings.size()) {
            return;
        }
        KeptPacket kept = rings.get(arrived.track()).put(arrived);
        if (kept == null || children.isEmpty()) {
            return;
        }
        if (packets.write(kept, ssrcs.get(arrived.track()), batch[batched])) {
            batchTracks[batched] = arrived.track();
            batchSequences[batched++] = kept.sequence();
            if (batched == BATCH_PACKETS) {
                flush();
            }
        } else {
            dropped.increment();
        }
    }

    /** What one child gets stands in the send buffer in one piece. */
    private void flush() {
        for (int c = children.size() - 1; c >= 0; c--) {
            ForwardedChild child = children.get(c);
            for (int i = 0; i < batched; i++) {
                int track = batchTracks[i];
                if (child.takes(track, batchSequences[i])
                        && child.link.sendPacket(batch[i], (int) batchSequences[i] & 0xffff)) {
                    child.sent(track, batchSequences[i]);
                    report(child, track);
                    forwarded++;
                }
            }
        }
        batched = 0;
    }

    /**
     * Sends a child what comes from now on, and before that what it misses: everything after what it has, or, when it is new, from the newest keyframe
     * on, so that it can serve viewers at once. For a child that is served already: from now on these layers; one that it had not begins with a young keyframe
     * of the ring, or with the one that is asked for.
     *
     * @param layers bit i is the i-th video track; sound is in all
     * @param have the last sequence number that it has, by track; empty when it is new
     */
    public void serve(RelayLink link, int layers, Map<Integer, Long> have) {
        flush();
        ForwardedChild known = find(link);
        if (known == null) {
            ForwardedChild child = new ForwardedChild(link, layers);
            child.begin(layerOf);
            children.add(child);
            for (int track = 0; track < rings.size(); track++) {
                if (child.wants(track)) {
                    serve(child, track, have.get(track));
                }
            }
            return;
        }
        boolean[] before = known.wanted();
        known.want(layers, layerOf);
        for (int track = 0; track < rings.size(); track++) {
            if (known.wants(track) && !before[track]) {
                known.forgetReport(track);
                serve(known, track, null);
            }
        }
    }

    private void serve(ForwardedChild child, int track, @Nullable Long last) {
        RetransmissionRing ring = rings.get(track);
        boolean follows = last != null && ring.newest() - last < VIDEO_PACKETS;
        if (!follows && isLayer(track) && !isYoung(ring)) {
            // What is here of it may be minutes old: it was not wanted here either.
            stream.requestKeyframe(track);
            return;
        }
        long from = follows && last != null ? last + 1 : ring.keyframe();
        if (from == Long.MIN_VALUE || ring.newest() == Long.MIN_VALUE) {
            return;
        }
        for (long sequence = Math.max(from, ring.newest() - VIDEO_PACKETS); sequence <= ring.newest(); sequence++) {
            KeptPacket kept = ring.get(sequence);
            if (kept != null && packets.write(kept, ssrcs.get(track), repeated)) {
                boolean first = child.link.sendPacket(repeated, (int) sequence & 0xffff);
                if (!first) {
                    // The child had the layer before, and forgot what it got of it.
                    var unusedAgain = child.link.resendPacket(repeated, (int) sequence & 0xffff);
                }
                child.sent(track, sequence);
                report(child, track);
            }
        }
    }

    private boolean isLayer(int track) {
        return layerOf[track] >= 0 && layerCount() > 1;
    }

    private int layerCount() {
        int count = 0;
        for (int layer : layerOf) {
            count += layer < 0 ? 0 : 1;
        }
        return count;
    }

    private boolean isYoung(RetransmissionRing ring) {
        KeptPacket keyframe = ring.keyframe() == Long.MIN_VALUE ? null : ring.get(ring.keyframe());
        return keyframe != null && loop.nowNs() - keyframe.arrivedNs() <= KEYFRAME_NS_MAX;
    }

    private @Nullable ForwardedChild find(RelayLink link) {
        for (ForwardedChild child : children) {
            if (child.link == link) {
                return child;
            }
        }
        return null;
    }

    public void stop(RelayLink link) {
        children.removeIf(child -> child.link == link);
        stream.audience().forget(link);
    }

    public boolean serves(RelayLink link) {
        return find(link) != null;
    }

    /** A child misses a packet. What is not here either is asked of our own parent already, and will be forwarded when it comes. */
    public boolean repeat(RelayLink link, int ssrc, int sequenceNumber) {
        int track = ssrcs.indexOf(ssrc);
        ForwardedChild child = find(link);
        if (track < 0 || child == null) {
            return false;
        }
        if (!child.wants(track)) {
            return true;
        }
        RetransmissionRing ring = rings.get(track);
        if (ring.newest() == Long.MIN_VALUE) {
            return true;
        }
        long sequence = ring.newest() + SequenceNumbers.distance((int) ring.newest() & 0xffff, sequenceNumber);
        KeptPacket kept = ring.get(sequence);
        if (kept != null && packets.write(kept, ssrc, repeated)) {
            // The first time for what this link has not been sent, such as what came while the child was still
            // elsewhere.
            if (link.resendPacket(repeated, sequenceNumber) || link.sendPacket(repeated, sequenceNumber)) {
                repeats++;
            }
        }
        return true;
    }

    /** A child needs a keyframe: so do we, then. */
    public boolean keyframeWanted(RelayLink link, int ssrc) {
        int track = ssrcs.indexOf(ssrc);
        ForwardedChild child = find(link);
        if (track < 0 || child == null) {
            return false;
        }
        if (child.wants(track)) {
            stream.requestKeyframe(track);
        }
        return true;
    }

    /** What a child's viewers, and those below it, need to see the stream together. */
    public boolean audience(RelayLink link, int ssrc, NeedCounts needs) {
        if (ssrcs.indexOf(ssrc) < 0 || find(link) == null) {
            return false;
        }
        stream.audience().report(link, needs, loop.nowNs());
        return true;
    }

    /** Packets sent, times children. */
    public long forwarded() {
        return forwarded;
    }

    /** Packets sent again because children lost them. */
    public long repeats() {
        return repeats;
    }
}
