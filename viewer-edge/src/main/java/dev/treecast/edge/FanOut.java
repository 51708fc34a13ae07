package dev.treecast.edge;

import dev.treecast.tree.KeptPacket;
import dev.treecast.webrtc.peer.LoopSession;
import dev.treecast.webrtc.rtp.Playout;
import dev.treecast.webrtc.sdp.SessionProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a stream's packets to its viewers on one loop. Packets are appended to a log; each {@link Cohort} of viewers walks along it at the pace
 * of {@link Pacing}. A visit writes the cohort's next packets once, and encrypts them viewer by viewer, so that what one viewer gets leaves as
 * one run.
 *
 * <p>Batches grow by themselves: when the loop is busy, more packets wait at a visit, runs are longer and each packet costs less.
 */
final class FanOut {
    private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);

    /**
     * A layer's keyframe leaves at so many times the layer's rate: about what its viewers' paths are believed to carry. At twice the rate the queue that it makes
     * before a bottleneck of 3 Mbit/s is taken for congestion, and viewers leave a layer of 2 Mbit/s within a second (bench network).
     */
    static final double PACE = 1.5;

    // Given.
    private final List<EdgeTrack> tracks;
    private final Pacing pacing;
    private final FanOutBatch batch;
    private final EdgeLatency latency;

    // Owned.
    private final PacketLog log;
    private final List<ProfileGroup> groups = new ArrayList<>();
    private final List<Cohort> cohorts = new ArrayList<>();
    private final CatchUps catchUps;

    // State.
    private long skipped;
    private int written;

    /** @param batch the loop's, shared by all its streams */
    FanOut(List<EdgeTrack> tracks, Pacing pacing, FanOutBatch batch, EdgeLatency latency) {
        this.tracks = tracks;
        this.pacing = pacing;
        this.batch = batch;
        this.latency = latency;
        this.log = new PacketLog(tracks.size());
        this.catchUps = new CatchUps(batch);
    }

    // ---- Viewers ----

    /**
     * Adds a viewer that has connected, and has been sent nothing yet; it gets what is appended from now on, once it takes it.
     *
     * @param layer of the picture
     */
    void add(ViewerSession viewer, SessionProfile profile, int layer) {
        join(viewer, cohort(group(profile, viewer.playout().chosen()), layer, log.end()));
    }

    /** A viewer who has been added is sent what lies in the ring first, its picture, on a way of its own. */
    void catchUp(ViewerSession viewer, OutboundMedium out, CatchUp way) {
        Cohort cohort = viewer.feed.cohort();
        if (cohort == null) {
            throw new IllegalStateException("nobody has added it");
        }
        catchUps.add(viewer, cohort.group, out, way);
        catchUps.run(way.dueNs(), log.end());
    }

    private static void join(ViewerSession viewer, Cohort cohort) {
        cohort.viewers.add(viewer);
        viewer.feed.joined(cohort);
    }

    /**
     * Gives a viewer another layer, from the newest packet on: a keyframe of that layer, behind all that came before it. What it has yet to get
     * of the present one it is sent at once.
     */
    void move(ViewerSession viewer, Cohort from, int layer) {
        move(viewer, from, layer, log.end() - 1);
    }

    /** Gives a viewer another part of what it is sent, from the next packet on, which begins a picture. */
    void moveAhead(ViewerSession viewer, Cohort from, int layer) {
        move(viewer, from, layer, log.end());
    }

    private void move(ViewerSession viewer, Cohort from, int layer, long place) {
        long at = Math.max(from.next, log.start());
        while (at < place) {
            at = write(from, at, place, FanOutBatch.PACKETS_MAX);
            viewer.feed.deliver(batch);
        }
        remove(viewer, from);
        if (!groups.contains(from.group)) {
            groups.add(from.group);
        }
        Cohort to = cohort(from.group, layer, place);
        if (to.viewers.isEmpty()) {
            to.pending = log.end() - place;
            to.visitedNs = from.visitedNs;
            // Until the layer's own is known at its next turn: what the path has just been sent without harm, or more.
            to.paceBps = paceOf(layer, from.paceBps);
        }
        join(viewer, to);
        viewer.feed.switchTo(layer, place);
    }

    /** Gives a viewer that has been sent nothing yet another layer to start with. */
    void restart(ViewerSession viewer, Cohort from, int layer) {
        ProfileGroup group = from.group;
        remove(viewer, from);
        if (!groups.contains(group)) {
            groups.add(group);
        }
        join(viewer, cohort(group, layer, log.end()));
        viewer.feed.startsWith(layer);
    }

    void remove(ViewerSession viewer, Cohort cohort) {
        catchUps.remove(viewer);
        cohort.viewers.remove(viewer);
        if (cohort.viewers.isEmpty()) {
            cohorts.remove(cohort);
            if (cohorts.stream().noneMatch(other -> other.group == cohort.group)) {
                groups.remove(cohort.group);
            }
        }
    }

    private ProfileGroup group(SessionProfile profile, Optional<Playout> playout) {
        for (ProfileGroup group : groups) {
            if (group.profile.equals(profile) && group.playout.equals(playout)) {
                return group;
            }
        }
        ProfileGroup group = new ProfileGroup(profile, playout);
        groups.add(group);
        return group;
    }

    private long paceOf(int layer, long otherwiseBps) {
        EdgeTrack track = tracks.stream()
                .filter(each -> each.isVideo() && each.layer == layer)
                .findFirst()
                .orElseThrow();
        long bps = track.meter.lastBps();
        return bps > 0 ? (long) (PACE * bps) : otherwiseBps;
    }

    /** The first phase that has room, then the emptiest. */
    private Cohort cohort(ProfileGroup group, int layer, long place) {
        Cohort emptiest = null;
        int phases = 0;
        for (Cohort cohort : cohorts) {
            if (cohort.group == group && cohort.layer == layer) {
                phases |= 1 << cohort.phase;
                if (emptiest == null || cohort.viewers.size() < emptiest.viewers.size()) {
                    emptiest = cohort;
                }
            }
        }
        int phase = Integer.numberOfTrailingZeros(~phases);
        boolean full = emptiest == null || emptiest.viewers.size() >= pacing.viewersPerPhase();
        if (emptiest != null && (!full || phase >= pacing.phases())) {
            return emptiest;
        }
        Cohort opened = new Cohort(group, layer, phase, place);
        cohorts.add(opened);
        return opened;
    }

    /**
     * Says how fast viewers of a layer are sent what waits for them.
     *
     * @param paceBps bit/s
     */
    void pace(int layer, long paceBps) {
        for (Cohort cohort : cohorts) {
            if (cohort.layer == layer) {
                cohort.paceBps = paceBps;
            }
        }
    }

    /** Whether anybody is sent a layer of the picture. */
    boolean sends(int layer) {
        for (Cohort cohort : cohorts) {
            if (cohort.layer == layer) {
                return true;
            }
        }
        return false;
    }

    /** The place of the next packet to come: what a viewer who starts now is sent from. */
    long end() {
        return log.end();
    }

    /** Packets that a cohort was too far behind to send, times its viewers. */
    long takeSkipped() {
        long taken = skipped;
        skipped = 0;
        return taken;
    }

    // ---- Packets ----

    /** Appends a packet that the ring of its track has just taken in. */
    void append(EdgeTrack track, KeptPacket packet) {
        log.add(track.index, packet.sequence());
        catchUps.appended(track, packet, log.end() - 1);
        for (int i = 0; i < cohorts.size(); i++) {
            Cohort cohort = cohorts.get(i);
            if (cohort.takes(track)) {
                cohort.pending++;
            } else if (cohort.pending == 0) {
                cohort.next = log.end();
            }
        }
    }

    /** Sends what is due: after packets were appended, and when {@link #nextDueNs} has come. */
    void run(long nowNs) {
        for (int i = cohorts.size() - 1; i >= 0; i--) {
            Cohort cohort = cohorts.get(i);
            if (cohort.pending == 0) {
                continue;
            }
            if (cohort.dueNs == LoopSession.NO_DEADLINE) {
                cohort.dueNs = Math.max(cohort.visitedNs + cohort.intervalNs, nowNs + pacing.delayNs(cohort.phase));
            }
            if (cohort.dueNs - nowNs <= 0) {
                visit(cohort, nowNs);
            }
        }
        catchUps.run(nowNs, log.end());
    }

    /** When {@link #run} has something to do next; {@link LoopSession#NO_DEADLINE} when nothing waits. */
    long nextDueNs() {
        long nextNs = catchUps.nextDueNs();
        for (int i = 0; i < cohorts.size(); i++) {
            nextNs = Math.min(nextNs, cohorts.get(i).dueNs);
        }
        return nextNs;
    }

    private void visit(Cohort cohort, long nowNs) {
        if (cohort.next < log.start()) {
            long kept = count(cohort, log.start());
            skipped += (cohort.pending - kept) * cohort.viewers.size();
            cohort.pending = kept;
            cohort.next = log.start();
        }
        do {
            boolean paced = cohort.paceBps > 0 && pacing.intervalNs() > 0;
            cohort.piecePackets = paced
                    ? pacing.piece(cohort.pending)
                    : Math.max(cohort.piecePackets, pacing.packets(cohort.pending));
            cohort.next = write(cohort, cohort.next, log.end(), cohort.piecePackets);
            cohort.pending -= written;
            cohort.intervalNs = pacing.intervalNs(
                    batch.bytes(), cohort.paceBps, (double) cohort.pending / pacing.packetsPerVisit());
            send(cohort);
        } while (pacing.intervalNs() == 0 && cohort.pending > 0);
        cohort.visitedNs = nowNs;
        if (cohort.pending > 0) {
            cohort.dueNs = nowNs + cohort.intervalNs;
        } else {
            cohort.next = log.end();
            cohort.dueNs = LoopSession.NO_DEADLINE;
            cohort.piecePackets = 0;
            latency.sent(cohort.sent, cohort.viewers.size(), nowNs);
        }
    }

    /** How many of the packets from a place on are a cohort's. */
    private long count(Cohort cohort, long from) {
        long count = 0;
        for (long place = from; place < log.end(); place++) {
            if (cohort.takes(tracks.get(log.track(place)))) {
                count++;
            }
        }
        return count;
    }

    /**
     * Fills the batch with a cohort's next packets, video first, so that audio can be the short end of a run. {@link #written} is then how many places of the
     * log they took.
     *
     * @param packetsMax at most {@link FanOutBatch#PACKETS_MAX}
     * @return the place after them
     */
    private long write(Cohort cohort, long from, long until, int packetsMax) {
        written = 0;
        long end = from;
        while (end < until && written < packetsMax) {
            if (cohort.takes(tracks.get(log.track(end++)))) {
                written++;
            }
        }
        batch.clear();
        write(cohort, from, end, true);
        write(cohort, from, end, false);
        batch.equalise(cohort.group);
        return end;
    }

    private void write(Cohort cohort, long from, long until, boolean video) {
        for (long place = from; place < until; place++) {
            EdgeTrack track = tracks.get(log.track(place));
            if (track.isVideo() == video && cohort.takes(track)) {
                // It can have left its ring when that is shorter than the log, as a stream of nothing but audio has it.
                KeptPacket packet = track.ring.get(log.sequence(place));
                if (packet != null) {
                    batch.add(cohort.group, track, packet, place);
                }
            }
        }
    }

    private void send(Cohort cohort) {
        // From the back: a viewer whose send fails may leave the list.
        for (int i = cohort.viewers.size() - 1; i >= 0; i--) {
            ViewerSession viewer = cohort.viewers.get(i);
            try {
                viewer.feed.deliver(batch);
            } catch (RuntimeException e) {
                LOG.warn("a viewer failed and was removed", e);
                viewer.fail(e);
            }
        }
    }
}
