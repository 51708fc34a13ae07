package dev.treecast.edge;

import dev.treecast.edge.sync.ViewerSync;
import dev.treecast.webrtc.peer.PeerDataChannels;
import dev.treecast.webrtc.rtp.Playout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one viewer plays: as it chose, or else as the publisher did; together with the rest of the audience if that is it; and how much later than at once that is.
 * Belongs to the session's loop.
 */
final class ViewerPlayout {
    /**
     * What a viewer who plays evenly is taken to have for a packet beyond one who plays at once: three frames at 30 a second. It may hold back up to half a second,
     * but does so only where pictures come unevenly, and the server does not hear of that.
     */
    private static final long SMOOTH_NS = 100_000_000;

    // Given.
    private final ViewerSession viewer;
    private final EdgeStream stream;
    private final Optional<Playout> chosen;

    // Owned.
    private final ViewerSync sync;

    // State.
    private @Nullable PeerDataChannels channels;
    private long targetNs;

    /** @param chosen the viewer's own choice; empty for the publisher's */
    ViewerPlayout(ViewerSession viewer, EdgeStream stream, Optional<Playout> chosen) {
        this.viewer = viewer;
        this.stream = stream;
        this.chosen = chosen;
        this.sync = new ViewerSync(stream.shared().syncs, Playout.SYNCHRONIZED.delayMsMax() * 1_000_000L);
    }

    /** On the viewer's data channels it is told how long to hold back; null where it has none. */
    void speaksOver(@Nullable PeerDataChannels joined) {
        channels = joined;
        if (joined != null) {
            joined.heardBy(sync::heard);
        }
    }

    /** Its own choice; empty for as the publisher wants it. */
    Optional<Playout> chosen() {
        return chosen;
    }

    /** What holds now. */
    Playout now() {
        return chosen.orElseGet(() ->
                stream.media().isEmpty() ? Playout.INTERACTIVE : stream.media().getFirst().playout);
    }

    boolean isSynchronized() {
        return now() == Playout.SYNCHRONIZED && channels != null;
    }

    /** How much later than at once it plays a packet, ns, as far as is known. */
    long laterNs() {
        return switch (now()) {
            case INTERACTIVE -> 0;
            case SMOOTH -> SMOOTH_NS;
            case SYNCHRONIZED -> sync.delayNs();
        };
    }

    /** How long after its capture this viewer could show a picture, ns; negative while unknown. */
    long needNs() {
        long arrivedNs = arrivedNs();
        return arrivedNs < 0 || !sync.isKnown() ? -1 : arrivedNs + sync.needNs();
    }

    /** How old pictures are when the viewer has them, ns; negative while unknown. */
    private long arrivedNs() {
        ViewerLatency latency = viewer.latency();
        return latency == null ? -1 : (long) (latency.total() * 1e6);
    }

    /** Tells the viewer, if there is something to tell, how long to hold back so that it shows pictures so long after their capture. */
    void synchronize(long audienceNs) {
        PeerDataChannels over = channels;
        if (over == null) {
            return;
        }
        targetNs = audienceNs;
        byte[] text = isSynchronized() ? sync.run(audienceNs, arrivedNs()) : sync.stop();
        if (text != null && !over.tell(text)) {
            sync.unheard();
        }
    }

    /** By how much it shows pictures later than the audience is to see them, ns; negative while that is not known. */
    long lateNs() {
        long arrivedNs = arrivedNs();
        boolean known = targetNs > 0 && arrivedNs >= 0 && isSynchronized() && sync.isKnown();
        return known ? Math.max(0, sync.shownNs(arrivedNs) - targetNs) : -1;
    }

    /** Empty for a viewer who is not synchronized, or does not take part. */
    Optional<SyncStatus> status() {
        if (!isSynchronized() || !sync.isKnown()) {
            return Optional.empty();
        }
        long arrivedNs = arrivedNs();
        return Optional.of(new SyncStatus(
                sync.needNs() / 1e6,
                sync.delayNs() / 1e6,
                arrivedNs < 0 ? -1 : sync.shownNs(arrivedNs) / 1e6,
                targetNs / 1e6));
    }
}
