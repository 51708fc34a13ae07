package dev.treecast.tree.link;

import dev.treecast.tree.StreamTiming;
import dev.treecast.webrtc.rtcp.ApplicationDefined;
import dev.treecast.webrtc.rtcp.NetworkOrder;
import dev.treecast.webrtc.rtp.Playout;
import org.jspecify.annotations.Nullable;

/**
 * A {@link StreamTiming} on a link: an RTCP packet of type APP, named {@code TIME}, about the SSRC of one track of the stream. Further bytes are
 * for nodes of a later version.
 *
 * <pre>
 *  flags (4): 1 the clock is known | clock offset, ns (8) | capture to ingest, ns (8) | playout (4): 0 interactive, 1 smooth, 2 synchronized |
 *  target of the audience, ns (8); nodes of earlier versions leave it out
 * </pre>
 */
final class LinkTiming {
    private static final String NAME = "TIME";
    private static final int BYTES = 32;
    /** What nodes say that know of no target. */
    private static final int BYTES_MIN = 24;

    private static final long TARGET_NS_MAX = 10_000_000_000L;
    private static final int CLOCK_KNOWN = 1;
    private static final int INTERACTIVE = 0;
    private static final int SMOOTH = 1;
    private static final int SYNCHRONIZED = 2;

    private LinkTiming() {}

    static ApplicationDefined write(int ssrc, StreamTiming timing) {
        byte[] data = new byte[BYTES];
        NetworkOrder.put32(data, 0, timing.clockKnown() ? CLOCK_KNOWN : 0);
        NetworkOrder.put64(data, 4, timing.clockOffsetNs());
        NetworkOrder.put64(data, 12, timing.toIngestNs());
        NetworkOrder.put32(data, 20, code(timing.playout()));
        NetworkOrder.put64(data, 24, timing.targetNs());
        return new ApplicationDefined(ssrc, NAME, data);
    }

    /** Null where it is something else. */
    static @Nullable StreamTiming read(ApplicationDefined said) {
        byte[] data = said.data();
        if (!said.name().equals(NAME) || data.length < BYTES_MIN) {
            return null;
        }
        return new StreamTiming(
                (NetworkOrder.int32(data, 0) & CLOCK_KNOWN) != 0,
                NetworkOrder.int64(data, 4),
                NetworkOrder.int64(data, 12),
                playout(NetworkOrder.int32(data, 20)),
                data.length < BYTES ? 0 : Math.clamp(NetworkOrder.int64(data, 24), 0, TARGET_NS_MAX));
    }

    private static int code(Playout playout) {
        return switch (playout) {
            case INTERACTIVE -> INTERACTIVE;
            case SMOOTH -> SMOOTH;
            case SYNCHRONIZED -> SYNCHRONIZED;
        };
    }

    /** What a later version may have added is played at once. */
    private static Playout playout(int code) {
        return switch (code) {
            case SMOOTH -> Playout.SMOOTH;
            case SYNCHRONIZED -> Playout.SYNCHRONIZED;
            default -> Playout.INTERACTIVE;
        };
    }
}
