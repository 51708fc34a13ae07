package dev.treecast.edge;

import dev.treecast.tree.KeptPacket;
import dev.treecast.tree.KeyframeRequests;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jctools.queues.MpscUnboundedArrayQueue;
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

    private static final int QUEUE_CHUNK = 256;

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
    private final List<EdgeTrack> tracks;
    private final List<Track> descriptions;
    private final FanOut fanOut;
    private final SeenFrames seenFrames;
    private final EdgeLatency latency;
    private final MpscUnboundedArrayQueue<Runnable> inbox = new MpscUnboundedArrayQueue<>(QUEUE_CHUNK);
    private final AtomicBoolean draining = new AtomicBoolean();

    // State.
    private @Nullable Publication current;
    /** Repeated until a keyframe comes: on its way through other nodes a request goes with the parent that it was sent to. */
    private KeyframeRequests keyframes = new KeyframeRequests();

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
        List<EdgeTrack> made = new ArrayList<>();
        for (Track track : descriptions) {
            made.add(new EdgeTrack(made.size(), track, source(random), source(random), options));
        }
        this.tracks = List.copyOf(made);
        this.seenFrames = new SeenFrames(tracks.stream()
                .filter(EdgeTrack::isVideo)
                .mapToInt(track -> track.codec.clockRateHz())
                .findFirst()
                .orElse(1));
        this.latency = new EdgeLatency(tracks, shared.sentAges);
        this.fanOut = new FanOut(tracks, options.pacing(), shared.batch, latency);
    }

    private static int source(RandomGenerator random) {
        return random.nextInt(1, Integer.MAX_VALUE);
    }

    LiveStream stream() {
        return stream;
    }

    List<EdgeTrack> tracks() {
        return tracks;
    }

    List<Track> descriptions() {
        return descriptions;
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
        enqueue(() -> started(publication));
    }

    @Override
    public void packet(Publication publication, MediaPacket packet) {
        if (inbox.size() >= options.queuedPacketsMax()) {
            dropped.increment();
            return;
        }
        enqueue(() -> take(publication, packet));
    }

    @Override
    public void senderReport(Publication publication, int track, long ntpTimestamp, long timestamp, long arrivedNs) {
        enqueue(() -> {
            if (publication == current && track < tracks.size()) {
                tracks.get(track).senderReport(ntpTimestamp, timestamp, arrivedNs);
                learn(publication.timing());
            }
        });
    }

    @Override
    public void publicationEnded(Publication publication) {
        enqueue(() -> {
            if (publication == current) {
                current = null;
            }
        });
    }

    @Override
    public void streamEnded(String reason) {
        enqueue(() -> end(reason));
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
                LOG.warn("a packet of '{}' could not be handled", stream.name(), e);
            }
        }
        startWaiting();
        if (!waiting.isEmpty()) {
            keyframes.request();
        }
        askForKeyframe(loop.nowNs());
        send(loop.nowNs());
    }

    private void started(Publication publication) {
        if (!publication.tracks().equals(descriptions)) {
            // What viewers negotiated no longer holds, nor do this object's tracks: they come back to a new one.
            end("the streamer came back with other codecs");
            return;
        }
        current = publication;
        tracks.forEach(EdgeTrack::publicationStarted);
        learn(publication.timing());
        keyframes = new KeyframeRequests();
        if (!fanOut.isEmpty()) {
            requestKeyframe();
        }
    }

    private void learn(StreamTiming timing) {
        latency.timing(timing);
        tracks.forEach(track -> track.playout = timing.playout());
    }

    /** How old frames are when they leave. */
    EdgeLatency latency() {
        return latency;
    }

    private void take(Publication publication, MediaPacket arrived) {
        if (publication != current || arrived.track() >= tracks.size()) {
            return;
        }
        KeptPacket packet = tracks.get(arrived.track()).take(arrived);
        if (packet != null) {
            if (tracks.get(packet.track()).isVideo()) {
                if (packet.startsKeyframe()) {
                    keyframes.keyframeStarted();
                }
                seenFrames.arrived(packet.timestamp(), packet.arrivedNs());
            }
            latency.arrived(tracks.get(packet.track()), packet);
            fanOut.append(packet.track(), packet.sequence());
        }
    }

    private void send(long nowNs) {
        fanOut.run(nowNs);
        dropped.add(fanOut.takeSkipped());
        loop.reschedule(this);
    }

    /** A viewer has connected: it is sent what comes from now on, and starts with a keyframe. */
    void connected(ViewerSession viewer, SessionProfile profile, long nowNs) {
        fanOut.add(viewer, profile);
        if (!viewer.start(nowNs)) {
            waiting.add(viewer);
            requestKeyframe();
        }
    }

    private void startWaiting() {
        // From the back: a viewer who starts, or fails to, leaves the list.
        for (int i = waiting.size() - 1; i >= 0; i--) {
            ViewerSession viewer = waiting.get(i);
            try {
                if (viewer.start(loop.nowNs())) {
                    waiting.remove(i);
                }
            } catch (RuntimeException e) {
                LOG.warn("a viewer of '{}' failed and was removed", stream.name(), e);
                viewer.fail(e);
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

    /** Asks the publisher for a keyframe on behalf of viewers here. */
    void requestKeyframe() {
        keyframes.request();
        askForKeyframe(loop.nowNs());
        loop.reschedule(this);
    }

    private void askForKeyframe(long nowNs) {
        if (keyframes.poll(nowNs)) {
            tracks.stream().filter(EdgeTrack::isVideo).forEach(track -> stream.requestKeyframe(track.index));
        }
    }

    /** A session was opened on this stream, connected or not. */
    void opened(ViewerSession viewer) {
        sessions.add(viewer);
    }

    /** A session ended. */
    void closed(ViewerSession viewer) {
        if (sessions.remove(viewer) && sessions.isEmpty()) {
            unusedSinceNs = loop.nowNs();
            loop.reschedule(this);
        }
        waiting.remove(viewer);
        Cohort cohort = viewer.cohort();
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
                : Math.min(fanOut.nextDueNs(), keyframes.deadlineNs());
    }

    @Override
    public void timeout(long nowNs) {
        fanOut.run(nowNs);
        dropped.add(fanOut.takeSkipped());
        if (!sessions.isEmpty()) {
            askForKeyframe(nowNs);
        }
        forgetIfDeserted();
    }

    @Override
    public void fail(Throwable cause) {
        end("an internal error ended the stream here");
    }
}
