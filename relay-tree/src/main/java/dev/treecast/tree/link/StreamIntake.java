package dev.treecast.tree.link;

import dev.treecast.tree.KeyframeRequests;
import dev.treecast.tree.MediaPacket;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.peer.MediaLoop;
import dev.treecast.webrtc.rtp.LossDetector;
import dev.treecast.webrtc.rtp.RtpPacket;
import dev.treecast.webrtc.rtp.SequenceNumbers;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A stream as it comes over one link: finds what was lost on the way, asks the parent for it, and hands on what has come, in the order it came, from when it is made until it is closed.
 * Whoever keeps packets by their numbers puts them in order. Everything happens on the link's loop, which also keeps its deadlines.
 */
public final class StreamIntake implements LoopSession {
    private static final int NACKS_MAX = 256;

    /** A keyframe out of a cache comes in a burst, of which the first packets may be overtaken. As many may be late, and as late as that: twice the jitter of a bad path. */
    private static final int OVERTAKEN_MAX = 64;

    private static final long OVERTAKEN_NS = 100_000_000L;

    private final RelayLink link;
    private final MediaLoop loop;
    private final Consumer<MediaPacket> packets;
    private final LossDetector.Options options;
    private final Intake[] tracks;
    private final int[] missing = new int[NACKS_MAX];
    private long received;
    private long malformed;
    private long lostCounted;
    private boolean closed;

    private static final class Intake {
        final int ssrc;
        LossDetector losses;
        boolean wanted = true;
        long lostBefore;
        /** The first packet since the track began, or began anew. */
        boolean begun;

        int first;
        long firstNs;
        final KeyframeRequests keyframes = new KeyframeRequests();

        Intake(int ssrc, LossDetector.Options options) {
            this.ssrc = ssrc;
            this.losses = new LossDetector(options);
        }
    }

    /**
     * @param sources SSRC of each track, by index
     * @param have the last sequence number that another link brought, by track: what comes after is missed until this link brings it
     * @param packets takes what comes
     */
    public StreamIntake(
            RelayLink link,
            List<Integer> sources,
            Map<Integer, Long> have,
            LossDetector.Options losses,
            Consumer<MediaPacket> packets) {
        this.link = link;
        this.loop = link.loop();
        this.packets = packets;
        this.options = losses;
        this.tracks = new Intake[sources.size()];
        long nowNs = loop.nowNs();
        for (int i = 0; i < tracks.length; i++) {
            tracks[i] = new Intake(sources.get(i), losses);
            Long last = have.get(i);
            if (last != null) {
                var unusedFirst = tracks[i].losses.onPacket((int) (long) last & 0xffff, nowNs);
                // What is before has come by another link.
                tracks[i].begun = true;
                tracks[i].firstNs = nowNs - OVERTAKEN_NS - 1;
            }
        }
        for (Intake track : tracks) {
            link.claim(track.ssrc, this);
        }
        loop.add(this);
        link.catchUp(this);
    }

    /**
     * Says which tracks are asked for from now on. Of one that is not nothing is missed; what comes of it all the same ({@link ForwardedChild#REMINDER_PACKETS}) is handed on
     * to those below. One that is asked for again begins anew, wherever its numbers have got to.
     */
    public void want(boolean[] wanted) {
        for (int i = 0; i < tracks.length; i++) {
            Intake track = tracks[i];
            if (track.wanted != wanted[i]) {
                track.wanted = wanted[i];
                track.lostBefore += track.losses.abandonedCount();
                track.losses = new LossDetector(options);
                track.begun = false;
                if (!wanted[i]) {
                    track.keyframes.keyframeStarted();
                }
            }
        }
        loop.reschedule(this);
    }

    /** A packet of one of its sources has come. */
    void take(long nowNs, RtpPacket packet) {
        for (int i = 0; i < tracks.length; i++) {
            if (tracks[i].ssrc == packet.ssrc()) {
                take(nowNs, tracks[i], i, packet);
                return;
            }
        }
    }

    private void take(long nowNs, Intake track, int index, RtpPacket packet) {
        if (track.wanted
                && track.losses.onPacket(packet.sequenceNumber(), nowNs) == LossDetector.Arrival.UNEXPECTED
                && !isOvertaken(track, packet.sequenceNumber(), nowNs)) {
            return;
        }
        if (!track.begun) {
            track.begun = true;
            track.first = packet.sequenceNumber();
            track.firstNs = nowNs;
        }
        MediaPacket read = LinkPackets.read(packet, index, nowNs);
        if (read == null) {
            malformed++;
            return;
        }
        received++;
        if (read.startsKeyframe()) {
            track.keyframes.keyframeStarted();
        }
        packets.accept(read);
        loop.reschedule(this);
    }

    /** Whether it was sent before the packet that came first. That it comes once only SRTP sees to. */
    private static boolean isOvertaken(Intake track, int sequenceNumber, long nowNs) {
        int before = SequenceNumbers.distance(sequenceNumber, track.first);
        return track.begun && nowNs - track.firstNs <= OVERTAKEN_NS && before > 0 && before <= OVERTAKEN_MAX;
    }

    /** Somebody below needs a keyframe of a track. */
    public void requestKeyframe(int track) {
        tracks[track].keyframes.request();
        send(loop.nowNs());
        loop.reschedule(this);
    }

    /** Tracks of which a keyframe was asked for, and has not come. */
    public List<Integer> wantedKeyframes() {
        return IntStream.range(0, tracks.length)
                .filter(i -> tracks[i].keyframes.isWanted())
                .boxed()
                .toList();
    }

    public long received() {
        return received;
    }

    /** Packets given up, over all tracks. */
    public long lost() {
        long lost = 0;
        for (Intake track : tracks) {
            lost += track.lostBefore + track.losses.abandonedCount();
        }
        return lost;
    }

    public long malformed() {
        return malformed;
    }

    /** Nothing more is taken or asked for. */
    public void close() {
        closed = true;
        countLost();
        for (Intake track : tracks) {
            link.release(track.ssrc, this);
        }
        loop.remove(this);
    }

    // ---- LoopSession: for its deadlines; nothing is routed here ----

    @Override
    public void datagram(long nowNs, InetSocketAddress from, byte[] data, int offset, int length) {}

    @Override
    public long nextDeadlineNs() {
        long nextNs = NO_DEADLINE;
        for (Intake track : tracks) {
            nextNs = Math.min(nextNs, Math.min(track.losses.nextDeadlineNs(), track.keyframes.deadlineNs()));
        }
        return nextNs;
    }

    @Override
    public void timeout(long nowNs) {
        send(nowNs);
    }

    private void countLost() {
        long now = lost();
        link.media().addLost(now - lostCounted);
        lostCounted = now;
    }

    private void send(long nowNs) {
        if (closed || !link.isUp()) {
            return;
        }
        for (Intake track : tracks) {
            int count = track.losses.poll(nowNs, missing);
            while (count > 0) {
                link.askForPackets(track.ssrc, missing, count);
                count = track.losses.poll(nowNs, missing);
            }
            if (track.losses.takeGiveUp()) {
                track.keyframes.request();
            }
            if (track.keyframes.poll(nowNs)) {
                link.askForKeyframe(track.ssrc);
            }
        }
        countLost();
    }

    @Override
    public void fail(@Nullable Throwable cause) {
        close();
    }
}
