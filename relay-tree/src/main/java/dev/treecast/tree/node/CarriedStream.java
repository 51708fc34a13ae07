package dev.treecast.tree.node;

import dev.treecast.tree.LiveStream;
import dev.treecast.tree.Publication;
import dev.treecast.tree.PublicationControl;
import dev.treecast.tree.StreamHub;
import dev.treecast.tree.StreamTiming;
import dev.treecast.tree.Track;
import dev.treecast.tree.audience.NeedCounts;
import dev.treecast.tree.link.RelayLink;
import dev.treecast.tree.link.StreamForwarder;
import dev.treecast.tree.link.StreamIntake;
import dev.treecast.tree.membership.Source;
import dev.treecast.tree.membership.TrackDescription;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.rtp.Codec;
import dev.treecast.webrtc.rtp.LossDetector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A stream that this node has from its publisher or from a parent, and forwards to children. Told what to do on the control loop; packets go from
 * the loop on which they come through a {@link Publication} to the forwarder of each loop.
 */
final class CarriedStream {
    private static final String PRINCIPAL = "tree";

    // Given.
    final String name;
    private final StreamHub carried;
    private final List<MediaLoop> loops;
    private final LongAdder dropped;

    // State, the control loop's.
    private volatile @Nullable StreamFeed feed;
    private volatile @Nullable Taking taking;
    private @Nullable String lastParent;
    private int layers = LiveStream.ALL_LAYERS;

    // Any thread's.
    private final Map<MediaLoop, StreamForwarder> forwarders = new ConcurrentHashMap<>();

    /** What comes from one parent; the link's loop makes and closes the intake. */
    private static final class Taking implements PublicationControl {
        final RelayLink link;
        private @Nullable StreamIntake intake;
        /** Tracks of which a keyframe was asked for before there was an intake. */
        private final Set<Integer> wanted = new HashSet<>();

        Taking(RelayLink link) {
            this.link = link;
        }

        void start(StreamFeed feed, Map<Integer, Long> have, int layers) {
            link.loop().execute(() -> {
                StreamIntake made =
                        new StreamIntake(link, feed.sources, have, LossDetector.Options.defaults(), feed::deliver);
                intake = made;
                made.want(feed.tracksOf(layers));
                wanted.forEach(made::requestKeyframe);
            });
        }

        void want(boolean[] tracks) {
            link.loop().execute(() -> {
                if (intake != null) {
                    intake.want(tracks);
                }
            });
        }

        /** @param next asked for the keyframes that this one was asked for and has not got */
        void stop(@Nullable PublicationControl next) {
            link.loop().execute(() -> {
                StreamIntake left = intake;
                if (left != null) {
                    if (next != null) {
                        left.wantedKeyframes().forEach(next::requestKeyframe);
                    }
                    left.close();
                }
            });
        }

        /** Read from any thread, for reports: it may be a little old. */
        long lost() {
            StreamIntake current = intake;
            return current == null ? 0 : current.lost();
        }

        @Override
        public void requestKeyframe(int track) {
            link.loop().execute(() -> {
                if (intake != null) {
                    intake.requestKeyframe(track);
                } else {
                    wanted.add(track);
                }
            });
        }

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public void end(String reason) {}
    }

    CarriedStream(String name, StreamHub carried, List<MediaLoop> loops, LongAdder dropped) {
        this.name = name;
        this.carried = carried;
        this.loops = loops;
        this.dropped = dropped;
    }

    /** The stream as everybody here gets it; empty before its first source. */
    @Nullable
    LiveStream live() {
        return carried.find(name).orElse(null);
    }

    /** What identifies a publication that a carried stream delivers, on every node alike. */
    static String idOf(Publication publication) {
        return ((StreamFeed) publication.control()).id;
    }

    /** The last sequence number of each track that has come, by track. */
    Map<Integer, Long> lastSequences() {
        Map<Integer, Long> result = new HashMap<>();
        StreamFeed current = feed;
        if (current != null) {
            for (int i = 0; i < current.last.length(); i++) {
                long last = current.last.getOpaque(i);
                if (last != Long.MIN_VALUE) {
                    result.put(i, last);
                }
            }
        }
        return result;
    }

    /**
     * From now on it comes from this parent.
     *
     * @param asked what the parent was told is there, here or at those who wait for it here; it sends what follows
     * @return whether it came from another parent before
     */
    boolean takeFrom(long nowNs, RelayLink link, Source source, Map<Integer, Long> asked) {
        StreamFeed before = feed;
        Taking from = taking;
        boolean same = before != null && before.id.equals(source.publication());
        if (same && from != null && link == from.link) {
            return false;
        }
        String parent = link.node().id();
        boolean moved = lastParent != null && !lastParent.equals(parent);
        lastParent = parent;
        Map<Integer, Long> have = same ? lastSequences() : before == null ? asked : Map.of();
        StreamFeed current = before != null && same ? before : begin(nowNs, source.publication(), source.tracks());
        Taking begun = new Taking(link);
        if (from != null) {
            from.stop(same ? begun : null);
        }
        taking = begun;
        current.want(current.tracksOf(layers));
        begun.start(current, have, layers);
        current.above = begun;
        return moved;
    }

