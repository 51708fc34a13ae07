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

    // Given.
    private final List<EdgeTrack> tracks;
    private final Pacing pacing;
    private final FanOutBatch batch;
    private final EdgeLatency latency;

    // Owned.
    private final PacketLog log = new PacketLog();
    private final List<ProfileGroup> groups = new ArrayList<>();
    private final List<Cohort> cohorts = new ArrayList<>();

    // State.
    private long skipped;

    /** @param batch the loop's, shared by all its streams */
    FanOut(List<EdgeTrack> tracks, Pacing pacing, FanOutBatch batch, EdgeLatency latency) {
        this.tracks = tracks;
        this.pacing = pacing;
        this.batch = batch;
        this.latency = latency;
    }

    // ---- Viewers ----

    /** Adds a viewer that has connected, and has been sent nothing yet; it gets what is appended from now on, once it takes it. */
    void add(ViewerSession viewer, SessionProfile profile) {
        Cohort cohort = cohort(group(profile, viewer.playout()));
        cohort.viewers.add(viewer);
        viewer.joined(cohort);
    }

    void remove(ViewerSession viewer, Cohort cohort) {
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

    /** The first phase that has room, then the emptiest. */
    private Cohort cohort(ProfileGroup group) {
        Cohort emptiest = null;
        int phases = 0;
        for (Cohort cohort : cohorts) {
            if (cohort.group == group) {
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
        Cohort opened = new Cohort(group, phase, log.end());
        cohorts.add(opened);
        return opened;
    }

    boolean isEmpty() {
        return cohorts.isEmpty();
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
    void append(int track, long sequence) {
        log.add(track, sequence);
    }

    /** Sends what is due: after packets were appended, and when {@link #nextDueNs} has come. */
    void run(long nowNs) {
        for (int i = cohorts.size() - 1; i >= 0; i--) {
            Cohort cohort = cohorts.get(i);
            if (cohort.next == log.end()) {
                continue;
            }
            if (cohort.dueNs == LoopSession.NO_DEADLINE) {
                cohort.dueNs = Math.max(cohort.visitedNs + pacing.intervalNs(), nowNs + pacing.delayNs(cohort.phase));
            }
            if (cohort.dueNs - nowNs <= 0) {
                visit(cohort, nowNs);
            }
        }
    }

    /** When {@link #run} has something to do next; {@link LoopSession#NO_DEADLINE} when nothing waits. */
    long nextDueNs() {
        long nextNs = LoopSession.NO_DEADLINE;
        for (int i = 0; i < cohorts.size(); i++) {
            nextNs = Math.min(nextNs, cohorts.get(i).dueNs);
        }
        return nextNs;
    }

    private void visit(Cohort cohort, long nowNs) {
        if (cohort.next < log.start()) {
            skipped += (log.start() - cohort.next) * cohort.viewers.size();
            cohort.next = log.start();
        }
        do {
            long backlog = log.end() - cohort.next;
            cohort.piecePackets = Math.max(cohort.piecePackets, pacing.packets(backlog));
            long until = cohort.next + Math.min(backlog, cohort.piecePackets);
            write(cohort.group, cohort.next, until);
            cohort.next = until;
            send(cohort);
        } while (pacing.intervalNs() == 0 && cohort.next < log.end());
        cohort.visitedNs = nowNs;
        if (cohort.next < log.end()) {
            cohort.dueNs = nowNs + pacing.intervalNs();
        } else {
            cohort.dueNs = LoopSession.NO_DEADLINE;
            cohort.piecePackets = 0;
            latency.sent(cohort.sent, cohort.viewers.size(), nowNs);
        }
    }

    /** Video first, so that audio can be the short end of a run. */
    private void write(ProfileGroup group, long from, long until) {
        batch.clear();
        write(group, from, until, true);
        write(group, from, until, false);
        batch.equalise(group);
    }

    private void write(ProfileGroup group, long from, long until, boolean video) {
        for (long place = from; place < until; place++) {
            EdgeTrack track = tracks.get(log.track(place));
            if (track.isVideo() == video && group.takes(track)) {
                // It can have left its ring when that is shorter than the log, as a stream of nothing but audio has it.
                KeptPacket packet = track.ring.get(log.sequence(place));
                if (packet != null) {
                    batch.add(group, track, packet, place);
                }
            }
        }
    }

    private void send(Cohort cohort) {
        // From the back: a viewer whose send fails may leave the list.
        for (int i = cohort.viewers.size() - 1; i >= 0; i--) {
            ViewerSession viewer = cohort.viewers.get(i);
            try {
                viewer.deliver(batch);
            } catch (RuntimeException e) {
                LOG.warn("a viewer failed and was removed", e);
                viewer.fail(e);
            }
        }
    }

    /** Sends one viewer a track from its newest keyframe up to now, at once. */
    void replay(ViewerSession viewer, ProfileGroup group, OutboundTrack out) {
        EdgeTrack track = out.track;
        long sequence = track.ring.keyframe();
        while (sequence <= track.ring.newest()) {
            batch.clear();
            for (; batch.size() < FanOutBatch.PACKETS_MAX && sequence <= track.ring.newest(); sequence++) {
                KeptPacket packet = track.ring.get(sequence);
                if (packet != null) {
                    batch.add(group, track, packet, log.end());
                }
            }
            batch.equalise(group);
            viewer.deliver(batch);
        }
    }
}
