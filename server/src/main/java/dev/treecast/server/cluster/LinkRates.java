package dev.treecast.server.cluster;

import dev.treecast.tree.node.NodeReport;
import org.jspecify.annotations.Nullable;

/**
 * Rates of one link, of its totals at moments in order.
 *
 * @param sentRecently packets of media, the older ones counting less
 * @param repairedRecently those of them that had to be sent again
 */
record LinkRates(
        long atNs, NodeReport.Link link, long sentBps, long receivedBps, double sentRecently, double repairedRecently) {
    /** Rates are taken over at least this: pages ask once a second, and the node each second for the others. */
    static final long WINDOW_NS = 800_000_000L;

    /** What a window keeps of those before: the ratio is over about ten of them, because a single one has too few packets to tell. */
    private static final double KEPT = 0.9;

    /** Below, a ratio says nothing. */
    private static final double SENT_MIN = 1;

    static LinkRates first(NodeReport.Link link, long nowNs) {
        return new LinkRates(nowNs, link, 0, 0, 0, 0);
    }

    /** With newer totals; itself while the window is not over. */
    LinkRates next(NodeReport.Link now, long nowNs) {
        if (nowNs - atNs < WINDOW_NS) {
            return this;
        }
        if (now.sentBytes() < link.sentBytes() || now.receivedBytes() < link.receivedBytes()) {
            return first(now, nowNs); // another link to the same node
        }
        double bitsPerSecond = 8e9 / (nowNs - atNs);
        return new LinkRates(
                nowNs,
                now,
                Math.round((now.sentBytes() - link.sentBytes()) * bitsPerSecond),
                Math.round((now.receivedBytes() - link.receivedBytes()) * bitsPerSecond),
                sentRecently * KEPT + now.media().sent() - link.media().sent(),
                repairedRecently * KEPT + now.media().repaired() - link.media().repaired());
    }

    /** Of the packets sent lately, those that had to be sent again; null where nothing was sent. */
    @Nullable
    Double lossRatio() {
        return sentRecently < SENT_MIN ? null : Math.clamp(repairedRecently / sentRecently, 0.0, 1.0);
    }
}
