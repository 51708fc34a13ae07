package dev.treecast.edge;

import dev.treecast.tree.KeptPacket;
import dev.treecast.tree.LiveStream;
import dev.treecast.tree.MediaPacket;
import dev.treecast.tree.Publication;
import dev.treecast.tree.StreamSubscriber;
import dev.treecast.tree.StreamTiming;
import dev.treecast.tree.Track;
import dev.treecast.webrtc.peer.FrameClock;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.sdp.SessionProfile;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream on one loop: what its viewers there share. Packets cross over from the publisher's loop once, through a queue that wakes this
 * loop only if it sleeps, and fan out from here. All state is the loop's; only the {@link StreamSubscriber} methods are called from outside.
 * It outlives its last viewer for a while, so that the next one finds the ring filled; for that deadline, and for the pieces in which frames are sent, it is a {@link LoopSession}.
 */
final class EdgeStream implements StreamSubscriber, LoopSession {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeStream.class);

    /** From a viewer's offer until it has connected, on most paths: four round trips and what its browser needs. */
    private static final long CONNECTS_NS = 300_000_000;

    // Given.
    private final LiveStream stream;
    private final EdgeLoop shared;
    private final MediaLoop loop;
    private final EdgeOptions options;
    private final RandomGenerator random;
    private final LongAdder dropped;
    private final Consumer<EdgeStream> deserted;

    // Owned.
    private final String canonicalName;
    private final List<EdgeMedium> media;
    private final EdgeLayers layers;
    /** The publication's tracks. */
    private final List<EdgeTrack> tracks;

    private final List<Track> descriptions;
    private final FanOut fanOut;
    private final LayerAssignment assignment;
    private final LayerFeed feed;
    private final SeenFrames seenFrames;
    private final EdgeLatency latency;
    private final EdgeAudience audience;
    private final LoopInbox inbox;

    // State.
    private @Nullable Publication current;
    private final Set<ViewerSession> sessions = new HashSet<>();
    /** Connected, and in want of a keyframe to start from. */
    private final List<ViewerSession> waiting = new ArrayList<>();

    private long unusedSinceNs;
    private boolean over;

    /** @param deserted told when nobody has watched for the linger time, or the stream is over: to be forgotten */
    EdgeStream(
            LiveStream stream,
            EdgeLoop shared,
            EdgeOptions options,
            RandomGenerator random,
            LongAdder dropped,
            Consumer<EdgeStream> deserted) {
        this.stream = stream;
        this.shared = shared;
        this.loop = shared.loop;
        this.options = options;
        this.random = random;
        this.dropped = dropped;
        this.deserted = deserted;
        this.unusedSinceNs = loop.nowNs();
        this.canonicalName = Long.toHexString(random.nextLong());
        this.descriptions = stream.tracks();
        this.media = EdgeMedia.of(descriptions, random, options);
        this.layers = new EdgeLayers(media);
        this.tracks = layers.tracks;
        this.seenFrames = new SeenFrames(media.stream()
                .filter(EdgeMedium::isVideo)
                .mapToInt(medium -> medium.codec.clockRateHz())
                .findFirst()
                .orElse(1));
        this.latency = new EdgeLatency(media, shared.sentAges);
        this.fanOut = new FanOut(layers.all, options.pacing(), shared.batch, latency);
        this.assignment = new LayerAssignment(this);
        this.feed = new LayerFeed(fanOut, assignment, this::startWaiting);
        this.inbox = new LoopInbox(loop, this::drained, this::broken);
        this.audience = new EdgeAudience(stream.audience(), shared.syncLates);
    }

    LiveStream stream() {
        return stream;
    }

    List<EdgeMedium> media() {
        return media;
    }

    List<Track> descriptions() {
        return descriptions;
    }

    EdgeLayers layers() {
        return layers;
    }

    /** Whether there may come to be a choice of layers. */
    boolean mayBeLayered() {
        return layers.mayBeLayered()
                || stream.publication().filter(Publication::isScalable).isPresent();
    }

    /** What the streams of this loop share. */
    EdgeLoop shared() {
        return shared;
    }

    FanOut fanOut() {
        return fanOut;
    }

    /** When frames of its video came. */
    FrameClock frames() {
        return seenFrames;
    }

    RandomGenerator random() {
        return random;
    }

    String canonicalName() {
        return canonicalName;
    }

    // ---- StreamSubscriber: from any thread ----

    @Override
    public void publicationStarted(Publication publication) {
        inbox.add(() -> started(publication));
    }

    @Override
    public void packet(Publication publication, MediaPacket packet) {
        if (inbox.size() >= options.queuedPacketsMax()) {
            dropped.increment();
            return;
        }
        inbox.add(() -> take(publication, packet));
    }

    @Override
    public void senderReport(Publication publication, int track, long ntpTimestamp, long timestamp, long arrivedNs) {
        inbox.add(() -> {
            if (publication == current && track < tracks.size()) {
                EdgeTrack of = tracks.get(track);
                of.medium.senderReport(of.published, ntpTimestamp, timestamp, arrivedNs);
                learn(publication.timing());
            }
        });
    }

    @Override
    public void publicationEnded(Publication publication) {
        inbox.add(() -> {
            if (publication == current) {
                current = null;
            }
        });
    }

    @Override
    public void streamEnded(String reason) {
        inbox.add(() -> end(reason));
    }

    // ---- On the loop ----

    private void broken(RuntimeException cause) {
        dropped.increment();
        LOG.warn("a packet of '{}' could not be handled", stream.name(), cause);
    }

    private void drained() {
        startWaiting(viewer -> viewer.feed.start(loop.nowNs()));
        for (ViewerSession viewer : waiting) {
            viewer.feed.requestKeyframe();
        }
        assignment.ask();
        askForKeyframes(loop.nowNs());
        send(loop.nowNs());
    }

    private void started(Publication publication) {
        if (!publication.tracks().equals(descriptions)) {
            // What viewers negotiated no longer holds, nor do this object's tracks: they come back to a new one.
            end("the streamer came back with other codecs");
            return;
        }
        current = publication;
        media.forEach(EdgeMedium::publicationStarted);
        learn(publication.timing());
        for (EdgeTrack track : layers.all) {
            if (track.isVideo() && fanOut.sends(track.layer)) {
                requestKeyframe(track);
            }
        }
    }

    private void learn(StreamTiming timing) {
        latency.timing(timing);
        if (!media.isEmpty() && media.getFirst().playout != timing.playout()) {
            media.forEach(medium -> medium.playout = timing.playout());
            audience.changed(loop.nowNs());
            loop.reschedule(this);
        }
    }

    /** How old frames are when they leave. */
    EdgeLatency latency() {
        return latency;
    }

    private void take(Publication publication, MediaPacket arrived) {
        if (publication != current || arrived.track() >= tracks.size()) {
            return;
        }
        EdgeTrack track = tracks.get(arrived.track());
        KeptPacket packet = track.take(arrived);
        if (packet != null) {
            if (track.isVideo()) {
                seenFrames.arrived(packet.timestamp(), packet.arrivedNs());
            }
            latency.arrived(track, packet);
            feed.take(track, packet);
        }
    }

    private void send(long nowNs) {
        fanOut.run(nowNs);
        dropped.add(fanOut.takeSkipped());
        loop.reschedule(this);
    }

    /** A viewer has connected: it is sent what comes from now on, and starts with a keyframe. */
    void connected(ViewerSession viewer, SessionProfile profile, long nowNs) {
        viewer.feed.chooseLayer(nowNs);
        fanOut.add(viewer, profile, viewer.feed.layer());
        if (!viewer.feed.start(nowNs)) {
            waiting.add(viewer);
            viewer.feed.requestKeyframe();
        }
        assignment.tell(sessions);
        if (viewer.playout().isSynchronized()) {
            audience.changed(nowNs);
        }
        loop.reschedule(this);
    }

    /** The packet that was appended last begins a keyframe. */
    private void startWaiting(EdgeTrack track) {
        long place = fanOut.end() - 1;
        long nowNs = loop.nowNs();
        startWaiting(viewer -> viewer.feed.startAt(track, place, nowNs));
    }

    private void startWaiting(Predicate<ViewerSession> starts) {
        // From the back: a viewer who starts, or fails to, leaves the list.
        for (int i = waiting.size() - 1; i >= 0; i--) {
            ViewerSession viewer = waiting.get(i);
            if (starts.test(viewer)) {
                waiting.remove(viewer);
            }
        }
    }

    /** Ends every session here, connecting ones too, and this object with them. */
    private void end(String reason) {
        over = true;
        for (ViewerSession viewer : List.copyOf(sessions)) {
            viewer.close(reason);
        }
        forgetIfDeserted();
    }

    /** Asks the publisher for a keyframe of a layer on behalf of viewers here. */
    void requestKeyframe(EdgeTrack track) {
        track.whole.keyframes.request();
        askForKeyframes(loop.nowNs());
        loop.reschedule(this);
    }

    private void askForKeyframes(long nowNs) {
        for (EdgeTrack track : tracks) {
            if (track.isVideo() && track.keyframes.poll(nowNs)) {
                stream.requestKeyframe(track.index);
            }
        }
    }

    // ---- Layers ----

    /** A viewer is to be sent another layer as soon as it can be. */
    void assign(ViewerSession viewer, ViewerLayers layers) {
        assignment.want(viewer, layers);
        assignment.tell(sessions);
        askForKeyframes(loop.nowNs());
        loop.reschedule(this);
    }

    /** What a layer takes at its publisher, bits a second; 0 when it is not sent, −1 when that is not known here. */
    long bitrateBps(EdgeTrack track) {
        Publication publication = current;
        return publication == null ? 0 : publication.bitrateBps(track.whole.index);
    }

    /** A session was opened on this stream, connected or not. The keyframe that it will need is asked for while it connects. */
    void opened(ViewerSession viewer) {
        sessions.add(viewer);
        if (!viewer.feed.canStart(loop.nowNs() + CONNECTS_NS)) {
            viewer.feed.requestKeyframe();
        }
    }

    /** A session ended. */
    void closed(ViewerSession viewer) {
        if (sessions.remove(viewer)) {
            assignment.tell(sessions);
            if (sessions.isEmpty()) {
                unusedSinceNs = loop.nowNs();
                loop.reschedule(this);
            }
        }
        waiting.remove(viewer);
        assignment.closed(viewer);
        Cohort cohort = viewer.feed.cohort();
        if (cohort != null) {
            fanOut.remove(viewer, cohort);
        }
    }

    private void forgetIfDeserted() {
        if (sessions.isEmpty() && (over || loop.nowNs() - unusedSinceNs >= options.lingerNs())) {
            loop.remove(this);
            deserted.accept(this);
        }
    }

    // ---- LoopSession: for its deadlines; nothing is ever routed here ----

    @Override
    public void datagram(long nowNs, InetSocketAddress from, byte[] data, int offset, int length) {}

    @Override
    public long nextDeadlineNs() {
        return sessions.isEmpty()
                ? unusedSinceNs + options.lingerNs()
                : Math.min(
                        Math.min(fanOut.nextDueNs(), audience.deadlineNs()),
                        Math.min(layers.keyframeDeadlineNs(), assignment.deadlineNs()));
    }

    @Override
    public void timeout(long nowNs) {
        fanOut.run(nowNs);
        dropped.add(fanOut.takeSkipped());
        if (!sessions.isEmpty()) {
            assignment.run(nowNs, sessions);
            askForKeyframes(nowNs);
            audience.run(nowNs, sessions);
        }
        forgetIfDeserted();
    }

    @Override
    public void fail(Throwable cause) {
        end("an internal error ended the stream here");
    }
}
