package dev.treecast.edge;

import dev.treecast.webrtc.peer.LoopSession;
import java.util.ArrayList;
import java.util.List;

/**
 * Viewers of one profile, one layer and one phase: they are sent the same packets at the same time, and stand at the same place of the
 * stream.
 */
final class Cohort {
    final ProfileGroup group;
    /** Which layer of the picture they are sent. */
    final int layer;

    final int phase;
    final List<ViewerSession> viewers = new ArrayList<>();

    /** The place in the {@link PacketLog} of the next packet to send. */
    long next;

    /** How many of the packets from there on are theirs. */
    long pending;

    /** When they are to be sent the next packets; {@link LoopSession#NO_DEADLINE} while there are none. */
    long dueNs = LoopSession.NO_DEADLINE;

    long visitedNs;

    final EdgeLatency.Sent sent = new EdgeLatency.Sent();

    /** Packets a visit, as the longest backlog since they were last up to date asks for. */
    int piecePackets;

    /** From the last visit to the next one, at least. */
    long intervalNs;

    /** How fast they are sent what is waiting, bit/s; 0 for as fast as pieces and intervals make it. */
    long paceBps;

    Cohort(ProfileGroup group, int layer, int phase, long next) {
        this.group = group;
        this.layer = layer;
        this.phase = phase;
        this.next = next;
    }

    boolean takes(EdgeTrack track) {
        return group.takes(track) && (!track.isVideo() || track.layer == layer);
    }
}