    /** Which layers the parent is asked for, now or when there is one. */
    void layersWanted(int wanted) {
        if (wanted == layers) {
            return;
        }
        layers = wanted;
        StreamFeed current = feed;
        Taking from = taking;
        if (current != null && from != null) {
            boolean[] tracks = current.tracksOf(wanted);
            current.want(tracks);
            from.want(tracks);
        }
    }

    /** The stream's publisher is at this node: what it sends is what children get. */
    StreamFeed publishedHere(
            long nowNs, String publication, List<TrackDescription> tracks, PublicationControl publisher) {
        letGo();
        StreamFeed current = begin(nowNs, publication, tracks);
        current.above = publisher;
        return current;
    }

    private StreamFeed begin(long nowNs, String id, List<TrackDescription> descriptions) {
        end(nowNs);
        List<Track> tracks = new ArrayList<>();
        for (TrackDescription each : descriptions) {
            Codec codec = Codec.ofEncodingName(each.codec());
            tracks.add(new Track(codec == null ? Codec.OPUS : codec, each.formatParameters(), each.rid()));
        }
        StreamFeed begun =
                new StreamFeed(id, descriptions, tracks, loops.getFirst().unixMinusMonotonicNs());
        feed = begun;
        StreamHub.Outcome outcome = carried.publish(name, PRINCIPAL, tracks, begun, nowNs);
        if (!(outcome instanceof StreamHub.Outcome.Started started)) {
            throw new IllegalStateException("'" + name + "' cannot be carried: " + outcome);
        }
        begun.publication = started.publication();
        for (MediaLoop loop : loops) {
            forwarders.computeIfAbsent(loop, missing -> forwarder(missing, started.publication().stream()));
        }
        return begun;
    }

    /** One on each loop, so that a child finds what it missed on whichever loop its link is. */
    private StreamForwarder forwarder(MediaLoop loop, LiveStream stream) {
        StreamForwarder made =
                new StreamForwarder(stream, loop, started -> ((StreamFeed) started.control()).sources, dropped);
        stream.subscribe(made);
        return made;
    }

    /** No parent sends it any more. */
    void letGo() {
        Taking left = taking;
        taking = null;
        if (left != null) {
            left.stop(null);
        }
    }

    private void end(long nowNs) {
        StreamFeed ending = feed;
        feed = null;
        if (ending != null && ending.publication != null) {
            ending.publication.ended(nowNs);
        }
    }

    /** The stream is over, or nobody wants it here. */
    void close(long nowNs) {
        letGo();
        LiveStream stream = live();
        end(nowNs);
        if (stream != null) {
            forwarders.values().forEach(stream::unsubscribe);
        }
        forwarders.clear();
    }

    void serve(RelayLink child, int wanted, Map<Integer, Long> have) {
        StreamForwarder forwarder = forwarders.get(child.loop());
        if (forwarder != null) {
            child.loop().execute(() -> forwarder.serve(child, wanted, have));
        }
    }

    void stopServing(RelayLink child) {
        StreamForwarder forwarder = forwarders.get(child.loop());
        if (forwarder != null) {
            child.loop().execute(() -> forwarder.stop(child));
        }
    }

    /** A parent's word on the publisher's clock; true when it is for this stream. */
    boolean senderReport(long nowNs, RelayLink link, int ssrc, long ntpTimestamp, int timestamp) {
        StreamFeed current = feed;
        Taking from = taking;
        int track = current == null ? -1 : current.sources.indexOf(ssrc);
        if (current == null || track < 0) {
            return false;
        }
        if (from != null
                && from.link == link
                && current.publication != null
                && current.last.getOpaque(track) != Long.MIN_VALUE) {
            long near = current.lastTimestamps.getOpaque(track);
            // The 32 bits of the report, as near as can be to the timestamps of packets.
            current.senderReport(track, ntpTimestamp, near + (timestamp - (int) near), nowNs);
        }
        return true;
    }

    /**
     * A parent's word on the publisher's time, on this node's monotonic clock; passed over where it is not the parent now. It is answered with what the audience
     * here and below needs.
     */
    void timing(RelayLink link, int ssrc, StreamTiming timing) {
        StreamFeed current = feed;
        Taking from = taking;
        if (current != null && from != null && from.link == link && current.sources.contains(ssrc)) {
            current.timing(timing);
            LiveStream live = live();
            NeedCounts needs = live == null
                    ? NeedCounts.NONE
                    : live.audience().needs(loops.getFirst().nowNs());
            if (needs.viewers() > 0) {
                link.loop().execute(() -> link.sendAudience(ssrc, needs));
            }
        }
    }

    /** See {@link NodeReport.Stream#sinceCaptureMs}. */
    @Nullable
    Double sinceCaptureMs() {
        StreamFeed current = feed;
        return current == null ? null : current.sinceCaptureMs();
    }

    /** Packets that the present parent had not, and no other. */
    long lost() {
        Taking from = taking;
        return from == null ? 0 : from.lost();
    }

    /** The forwarder of a loop; null while the stream has had no source. */
    @Nullable
    StreamForwarder forwarder(MediaLoop loop) {
        return forwarders.get(loop);
    }
}
